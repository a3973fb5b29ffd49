package import Checks
import Host
import JSON
import Manifests
import ModelVersions
import Planning
import Storage

/// Why a training failed, for programs; the format is specs/explain.schema.json.
package enum ExplanationJSON {
    package static func render(_ explanation: TrainingExplanation, sandbox: Bool = false) -> String {
        let version = explanation.version
        let counts = ExplanationCounts(explanation)
        let summaryFile = explanation.summaryLocation ?? ""
        let findings =
            (explanation.summaryFile?.findings ?? []).map { ($0, summaryFile) }
            + explanation.manifests.flatMap { manifest in manifest.tally.findings.map { ($0, manifest.location) } }
        return JSONText.render { json in
            json.member("arn", version.arn.text)
            json.member("complete", explanation.isComplete)
            json.member("ended", version.training.ended.map { UnixTime(milliseconds: $0).iso8601 })
            json.member("errors", counts.terminalErrors + counts.lineErrors)
            json.objects("findings", findings) { write($0.0, in: $0.1, to: &$1) }
            json.member("formatVersion", JSONText.formatVersion)
            json.objects("manifests", explanation.manifests) { write($0, to: &$1) }
            json.member("name", version.arn.name.text)
            json.member("project", explanation.project.text)
            json.member("sandbox", sandbox)
            json.member("status", version.status.rawValue)
            json.member("statusMessage", version.statusMessage)
            json.object("summary") { write(summaryOf: explanation, to: &$0) }
            json.member("terminalErrors", counts.terminalErrors)
            json.member("warnings", counts.warnings)
        }
    }

    private static func write(_ finding: ReportedFinding, in file: String, to json: inout JSONWriter) {
        json.member("code", finding.error.code)
        json.member("column", finding.column)
        json.member("dataset", finding.dataset?.rawValue)
        json.member("effect", finding.effect.rawValue)
        json.member("file", file)
        json.member("help", finding.help)
        json.member("level", finding.level.rawValue)
        json.member("line", finding.line)
        json.member("message", finding.error.message)
        json.member("pointer", finding.pointer)
    }

    private static func write(summaryOf explanation: TrainingExplanation, to json: inout JSONWriter) {
        let (state, problem): (String, ObjectProblem?) =
            switch explanation.summary {
            case .notYet: ("notYet", nil)
            case .notNamed: ("none", nil)
            case .read: ("read", nil)
            case .unreadable(let problem): ("unreadable", problem)
            }
        json.objects("datasets", explanation.summaryFile?.datasets ?? []) { statistics, json in
            json.member("dataset", statistics.dataset.rawValue)
            json.member("errorLineCount", statistics.errorLineCount)
            json.name("errorLines")
            json.array { json in
                for line in statistics.errorLines { json.integer(Int64(line)) }
            }
            json.member("ignoredLines", statistics.ignoredLines)
            json.member("invalidLines", statistics.invalidLines)
            json.member("totalLines", statistics.totalLines)
            json.member("useCase", statistics.useCase)
            json.member("validLines", statistics.validLines)
        }
        json.member("file", explanation.summaryLocation)
        json.member("omittedErrors", explanation.summaryFile?.omittedErrors ?? 0)
        json.object("problem", problem) { write($0, to: &$1) }
        json.member("state", state)
    }

    private static func write(_ manifest: TrainingExplanation.ValidationManifest, to json: inout JSONWriter) {
        json.member("dataset", manifest.tally.dataset.rawValue)
        json.member("file", manifest.location)
        json.numbers("findingCounts", manifest.tally.counts)
        json.member("lines", manifest.tally.lines)
        json.member("otherFindings", manifest.tally.otherCodes)
        json.object("problem", manifest.problem) { write($0, to: &$1) }
        json.member("unreadLines", manifest.tally.unreadLines)
    }

    private static func write(_ problem: ObjectProblem, to json: inout JSONWriter) {
        json.member("help", problem.help)
        json.member("message", problem.message)
        json.member("permission", problem.permission)
    }
}
