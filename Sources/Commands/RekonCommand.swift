import ArgumentParser
import Text

struct RekonCommand: ParsableCommand {
    static let name = "rekon"

    /// All commands. A new command is one new file and one line here.
    private static let groups = [
        CommandGroup(
            name: "Training",
            subcommands: [
                ValidateCommand.self, PlanCommand.self, VerifyCommand.self, ApplyCommand.self, WaitCommand.self,
            ]
        ),
        CommandGroup(
            name: "Monitoring",
            subcommands: [StatusCommand.self, SelectCommand.self, DriftCommand.self, ReportCommand.self]
        ),
        CommandGroup(
            name: "Authoring",
            subcommands: [
                AddCommand.self, PinCommand.self, RetireCommand.self, ImportCommand.self, RenderCommand.self,
                SchemaCommand.self, ManifestCommand.self,
            ]
        ),
        CommandGroup(name: "Other", subcommands: [WhoamiCommand.self, ConfigCommand.self, SandboxCommand.self]),
    ]

    static let configuration = CommandConfiguration(
        commandName: name,
        abstract: "Trains the Amazon Rekognition Custom Labels model versions that YAML files describe.",
        discussion: """
            `rekon plan PATH` shows what would be trained. `rekon apply PATH` trains it. rekon never changes or \
            deletes \
            anything, and never trains a version twice.

            EXAMPLES
              rekon validate models/
              rekon plan models/
              rekon apply models/
              rekon --generate-completion-script bash > /etc/bash_completion.d/rekon
              rekon --generate-completion-script zsh > "${fpath[1]}/_rekon"
              rekon --generate-completion-script fish > ~/.config/fish/completions/rekon.fish
            """,
        version: RekonVersion.description(of: name),
        groupedSubcommands: groups
    )

    /// Parses and runs a command line.
    ///
    /// - Throws: what the command throws; usage errors and requests for help.
    static func run(_ arguments: [String], in context: Context) async throws -> ExitStatus {
        if let command = parseDirectly(arguments) { return try await run(command, in: context) }
        try checkNames(in: arguments)
        var command = try parseAsRoot(arguments)
        if let command = command as? any ContextCommand { return try await run(command, in: context) }
        // A request for help, or a group of commands: both throw the text to show.
        try command.run()
        return .success
    }

    /// Runs a command with the settings file that applies to it.
    private static func run(_ command: any ContextCommand, in context: Context) async throws -> ExitStatus {
        guard var command = command as? any ConfiguredCommand else { return try await command.run(in: context) }
        var context = context
        context.settings = LoadedSettings(command.config, in: context)
        if let problem = context.settings.problem, !(command is any FailureReportingCommand) { throw problem }
        try command.apply(context.settings.settings)
        return try await command.run(in: context)
    }

    /// The commands that the settings file may give a format, with the names of their formats.
    static var formats: [String: [String]] {
        var result: [String: [String]] = [:]
        for case let command as any FormattedCommand.Type in groups.flatMap(\.subcommands) {
            if let name = command.configuration.commandName { result[name] = command.formatNames }
        }
        return result
    }

    /// The argument parser suggests no command for a misspelt one, and shows the help of `rekon` for `help NAME`.
    ///
    /// - Throws: `CommandFailure`.
    private static func checkNames(in arguments: [String]) throws {
        var command: any ParsableCommand.Type = self
        for name in arguments.first == "help" ? arguments.dropFirst() : arguments[...] {
            let commands = command.configuration.subcommands
            guard !commands.isEmpty, command.configuration.defaultSubcommand == nil,
                name.utf8.first != UInt8(ascii: "-")
            else { return }
            let names = commands.compactMap { $0.configuration.commandName }
            guard let place = names.firstIndex(of: name) else {
                let nearest = nearestName(to: name, among: names)
                throw CommandFailure(
                    message: "unknown command `\(name)`",
                    help: nearest.map { "did you mean `\($0)`?" }
                        ?? "the commands are \(names.joined(separator: ", "))",
                    status: .usage
                )
            }
            command = commands[place]
        }
    }

    /// Parses a command line that begins with the name of a command and has no errors; nil for every other one.
    ///
    /// The result is the same as from the root, and saves a tenth of the time of a small plan.
    private static func parseDirectly(_ arguments: [String]) -> (any ContextCommand)? {
        guard let name = arguments.first else { return nil }
        for case let command as any ContextCommand.Type in groups.flatMap(\.subcommands)
        where command.configuration.commandName == name {
            return command.parsed(Array(arguments.dropFirst()))
        }
        return nil
    }
}

extension ContextCommand {
    fileprivate static func parsed(_ arguments: [String]) -> Self? {
        (try? parseAsRoot(arguments)) as? Self
    }
}

extension RekonCommand {
    /// The configuration of a command that `groups` lists.
    static func command(_ name: String, abstract: String, discussion: String = "") -> CommandConfiguration {
        // With the program's name a command can be parsed on its own: the argument parser then does not look for
        // requests for shell completions, which sets up two more commands.
        CommandConfiguration(
            commandName: name,
            _superCommandName: RekonCommand.name,
            abstract: abstract,
            discussion: discussion
        )
    }
}
