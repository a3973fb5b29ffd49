import ArgumentParser
import DesiredState
import Diagnostics
import Host
import ModelVersions
import Reports
import Text

struct RetireCommand: ConfiguredCommand, FailureReportingCommand {
    static let configuration = RekonCommand.command(
        "retire",
        abstract: "Mark versions as history, which rekon never creates again: edit files in place; offline.",
        discussion: """
            `retired: true` keeps an entry in its file after the version was deleted, or before. Every other byte of \
            the files stays as it is. rekon deletes nothing.

            EXAMPLES
              rekon retire 2025-03-first --in models/signs.yaml
              rekon retire --diff 2025-03-first 2025-04-second --in models/ --project signs
            """
    )

    @Argument(help: ArgumentHelp("The names of the versions.", valueName: "name"))
    var names: [String]

    @Option(
        name: .customLong("in"),
        help: ArgumentHelp("A file or folder with the desired state. May be repeated.", valueName: "path"),
        completion: .file(extensions: ["yaml", "yml"])
    )
    var paths: [String] = []

    @OptionGroup var variables: VariableOptions

    @Option(
        name: .customLong("project"),
        help: ArgumentHelp("Only versions of projects whose name or ARN matches. May be repeated.", valueName: "glob"),
        transform: { try Glob($0) }
    )
    var projects: [Glob] = []

    @OptionGroup var edit: EditOptions
    @OptionGroup var config: SettingsOptions

    func validate() throws {
        if paths.isEmpty { throw ValidationError("Name the file or folder with --in.") }
    }

    func run(in context: Context) async throws -> ExitStatus {
        try await edit.output.reportingFailures(of: "retire", nil, in: context) {
            var files = try EditedFiles(paths, variables, color: edit.output.color, in: context)
            let entries = files.entries.filter { entry in
                projects.isEmpty
                    || projects.contains { $0.matches(entry.project.name) || $0.matches(entry.project.text) }
            }
            var skipped: [EditReport.Skip] = []
            var seen: Set<String> = []
            for name in names where seen.insert(name).inserted {
                let entry = try entry(name, of: entries)
                if files.isVariable(["name"], of: entry) {
                    throw CommandFailure(
                        message: "the name of \(name) has a variable (\(entry.location.path):\(entry.location.line)): "
                            + "the entry describes other versions too",
                        help: "give the version an entry of its own, or retire all of them by hand"
                    )
                }
                if case .retired = entry.version.intent {
                    skipped.append(EditReport.Skip(.retired, entry.project, entry.name, at: entry.location))
                } else {
                    files.retire(entry)
                }
            }
            return try edit.finish(files, .retire, skipped: skipped, in: context)
        }
    }

    /// - Throws: `CommandFailure` for a name that not exactly one entry has.
    private func entry(_ name: String, of entries: [EditedFiles.Entry]) throws -> EditedFiles.Entry {
        let found = entries.filter { $0.name.text.utf8.elementsEqual(name.utf8) }
        if let entry = found.first, found.count == 1 { return entry }
        guard !found.isEmpty else {
            let nearest = nearestName(to: name, among: entries.map(\.name.text)).map { ": did you mean `\($0)`?" } ?? ""
            throw CommandFailure(
                message: "the files describe no version \(name.excerpt)",
                help: "correct the name\(nearest)",
                status: .usage
            )
        }
        let places = found.map { "\($0.location.path):\($0.location.line) (\($0.project))" }.joined(separator: ", ")
        throw CommandFailure(
            message: "\(found.count) projects have a version \(name): \(places)",
            help: "name the project with --project",
            status: .usage
        )
    }
}
