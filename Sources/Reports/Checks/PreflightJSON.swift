package import Checks
import Diagnostics
import JSON
import Manifests
import ModelVersions
import Planning

/// The results of the checks, for programs; the format is specs/verify.schema.json.
package enum PreflightJSON {
    package static func render(_ report: PreflightReport, sandbox: Bool = false) -> String {
        JSONText.render(document(report), sandbox: sandbox)
    }

    static func document(_ report: PreflightReport) -> JSONObject {
        let parts = report.results.byPlace(\.project).map { (place: $0.place, part: $0.elements) }
        return [
            "formatVersion": JSONText.formatVersion,
            // Whether no check failed.
            "passed": !report.hasFailures,
            // Whether all checks could be made.
            "complete": report.count(.unknown) == 0,
            "summary": [
                "versions": report.trainingCount,
                "pass": report.count(.pass),
                "warning": report.count(.warning),
                "fail": report.count(.fail),
                "unknown": report.count(.unknown),
            ] as JSONValue,
            "places": placesJSON(parts) { ["summary": VerdictCounts($0).json] },
            "checks": report.results.map { result -> JSONValue in
                [
                    "check": result.rule.id,
                    "verdict": result.verdict.rawValue,
                    "project": result.project.text,
                    "account": parts.count > 1 ? result.project.account : nil,
                    "region": parts.count > 1 ? result.project.region : nil,
                    "subject": result.subject,
                    "message": result.message,
                    "help": result.help,
                    "permission": result.permission,
                    "findings": result.findings.isEmpty ? nil : JSONValue.array(result.findings.map(\.json)),
                    "versions": result.trainings.map { training -> JSONValue in
                        ["name": training.name.text, "location": training.location?.json]
                    },
                ]
            },
        ]
    }
}

extension EntryFinding {
    fileprivate var json: JSONValue {
        [
            "code": finding.error.code,
            "level": finding.level.rawValue,
            "effect": finding.effect.rawValue,
            "dataset": finding.dataset?.rawValue,
            "image": image,
            "pointer": finding.pointer,
            "message": finding.error.message,
            "help": finding.help,
        ]
    }
}
