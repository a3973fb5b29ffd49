package import Checks
import Host
import Manifests
import ModelVersions
import Planning
import Storage

/// Why a training failed, for programs; the format is specs/explain.schema.json.
package enum ExplanationJSON {
    private struct Document: Encodable {
        let formatVersion: String
        let project, name, arn, status: String
        let statusMessage, ended: String?
        let summary: Summary
        let manifests: [Manifest]
        let findings: [Item]
        let terminalErrors, errors, warnings: Int
        let complete: Bool
    }

    private struct Summary: Encodable {
        let state: String
        let file: String?
        let problem: Problem?
        let datasets: [Statistics]
        let omittedErrors: Int
    }

    private struct Statistics: Encodable {
        let dataset: String
        let useCase: String?
        let totalLines, validLines, ignoredLines, invalidLines: Int?
        let errorLines: [Int]
        let errorLineCount: Int
    }

    private struct Problem: Encodable {
        let message: String
        let help, permission: String?

        init(_ problem: ObjectProblem) {
            message = problem.message
            help = problem.help
            permission = problem.permission
        }
    }

    private struct Manifest: Encodable {
        let dataset, file: String
        let lines, unreadLines: Int
        let findingCounts: [String: Int]
        let otherFindings: Int
        let problem: Problem?
    }

    private struct Item: Encodable {
        let code, level, effect: String
        let dataset: String?
        let file: String
        let line, column: Int?
        let pointer: String?
        let message, help: String

        init(_ finding: ReportedFinding, in file: String) {
            code = finding.error.code
            level = finding.level.rawValue
            effect = finding.effect.rawValue
            dataset = finding.dataset?.rawValue
            self.file = file
            line = finding.line
            column = finding.column
            pointer = finding.pointer
            message = finding.error.message
            help = finding.help
        }
    }

    package static func render(_ explanation: TrainingExplanation) throws -> String {
        let version = explanation.version
        let counts = ExplanationCounts(explanation)
        let file = explanation.summaryFile
        let summaryItems = file?.findings.map { Item($0, in: explanation.summaryLocation ?? "") } ?? []
        return try JSONText.render(
            Document(
                formatVersion: JSONText.formatVersion,
                project: explanation.project.text,
                name: version.arn.name.text,
                arn: version.arn.text,
                status: version.status.rawValue,
                statusMessage: version.statusMessage,
                ended: version.training.ended.map { UnixTime(milliseconds: $0).iso8601 },
                summary: summary(explanation),
                manifests: explanation.manifests.map(manifest),
                findings: summaryItems
                    + explanation.manifests.flatMap { manifest in
                        manifest.tally.findings.map { Item($0, in: manifest.location) }
                    },
                terminalErrors: counts.terminalErrors,
                errors: counts.terminalErrors + counts.lineErrors,
                warnings: counts.warnings,
                complete: explanation.isComplete
            )
        )
    }

    private static func summary(_ explanation: TrainingExplanation) -> Summary {
        let (state, problem): (String, ObjectProblem?) =
            switch explanation.summary {
            case .notYet: ("notYet", nil)
            case .notNamed: ("none", nil)
            case .read: ("read", nil)
            case .unreadable(let problem): ("unreadable", problem)
            }
        return Summary(
            state: state,
            file: explanation.summaryLocation,
            problem: problem.map(Problem.init),
            datasets: (explanation.summaryFile?.datasets ?? []).map {
                Statistics(
                    dataset: $0.dataset.rawValue,
                    useCase: $0.useCase,
                    totalLines: $0.totalLines,
                    validLines: $0.validLines,
                    ignoredLines: $0.ignoredLines,
                    invalidLines: $0.invalidLines,
                    errorLines: $0.errorLines,
                    errorLineCount: $0.errorLineCount
                )
            },
            omittedErrors: explanation.summaryFile?.omittedErrors ?? 0
        )
    }

    private static func manifest(_ manifest: TrainingExplanation.ValidationManifest) -> Manifest {
        Manifest(
            dataset: manifest.tally.dataset.rawValue,
            file: manifest.location,
            lines: manifest.tally.lines,
            unreadLines: manifest.tally.unreadLines,
            findingCounts: manifest.tally.counts,
            otherFindings: manifest.tally.otherCodes,
            problem: manifest.problem.map(Problem.init)
        )
    }
}
