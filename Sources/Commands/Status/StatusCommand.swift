import ArgumentParser
import Checks
import Host
import ModelVersions
import Planning
import Reconciler
import Reports
import Settings
import Text

struct StatusCommand: ConfiguredCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, csv
        case awsCLI = "aws-cli"
    }

    static let configuration = RekonCommand.command(
        "status",
        abstract: "Show the live versions: states, F1 scores, training times and costs; changes nothing.",
        discussion: """
            With files, the result contains every live version of their projects, described or not, and the described \
            versions that are not live. Without files, `--project` takes the ARN of a project. Then rekon does not \
            know \
            which versions are managed.

            The change of an F1 score is the difference to the newest older version of the project that has one, in \
            every order of the table. Times are billable times. A narrow terminal shows fewer columns; `--format csv` \
            and \
            `json` have all of them. JSON contains texts unchanged. CSV replaces characters that could control a \
            terminal, and puts an apostrophe before text that a spreadsheet could take for a formula.

            `--explain` shows for one version what its training found in the manifests: the service's summary, and \
            each \
            line that the training left out. It reads the lines from S3 and reports them as `rekon manifest check` does.

            `--cleanup` lists which live versions can go, which stay, and why: a project takes 100 models unless the \
            quota was raised. rekon deletes nothing. `--format aws-cli` prints commands for a person to read and to \
            run. Give all files of the projects: what no file describes can go.

            Exits with 1 if something could not be read; the rest is shown. It does not check gates: see `rekon wait`.

            EXAMPLES
              rekon status models/
              rekon status --sort f1 --reverse --tags models/
              rekon status --format csv models/ > versions.csv
              rekon status --project arn:aws:rekognition:us-east-1:111122223333:project/signs/1690556789012
              rekon status --explain v2026-11-01 models/
              rekon status --cleanup models/
              rekon status --cleanup --format aws-cli models/ > cleanup.sh
            """
    )

    @OptionGroup var subject: StatusSubject

    @Option(help: "The order of the versions of a project, smallest first.")
    var sort: StatusOrder = .created

    @Flag(help: "Reverse the order.")
    var reverse = false

    @Option(
        help: ArgumentHelp(
            "Explain why the training of this version failed, or which lines it left out.",
            valueName: "name"
        ),
        transform: { try StatusCommand.versionName($0) }
    )
    var explain: VersionName?

    @Flag(help: "List which live versions can go and which stay, with the reasons. rekon deletes nothing.")
    var cleanup = false

    @Option(
        name: .customLong("max-findings"),
        help: ArgumentHelp(
            "With --explain: how many errors of each code are listed. The others are counted. Default: 20.",
            valueName: "number"
        )
    )
    var maxFindings: Int?

    @Option(name: .customLong("format"), help: "How the result is written. Default: text. aws-cli needs --cleanup.")
    var givenFormat: Format?

    private var format: Format { givenFormat ?? .text }

    @OptionGroup var color: ColorOptions
    @OptionGroup(title: HelpTitle.input) var config: SettingsOptions

    // The commands of --cleanup are for one run.
    static let formatNames = Format.allCases.filter { $0 != .awsCLI }.map(\.rawValue)

    mutating func apply(_ settings: Settings) {
        givenFormat = givenFormat ?? settings.formats["status"].flatMap { Format(rawValue: $0.value) }
    }
    @OptionGroup(title: HelpTitle.connection) var connection: ConnectionOptions

    func validate() throws {
        if format == .awsCLI, !cleanup { throw ValidationError("--format aws-cli needs --cleanup.") }
        if cleanup {
            if format == .csv { throw ValidationError("--cleanup has no CSV: use --format json.") }
            if explain != nil || subject.tags || reverse {
                throw ValidationError("--cleanup is a list of its own: leave out --explain, --tags and --reverse.")
            }
        }
        guard explain != nil else {
            if maxFindings != nil { throw ValidationError("--max-findings needs --explain.") }
            return
        }
        if format == .csv { throw ValidationError("--explain has no CSV: use --format json.") }
        if !subject.selection.targets.isEmpty || subject.tags || reverse {
            throw ValidationError("--explain is for one version: leave out --target, --tags and --reverse.")
        }
        if let maxFindings, !(0...10_000).contains(maxFindings) {
            throw ValidationError("--max-findings must be a number from 0 to 10000.")
        }
    }

    private static func versionName(_ text: String) throws -> VersionName {
        do throws(InvalidValue) {
            return try VersionName(text)
        } catch {
            throw ValidationError("'\(text)' \(error)")
        }
    }

    func run(in context: Context) async throws -> ExitStatus {
        if let explain { return try await run(explaining: explain, in: context) }
        if cleanup { return try await runCleanup(in: context) }
        var report = try await subject.read(connection, color: color, in: context)
        report.sort(by: sort, reversed: reverse)
        let isSandbox = connection.sandbox.isUsed(in: context)
        switch format {
        case .text:
            let text = StatusText(
                style: color.outputStyle(in: context),
                width: context.terminal.columns,
                now: context.wallClock.now.milliseconds
            )
            context.output.write(connection.sandbox.heading(in: context) + text.render(report))
        case .json:
            context.output.write(StatusJSON.render(report, sandbox: isSandbox))
        case .csv:
            context.output.write(StatusCSV.render(report, sandbox: isSandbox))
            for problem in StatusCSV.problems(of: report) {
                context.errors.write("error: \(HarmlessText.shown(problem))\n")
            }
        case .awsCLI: break
        }
        return report.isComplete ? .success : .failure
    }

    private func runCleanup(in context: Context) async throws -> ExitStatus {
        let report = try await subject.cleanup(connection, color: color, in: context)
        switch format {
        case .text, .csv:
            let text = CleanupText(style: color.outputStyle(in: context), width: context.terminal.columns)
            context.output.write(connection.sandbox.heading(in: context) + text.render(report))
        case .json:
            let isSandbox = connection.sandbox.isUsed(in: context)
            context.output.write(CleanupJSON.render(report, sandbox: isSandbox))
        case .awsCLI:
            context.output.write(CleanupCommands.render(report, sandbox: connection.sandbox.notice(in: context)))
            for problem in report.problems { context.errors.write("error: \(HarmlessText.shown(problem))\n") }
        }
        return report.isComplete ? .success : .failure
    }

    private func run(explaining name: VersionName, in context: Context) async throws -> ExitStatus {
        let (projects, service) = try await subject.projects(connection, color: color, in: context)
        let run = ExplainRun(name: name, findingsPerCode: maxFindings ?? 20, service: service)
        let explanation = try await run.explain(in: projects)
        switch format {
        case .text, .csv, .awsCLI:
            let text = ExplanationText(style: color.outputStyle(in: context), width: context.terminal.columns)
            context.output.write(connection.sandbox.heading(in: context) + text.render(explanation))
        case .json:
            let isSandbox = connection.sandbox.isUsed(in: context)
            context.output.write(ExplanationJSON.render(explanation, sandbox: isSandbox))
        }
        return explanation.isComplete ? .success : .failure
    }
}

extension StatusOrder: ExpressibleByArgument {}

/// Finds the one version with a name, and reads the results of its training.
struct ExplainRun {
    let name: VersionName
    let findingsPerCode: Int
    let service: ReadingService

    /// - Throws: `CommandFailure` if not exactly one version has the name, or if a project could not be read.
    func explain(in projects: [ProjectARN]) async throws -> TrainingExplanation {
        let answers = try await VersionFinder(api: service.api).find(name, in: projects)
        var found: [(ProjectARN, VersionResults)] = []
        var problems: [String] = []
        for (project, answer) in answers {
            switch answer {
            case .found(let results): found.append((project, results))
            case .absent: break
            case .unreadable(let reason): problems.append("\(project): \(reason)")
            }
        }
        guard found.count <= 1 else {
            throw CommandFailure(
                message: "\(found.count) projects have a version \(name):\n"
                    + found.map(\.0.text).joined(separator: "\n"),
                help: "name one of them with --project",
                status: .usage
            )
        }
        guard problems.isEmpty else {
            throw CommandFailure(
                message: "the project of version \(name) could not be determined:\n" + problems.joined(separator: "\n"),
                help: answers.count > 1
                    ? "name the version's project with --project" : nil
            )
        }
        guard let (project, results) = found.first else {
            throw CommandFailure(
                message: "no version \(name) is live in "
                    + (projects.count == 1 ? projects[0].text : "any of the \(projects.count) projects"),
                help: "`rekon status` without --explain lists all versions"
            )
        }
        let explainer = Explainer(s3: service.sources.s3, findingsPerCode: findingsPerCode)
        return try await explainer.explain(results, of: project)
    }
}
