import Host
import JSON
import ModelVersions
import Planning

/// A selected version for programs; the format is specs/select.schema.json.
package enum SelectJSON {
    package static func render(_ report: SelectReport, sandbox: Bool = false) -> String {
        JSONText.render(
            [
                "formatVersion": JSONText.formatVersion,
                "project": report.project.text,
                "criterion": report.criterion.rawValue,
                // Of --min-f1.
                "minF1Score": report.requiredF1Score,
                // The patterns of --target.
                "targets": report.targets.isEmpty ? nil : report.targets.map(\.text),
                "selected": report.selected?.json,
                "versions": report.candidates.map(\.json),
            ],
            sandbox: sandbox
        )
    }
}

extension SelectReport.Candidate {
    fileprivate var json: JSONValue {
        [
            "name": row.name.text,
            "arn": row.live?.arn.text,
            "state": row.state.rawValue,
            "status": row.live?.status.rawValue,
            "created": row.created.map { UnixTime(milliseconds: $0).iso8601 },
            "f1Score": row.f1Score,
            "minF1Score": minimumF1Score,
            "gate": gate?.code,
            "copiedFrom": row.live?.source,
            "qualifies": reason == nil,
            "reason": reason?.rawValue,
            "warnings": warnings.isEmpty || reason != nil ? nil : warnings,
        ]
    }
}
