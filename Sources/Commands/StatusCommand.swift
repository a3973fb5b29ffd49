internal import ArgumentParser
internal import Diagnostics
internal import Host
internal import Reports

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

            Exits with 1 if something could not be read; the rest is shown. It is no gate: see `rekon wait`.

            EXAMPLES
              rekon status models/
              rekon status --sort f1 --reverse --tags models/
              rekon status --format csv models/ > versions.csv
              rekon status --project arn:aws:rekognition:us-east-1:111122223333:project/signs/1690556789012
            """
    )

    @OptionGroup var subject: StatusSubject

    @Option(help: "What the versions of a project are sorted by, smallest first.")
    var sort: StatusOrder = .created

    @Flag(help: "Sort the other way round.")
    var reverse = false

    @Option(help: "How the result is written.")
    var format: Format = .text

    @OptionGroup var color: ColorOptions
    @OptionGroup var connection: ConnectionOptions

    func run(in context: Context) async throws -> ExitStatus {
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
}

extension StatusOrder: ExpressibleByArgument {}
