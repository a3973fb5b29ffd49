import ArgumentParser
import ModelVersions
import Settings

/// Where the settings file of a run is.
struct SettingsOptions: ParsableArguments {
    @Option(.config) var path: String?
    @Flag(.noConfig) var isLeftOut = false
    @Option(.ignoreUnmanaged, transform: Glob.init) var ignoredUnmanaged: [Glob] = []

    func validate() throws {
        if isLeftOut, path != nil { throw ValidationError("--config and --no-config contradict each other.") }
    }
}

/// A command that the settings file applies to.
protocol ConfiguredCommand: ContextCommand {
    var config: SettingsOptions { get }
}

extension ConfiguredCommand {
    var settingsOptions: SettingsOptions? { config }
}

/// A command that reports its failures in its own formats.
protocol FailureReportingCommand: ConfiguredCommand {}
