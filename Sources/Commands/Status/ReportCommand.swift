import ArgumentParser
import Host
import Reports
import Text

struct ReportCommand: ConfiguredCommand {
    static let configuration = RekonCommand.command(
        "report",
        abstract: "Make an HTML page of the live versions: F1 scores, times, costs, changes; changes nothing.",
        discussion: """
            Writes one HTML file without scripts or other files, for screens, phones and printers. It contains what \
            `rekon status` shows, the training data of each version, the changes from version to version, and the \
            differences from the files.

            Exits with 1 if something could not be read. The page contains the rest.

            EXAMPLES
              rekon report --html report.html models/
              rekon report --html - --tags models/ > report.html
              rekon report --html signs.html --project \
              arn:aws:rekognition:us-east-1:111122223333:project/signs/1690556789012
            """
    )

    @Option(
        help: ArgumentHelp("The file to write; `-` is the standard output.", valueName: "file"),
        completion: .file(extensions: ["html"])
    )
    var html: String

    @OptionGroup var subject: StatusSubject
    @OptionGroup var color: ColorOptions
    @OptionGroup(title: HelpTitle.input) var config: SettingsOptions
    @OptionGroup(title: HelpTitle.connection) var connection: ConnectionOptions

    func run(in context: Context) async throws -> ExitStatus {
        var file: OutputFile?
        if html != "-" {
            var files = RecordedFiles(
                besides: subject.paths + subject.variables.files,
                sandbox: connection.sandbox.path(in: context),
                in: context
            )
            try files.add(html, for: "--html")
            file = try OutputFile(html, .page, in: context)
        }
        let report = try await subject.read(connection, color: color, in: context)
        let page = StatusPage(
            now: context.wallClock.now.milliseconds,
            generator: "rekon \(RekonVersion.current)",
            sandbox: connection.sandbox.notice(in: context)
        )
        if let file {
            var source: [UInt8] = []
            page.write(report) { source += $0 }
            try file.write(source)
            context.errors.write("Written to \(HarmlessText.shown(html)).\n")
        } else {
            page.write(report, to: context.output.write(utf8:))
        }
        return report.isComplete ? .success : .failure
    }
}
