import ArgumentParser
import DesiredState
import ModelVersions
import Planning
import Text

/// The part of the desired state that a command is for.
struct SelectionOptions: ParsableArguments {
    @Option(
        name: .customLong("target"),
        help: ArgumentHelp(
            "Only versions whose name matches, with `*`, `?` and `[a-z]` as in a shell. May be repeated.",
            valueName: "name-glob"
        ),
        transform: { try Glob($0) }
    )
    var targets: [Glob] = []

    @Option(
        name: .customLong("project"),
        help: ArgumentHelp(
            "Only projects whose name or ARN matches. Others are not read. May be repeated.",
            valueName: "glob"
        ),
        transform: { try Glob($0) }
    )
    var projects: [Glob] = []

    @Option(
        name: .customLong("account"),
        help: ArgumentHelp(
            "Only projects of accounts whose ID matches. Others are not read. May be repeated.",
            valueName: "glob"
        ),
        transform: { try Glob($0) }
    )
    var accounts: [Glob] = []

    @Option(
        name: .customLong("region"),
        help: ArgumentHelp(
            "Only projects in regions whose name matches. Others are not read. May be repeated.",
            valueName: "glob"
        ),
        transform: { try Glob($0) }
    )
    var regions: [Glob] = []

    var selection: Selection {
        Selection(targets: targets, projects: projects, accounts: accounts, regions: regions)
    }

    /// - Throws: `CommandFailure` for a pattern that matches nothing, and for patterns that select nothing together.
    func select(from state: DesiredState) throws -> SelectedState {
        try selection.select(from: state)
    }
}

extension Selection {
    /// - Throws: `CommandFailure` for a pattern that matches nothing, and for patterns that select nothing together.
    func select(from state: DesiredState) throws -> SelectedState {
        switch problem(in: state) {
        case nil:
            return SelectedState(self, of: state)
        case .contradictory:
            let options = ofProjects.options.map { "\($0.part.option) '\($0.glob)'" }
            throw CommandFailure(
                message: "\(options.joined(separator: ", ")) select no project together",
                help: "correct the patterns, or leave one out: `rekon render` prints what the files describe",
                status: .usage
            )
        case .unmatched(let part, let glob, let names):
            let nearest = nearestName(to: glob.text, among: names).map { ": did you mean `\($0)`?" }
            throw CommandFailure(
                message: "\(part.option) '\(glob)' matches no \(part.noun) that the files describe",
                help:
                    """
                    correct the \
                    pattern\(nearest ?? ", or leave it out: `rekon plan --show-unchanged` lists all versions")
                    """,
                status: .usage
            )
        }
    }
}

extension Selection.Part {
    fileprivate var noun: String { self == .target ? "version" : rawValue }
}

/// What a run reads: the desired state, its variables and the settings.
struct PathArguments: ParsableArguments {
    @Argument(.desiredState) var paths: [String]

    @Option(.variable, transform: VariableOptions.Given.init) var given: [VariableOptions.Given] = []
    @Option(.variablesFile) var variablesFiles: [String] = []
    @Option(.allowedEnvironment, transform: VariableOptions.name) var allowedNames: [String] = []
    @Option(.config) var settingsFile: String?
    @Flag(.noConfig) var hasNoSettings = false
    @Option(.ignoreUnmanaged, transform: Glob.init) var ignoredUnmanaged: [Glob] = []

    var variables: VariableOptions {
        var options = VariableOptions()
        options.given = given
        options.files = variablesFiles
        options.allowed = allowedNames
        return options
    }

    var config: SettingsOptions {
        var options = SettingsOptions()
        options.path = settingsFile
        options.isLeftOut = hasNoSettings
        options.ignoredUnmanaged = ignoredUnmanaged
        return options
    }

    func validate() throws {
        try variables.validate()
        try config.validate()
    }

    /// Every path that the command reads: no output may replace one.
    var inputs: [String] { paths + variablesFiles }
}
