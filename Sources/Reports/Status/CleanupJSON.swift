import Host
import JSON
import ModelVersions
package import Planning

/// Which versions can go, and which stay, for programs; the format is specs/cleanup.schema.json.
package enum CleanupJSON {
    package static func render(_ report: CleanupReport, sandbox: Bool = false) -> String {
        JSONText.render(
            [
                "formatVersion": JSONText.formatVersion,
                "complete": report.isComplete,
                "partial": report.omission?.json,
                "summary": ["versions": report.count, "canGo": report.canGoCount] as JSONValue,
                "projects": report.projects.map { project -> JSONValue in
                    [
                        "project": project.project.text,
                        "account": project.project.account,
                        "region": project.project.region,
                        "problem": project.problem?.json,
                        "models": project.problem == nil ? project.models : nil,
                        "quota": project.quota.value,
                        "quotaMessage": "\(project.quota)",
                        "canGo": project.canGo.map { $0.json(of: project.project, hasFiles: report.hasFiles) },
                        "stays": project.staying.map { $0.json(of: project.project, hasFiles: report.hasFiles) },
                    ]
                },
            ],
            sandbox: sandbox
        )
    }
}

extension CleanupVersion {
    fileprivate func json(of project: ProjectARN, hasFiles: Bool) -> JSONValue {
        let row = StatusRow(live, entry, before: nil)
        var members: JSONObject = [
            "name": name.text,
            "arn": live.arn.text,
            "status": live.status.rawValue,
            "created": UnixTime(milliseconds: live.creationTime).iso8601,
            "f1Score": live.training.f1Score,
            "management": hasFiles ? row.management.rawValue : nil,
            "location": entry?.location?.json,
        ]
        switch verdict {
        case .canGo(let reasons):
            members["reasons"] = .array(
                reasons.map { ["kind": $0.kind, "message": text(of: $0)] as JSONValue }
            )
            members["retireFirst"] = .bool(mustRetireFirst)
            members["help"] = help.map { .string($0) }
            members["command"] = command(in: project).map { .array($0.map { .string($0) }) }
        case .stays(let stay):
            members["reason"] = ["kind": stay.rawValue, "message": text(of: stay)]
        }
        return .object(members)
    }
}
