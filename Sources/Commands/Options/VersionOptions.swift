import ArgumentParser
import BuildInformation
import DesiredState
import JSON
import Reports
import SavedPlans

extension RekonVersion {
    /// The format is specs/version.schema.json.
    fileprivate static var json: String {
        JSONText.render { json in
            json.member("apiVersions", [APIVersion.supported])
            json.member("architecture", BuildInformation.architecture)
            json.member("commit", BuildInformation.commit)
            json.member("configuration", BuildInformation.configuration)
            json.member("formatVersion", JSONText.formatVersion)
            json.name("formatVersions")
            json.object { json in
                json.member("auditLog", [AuditLog.formatVersion])
                json.member("events", [EventJSON.formatVersion])
                json.member("reports", [JSONText.formatVersion])
                json.member("savedPlans", SavedPlanFile.formatVersions)
            }
            json.member("name", RekonCommand.name)
            json.member("platform", BuildInformation.platform)
            json.member("version", current)
        }
    }
}

/// `rekon --version`, with `--format`. It is no option of `rekon` itself: that would be taken from every command line.
struct VersionOptions: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "--version",
        _superCommandName: RekonCommand.name,
        abstract: "Print the version.",
        // The message of an error names no help: `rekon --help` has it.
        helpNames: []
    )

    @Option(help: "How the result is written.")
    var format: OutputFormat = .text

    /// The text of `--version`.
    static var line: String { RekonVersion.description(of: RekonCommand.name) + "\n" }

    /// What a command line asks for that begins with `--version`.
    ///
    /// - Throws: usage errors.
    static func text(_ arguments: some Collection<String>) throws -> String {
        switch try parse(Array(arguments)).format {
        case .text: return line
        case .json: return RekonVersion.json
        }
    }
}
