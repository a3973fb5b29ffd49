import ArgumentParser
import Checks
import Host
import ModelVersions
import Reconciler
import Reports
import Text

struct StatusCommand: ContextCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, csv
    }

    static let configuration = CommandConfiguration(
        commandName: "status",
        _superCommandName: RekonCommand.name,
        abstract: "Show what is live: states, F1 scores, training times and costs; changes nothing.",
        discussion: """
            With files, every live version of the projects that they name is shown, whether they describe it or not, \
            and what they describe that is not live. Without files, `--project` takes a project's ARN, and nothing is \
            known of what is managed.

            The change of an F1 score is from the newest older version of the project that has one, however the table \
            is sorted. Times are those that trainings are charged for. Where the terminal is narrow, columns are left \
            out; `--format csv` and `json` have all of them. JSON has texts as they are; CSV replaces what could act on \
            a terminal, and puts an apostrophe before text that a spreadsheet would take for a formula.

            `--explain` shows for one version what its training found in the manifests: the service's summary, and each \
            line that it left out, read from S3 and told as `rekon manifest check` tells it.

            Exits with 1 if something could not be read; the rest is shown. It is no gate: see `rekon wait`.

            EXAMPLES
              rekon status models/
              rekon status --sort f1 --reverse --tags models/
              rekon status --format csv models/ > versions.csv
              rekon status --project arn:aws:rekognition:us-east-1:111122223333:project/signs/1690556789012
              rekon status --explain v2026-11-01 models/
            """
    )

    @OptionGroup var subject: StatusSubject

    @Option(help: "What the versions of a project are sorted by, smallest first.")
    var sort: StatusOrder = .created

    @Flag(help: "Sort the other way round.")
    var reverse = false

    @Option(
        help: ArgumentHelp("Tell why the training of this version failed, or what it ran without.", valueName: "name"),
        transform: { try StatusCommand.versionName($0) }
    )
    var explain: VersionName?

    @Option(
        name: .customLong("max-findings"),
        help: ArgumentHelp(
            "With --explain: how many errors of each code are told (20 if not given); the others are counted.",
            valueName: "number"
        )
    )
    var maxFindings: Int?

    @Option(help: "How the result is written.")
    var format: Format = .text

    @OptionGroup var color: ColorOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard explain != nil else {
            if maxFindings != nil { throw ValidationError("--max-findings goes with --explain.") }
            return
        }
        if format == .csv { throw ValidationError("--explain has no CSV: take --format json.") }
        if !subject.selection.targets.isEmpty || subject.tags || reverse {
            throw ValidationError("--explain is about one version: leave out --target, --tags and --reverse.")
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
        var report = try await subject.read(connection, color: color, in: context)
        report.sort(by: sort, reversed: reverse)
        switch format {
        case .text:
            let text = StatusText(
                style: color.outputStyle(in: context),
                width: context.terminal.columns,
                now: context.wallClock.now.milliseconds
            )
            context.output.write(text.render(report))
        case .json:
            context.output.write(try StatusJSON.render(report))
        case .csv:
            context.output.write(try StatusCSV.render(report))
            for problem in StatusCSV.problems(of: report) {
                context.errors.write("error: \(HarmlessText.shown(problem))\n")
            }
        }
        return report.isComplete ? .success : .failure
    }

    private func run(explaining name: VersionName, in context: Context) async throws -> ExitStatus {
        let projects = try subject.projects(connection, color: color, in: context)
        let explanation = try await connection.withReadingService(in: context) { service in
            try await ExplainRun(name: name, findingsPerCode: maxFindings ?? 20, service: service).explain(in: projects)
        }
        switch format {
        case .text, .csv:
            let text = ExplanationText(style: color.outputStyle(in: context), width: context.terminal.columns)
            context.output.write(text.render(explanation))
        case .json:
            context.output.write(try ExplanationJSON.render(explanation))
        }
        return explanation.isComplete ? .success : .failure
    }
}

extension StatusOrder: ExpressibleByArgument {}

/// Finds the one version of a name, and reads what its training left behind.
struct ExplainRun {
    let name: VersionName
    let findingsPerCode: Int
    let service: ReadingService

    /// - Throws: `CommandFailure` where no version or several have the name, or where that cannot be told.
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
                message: "where the version \(name) is could not be told:\n" + problems.joined(separator: "\n"),
                help: answers.count > 1
                    ? "leave out what cannot be read: name the version's project with --project" : nil
            )
        }
        guard let (project, results) = found.first else {
            throw CommandFailure(
                message: "no version \(name) is live in "
                    + (projects.count == 1 ? projects[0].text : "any of the \(projects.count) projects"),
                help: "`rekon status` without --explain lists all there are"
            )
        }
        let explainer = Explainer(s3: service.storage.s3, findingsPerCode: findingsPerCode)
        return try await explainer.explain(results, of: project)
    }
}
