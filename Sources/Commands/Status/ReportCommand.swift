import ArgumentParser
import Host
import Reports
import Text

struct ReportCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        _superCommandName: RekonCommand.name,
        abstract: "Make a page of what is live: F1 scores over versions, times, costs, changes; changes nothing.",
        discussion: """
            One HTML file that needs nothing else: no script, no network, light and dark, for the screen, the phone and \
            the printer. It says what `rekon status` says, and what each version was trained from, how it differs from \
            the one before, and how it differs from the files.

            Exits with 1 if something could not be read; the rest is in the page.

            EXAMPLES
              rekon report --html report.html models/
              rekon report --html - --tags models/ > report.html
              rekon report --html signs.html --project arn:aws:rekognition:us-east-1:111122223333:project/signs/1690556789012
            """
    )

    @Option(
        help: ArgumentHelp("The file to write; `-` is the standard output.", valueName: "file"),
        completion: .file(extensions: ["html"])
    )
    var html: String

    @OptionGroup var subject: StatusSubject
    @OptionGroup var color: ColorOptions
    @OptionGroup var connection: ConnectionOptions

    func run(in context: Context) async throws -> ExitStatus {
        var destination: RemadeFile?
        if html != "-" {
            // Looks before anything else is done: a file that is named by mistake must survive.
            var files = RecordedFiles(
                besides: subject.paths,
                sandbox: connection.sandbox.path(in: context),
                in: context
            )
            try files.add(html, for: "--html")
            destination = try RemadeFile(html, .page, in: context)
        }
        let report = try await subject.read(connection, color: color, in: context)
        let page = StatusPage(now: context.wallClock.now.milliseconds, generator: "rekon \(RekonVersion.current)")
        let text = page.render(report)
        if let destination {
            try destination.write(text)
            context.errors.write("Written to \(HarmlessText.shown(html)).\n")
        } else {
            context.output.write(text)
        }
        return report.isComplete ? .success : .failure
    }
}
