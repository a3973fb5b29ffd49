import Host
import JSON
import ModelVersions
package import Planning

/// Which versions can go, and which stay, for programs; the format is specs/cleanup.schema.json.
package enum CleanupJSON {
    package static func render(_ report: CleanupReport, sandbox: Bool = false) -> String {
        JSONText.render { json in
            json.member("complete", report.isComplete)
            json.member("formatVersion", JSONText.formatVersion)
            json.object("partial", report.omission) { $0.write(to: &$1) }
            json.objects("projects", report.projects) { project, json in
                let arn = project.project
                json.member("account", arn.account)
                json.objects("canGo", project.canGo) { $0.write(of: arn, hasFiles: report.hasFiles, to: &$1) }
                json.member("models", project.problem == nil ? project.models : nil)
                json.object("problem", project.problem) { $0.write(to: &$1) }
                json.member("project", arn.text)
                json.member("quota", project.quota.value)
                json.member("quotaMessage", "\(project.quota)")
                json.member("region", arn.region)
                json.objects("stays", project.staying) { $0.write(of: arn, hasFiles: report.hasFiles, to: &$1) }
            }
            json.member("sandbox", sandbox)
            json.object("summary") { json in
                json.member("canGo", report.canGoCount)
                json.member("versions", report.count)
            }
        }
    }
}

extension CleanupVersion {
    fileprivate func write(of project: ProjectARN, hasFiles: Bool, to json: inout JSONWriter) {
        let row = StatusRow(live, entry, before: nil)
        json.member("arn", live.arn.text)
        if case .canGo = verdict { json.member("command", command(in: project)) }
        json.member("created", UnixTime(milliseconds: live.creationTime).iso8601)
        json.member("f1Score", live.training.f1Score)
        if case .canGo = verdict { json.member("help", help) }
        json.object("location", entry?.location) { $0.write(to: &$1) }
        json.member("management", hasFiles ? row.management.rawValue : nil)
        json.member("name", name.text)
        switch verdict {
        case .canGo(let reasons):
            json.objects("reasons", reasons) { reason, json in
                json.member("kind", reason.kind)
                json.member("message", text(of: reason))
            }
            json.member("retireFirst", mustRetireFirst)
        case .stays(let stay):
            json.object("reason") { json in
                json.member("kind", stay.rawValue)
                json.member("message", text(of: stay))
            }
        }
        json.member("status", live.status.rawValue)
    }
}
