import Host
import JSON
import ModelVersions
import Planning

/// A selected version for programs; the format is specs/select.schema.json.
package enum SelectJSON {
    package static func render(_ report: SelectReport, sandbox: Bool = false) -> String {
        JSONText.render { json in
            json.member("criterion", report.criterion.rawValue)
            json.member("formatVersion", JSONText.formatVersion)
            // Of --min-f1.
            json.member("minF1Score", report.requiredF1Score)
            json.member("project", report.project.text)
            json.member("sandbox", sandbox)
            json.object("selected", report.selected) { $0.write(to: &$1) }
            // The patterns of --target.
            if !report.targets.isEmpty { json.strings("targets", report.targets) { $0.text } }
            json.objects("versions", report.candidates) { $0.write(to: &$1) }
        }
    }
}

extension SelectReport.Candidate {
    fileprivate func write(to json: inout JSONWriter) {
        json.member("arn", row.live?.arn.text)
        json.member("copiedFrom", row.live?.source)
        json.member("created", row.created.map { UnixTime(milliseconds: $0).iso8601 })
        json.member("f1Score", row.f1Score)
        json.member("gate", gate?.code)
        json.member("minF1Score", minimumF1Score)
        json.member("name", row.name.text)
        json.member("qualifies", reason == nil)
        json.member("reason", reason?.rawValue)
        json.member("state", row.state.rawValue)
        json.member("status", row.live?.status.rawValue)
        json.member("warnings", warnings.isEmpty || reason != nil ? nil : warnings)
    }
}
