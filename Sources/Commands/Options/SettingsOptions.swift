import ArgumentParser
import ModelVersions
import Settings

/// Where the settings file of a run is.
struct SettingsOptions: ParsableArguments {
    @Option(
        name: .customLong("config"),
        help: ArgumentHelp(
            """
            The settings file (also: REKON_CONFIG). Default: `rekon.yaml` in the working directory, or in the nearest \
            parent up to the repository's root.
            """,
            valueName: "file"
        ),
        completion: .file(extensions: ["yaml", "yml"])
    )
    var path: String?

    @Flag(name: .customLong("no-config"), help: "Use no settings file.")
    var isLeftOut = false

    @Option(
        name: .customLong("ignore-unmanaged"),
        help: ArgumentHelp(
            """
            Ignore live versions of such names that no file describes, in all projects. It replaces `ignoreUnmanaged` \
            of the settings file. May be repeated.
            """,
            valueName: "glob"
        ),
        transform: { try Glob($0) }
    )
    var ignoredUnmanaged: [Glob] = []

    func validate() throws {
        if isLeftOut, path != nil { throw ValidationError("--config and --no-config contradict each other.") }
    }
}

/// A command that the settings file applies to.
protocol ConfiguredCommand: ContextCommand {
    var config: SettingsOptions { get }

    /// Fills in the options that the command line does not give.
    ///
    mutating func apply(_ settings: Settings) throws
}

extension ConfiguredCommand {
    mutating func apply(_ settings: Settings) throws {}
}

/// A command with `--format`.
protocol FormattedCommand: ConfiguredCommand {
    static var formatNames: [String] { get }
}

/// A command that reports its failures in its own formats.
protocol FailureReportingCommand: ConfiguredCommand {}
