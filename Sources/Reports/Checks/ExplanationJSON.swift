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
        let summaryItems = explanation.summaryFile?.findings.map { item($0, in: explanation.summaryLocation ?? "") }
        return JSONText.render(
            [
                "formatVersion": JSONText.formatVersion,
                "project": explanation.project.text,
                "name": version.arn.name.text,
                "arn": version.arn.text,
                "status": version.status.rawValue,
                "statusMessage": version.statusMessage,
                "ended": version.training.ended.map { UnixTime(milliseconds: $0).iso8601 },
                "summary": summary(explanation),
                "manifests": explanation.manifests.map(manifest),
                "findings": (summaryItems ?? [])
                    + explanation.manifests.flatMap { manifest in
                        manifest.tally.findings.map { item($0, in: manifest.location) }
                    },
                "terminalErrors": counts.terminalErrors,
                "errors": counts.terminalErrors + counts.lineErrors,
                "warnings": counts.warnings,
                "complete": explanation.isComplete,
            ],
            sandbox: sandbox
        )
    }

    private static func item(_ finding: ReportedFinding, in file: String) -> JSONValue {
        [
            "code": finding.error.code,
            "level": finding.level.rawValue,
            "effect": finding.effect.rawValue,
            "dataset": finding.dataset?.rawValue,
            "file": file,
            "line": finding.line,
            "column": finding.column,
            "pointer": finding.pointer,
            "message": finding.error.message,
            "help": finding.help,
        ]
    }

    private static func summary(_ explanation: TrainingExplanation) -> JSONValue {
        let (state, problem): (String, ObjectProblem?) =
            switch explanation.summary {
            case .notYet: ("notYet", nil)
            case .notNamed: ("none", nil)
            case .read: ("read", nil)
            case .unreadable(let problem): ("unreadable", problem)
            }
        return [
            "state": state,
            "file": explanation.summaryLocation,
            "problem": problem.map(json),
            "datasets": (explanation.summaryFile?.datasets ?? []).map { statistics -> JSONValue in
                [
                    "dataset": statistics.dataset.rawValue,
                    "useCase": statistics.useCase,
                    "totalLines": statistics.totalLines,
                    "validLines": statistics.validLines,
                    "ignoredLines": statistics.ignoredLines,
                    "invalidLines": statistics.invalidLines,
                    "errorLines": statistics.errorLines,
                    "errorLineCount": statistics.errorLineCount,
                ]
            },
            "omittedErrors": explanation.summaryFile?.omittedErrors ?? 0,
        ]
    }

    private static func manifest(_ manifest: TrainingExplanation.ValidationManifest) -> JSONValue {
        [
            "dataset": manifest.tally.dataset.rawValue,
            "file": manifest.location,
            "lines": manifest.tally.lines,
            "unreadLines": manifest.tally.unreadLines,
            "findingCounts": manifest.tally.counts,
            "otherFindings": manifest.tally.otherCodes,
            "problem": manifest.problem.map(json),
        ]
    }

    private static func json(_ problem: ObjectProblem) -> JSONValue {
        ["message": problem.message, "help": problem.help, "permission": problem.permission]
    }
}
