package import Checks
import Diagnostics
import JSON
import Manifests
import ModelVersions
import Planning

/// The results of the checks, for programs; the format is specs/verify.schema.json.
package enum PreflightJSON {
    package static func render(_ report: PreflightReport, sandbox: Bool = false) -> String {
        JSONText.render { write(report, sandbox: sandbox, to: &$0) }
    }

    /// - Parameter sandbox: nil within another document.
    static func write(_ report: PreflightReport, sandbox: Bool? = nil, to json: inout JSONWriter) {
        let parts = report.results.byPlace(\.project).map { (place: $0.place, part: $0.elements) }
        json.objects("checks", report.results) { $0.write(hasPlace: parts.count > 1, to: &$1) }
        // Whether all checks could be made.
        json.member("complete", report.count(.unknown) == 0)
        json.member("formatVersion", JSONText.formatVersion)
        // Whether no check failed.
        json.member("passed", !report.hasFailures)
        json.places(parts) { place, results, json in
            json.member("account", place.account)
            json.member("region", place.region)
            json.object("summary") { VerdictCounts(results).write(to: &$0) }
        }
        json.member("sandbox", sandbox)
        json.object("summary") { json in
            json.member("fail", report.count(.fail))
            json.member("pass", report.count(.pass))
            json.member("unknown", report.count(.unknown))
            json.member("versions", report.trainingCount)
            json.member("warning", report.count(.warning))
        }
    }
}

extension CheckResult {
    /// - Parameter hasPlace: whether the report is about several accounts or regions.
    fileprivate func write(hasPlace: Bool, to json: inout JSONWriter) {
        json.member("account", hasPlace ? project.account : nil)
        json.member("check", rule.id)
        if !findings.isEmpty { json.objects("findings", findings) { $0.write(to: &$1) } }
        json.member("help", help)
        json.member("message", message)
        json.member("permission", permission)
        json.member("project", project.text)
        json.member("region", hasPlace ? project.region : nil)
        json.member("subject", subject)
        json.member("verdict", verdict.rawValue)
        json.objects("versions", trainings) { training, json in
            json.object("location", training.location) { $0.write(to: &$1) }
            json.member("name", training.name.text)
        }
    }
}

extension EntryFinding {
    fileprivate func write(to json: inout JSONWriter) {
        json.member("code", finding.error.code)
        json.member("count", count)
        json.member("dataset", finding.dataset?.rawValue)
        json.member("effect", finding.effect.rawValue)
        json.member("help", finding.help)
        json.member("image", image)
        json.member("level", finding.level.rawValue)
        json.member("message", finding.error.message)
        json.member("pointer", finding.pointer)
    }
}
