import ArgumentParser
import BuildInformation
import DesiredState
import JSON
import Reports
import SavedPlans

/// The program's version.
enum RekonVersion {
    static var current: String { BuildInformation.version }

    /// The version, the commit that was built, and the build configuration.
    static var description: String {
        "\(RekonCommand.name) \(current) (\(BuildInformation.commit), \(BuildInformation.configuration))"
    }

    /// The format is specs/version.schema.json.
    fileprivate static var json: String {
        JSONText.render([
            "formatVersion": JSONText.formatVersion,
            "name": RekonCommand.name,
            "version": current,
            "commit": BuildInformation.commit,
            "configuration": BuildInformation.configuration,
            "platform": BuildInformation.platform,
            "architecture": BuildInformation.architecture,
            "apiVersions": list(APIVersion.supported),
            "formatVersions": [
                "auditLog": list(AuditLog.formatVersion),
                "events": list(EventJSON.formatVersion),
                "reports": list(JSONText.formatVersion),
                "savedPlans": JSONValue.array(SavedPlanFile.formatVersions.map { .string($0) }),
            ] as JSONValue,
        ])
    }

    private static func list(_ version: String) -> JSONValue { .array([.string(version)]) }
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
    static var line: String { RekonVersion.description + "\n" }

    /// What a command line asks for that begins with `--version`; nil for one without `--format`.
    ///
    /// - Throws: usage errors.
    static func text(_ arguments: some Collection<String>) throws -> String? {
        guard !arguments.isEmpty else { return line }
        guard arguments.contains(where: { $0.utf8.starts(with: "--format".utf8) }) else { return nil }
        switch try parse(Array(arguments)).format {
        case .text: return line
        case .json: return RekonVersion.json
        }
    }
}
