package import Checks
import ModelVersions

/// The results of the checks, for programs; the format is specs/verify.schema.json.
package enum PreflightJSON {
    package static func render(_ report: PreflightReport) throws -> String {
        try JSONText.render(PreflightDocument(report))
    }
}

struct PreflightDocument: Encodable {
    struct Summary: Encodable {
        let versions, pass, warning, fail, unknown: Int
    }

    struct Version: Encodable {
        let name: String
        let location: JSONLocation?
    }

    struct Item: Encodable {
        let check, verdict, project: String
        let subject: String?
        let message: String
        let help: String?
        let permission: String?
        let versions: [Version]
    }

    let formatVersion: String
    /// Whether no check failed.
    let passed: Bool
    /// Whether all checks were possible.
    let complete: Bool
    let summary: Summary
    let checks: [Item]

    init(_ report: PreflightReport) {
        formatVersion = JSONText.formatVersion
        passed = !report.hasFailures
        complete = report.count(.unknown) == 0
        summary = Summary(
            versions: report.trainingCount,
            pass: report.count(.pass),
            warning: report.count(.warning),
            fail: report.count(.fail),
            unknown: report.count(.unknown)
        )
        checks = report.results.map { result in
            Item(
                check: result.rule.id,
                verdict: result.verdict.rawValue,
                project: result.project.text,
                subject: result.subject,
                message: result.message,
                help: result.help,
                permission: result.permission,
                versions: result.trainings.map { training in
                    Version(name: training.name.text, location: training.location.map(JSONLocation.init))
                }
            )
        }
    }
}
