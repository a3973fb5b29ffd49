import ArgumentParser
import Text

struct RekonCommand: ParsableCommand {
    static let name = "rekon"

    /// Commands that the help shows together.
    private struct Group {
        var name: String
        var commands: [any ContextCommand.Type]
        /// Commands that only have subcommands.
        var families: [any ParsableCommand.Type] = []
    }

    /// All commands. A new command is one new file and one line here.
    private static let groups = [
        Group(
            name: "Training",
            commands: [ValidateCommand.self, PlanCommand.self, VerifyCommand.self, ApplyCommand.self, WaitCommand.self]
        ),
        Group(
            name: "Monitoring",
            commands: [StatusCommand.self, SelectCommand.self, DriftCommand.self, ReportCommand.self]
        ),
        Group(
            name: "Authoring",
            commands: [
                AddCommand.self, PinCommand.self, RetireCommand.self, ImportCommand.self, RenderCommand.self,
                SchemaCommand.self,
            ],
            families: [ManifestCommand.self]
        ),
        Group(name: "Other", commands: [WhoamiCommand.self, ConfigCommand.self], families: [SandboxCommand.self]),
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
              rekon --version --format json
              rekon --generate-completion-script bash > /etc/bash_completion.d/rekon
              rekon --generate-completion-script zsh > "${fpath[1]}/_rekon"
              rekon --generate-completion-script fish > ~/.config/fish/completions/rekon.fish
            """,
        version: RekonVersion.description(of: name),
        groupedSubcommands: groups.map { CommandGroup(name: $0.name, subcommands: $0.commands + $0.families) }
    )

    /// Parses and runs a command line.
    ///
    /// - Throws: what the command throws; usage errors and requests for help.
    static func run(_ arguments: [String], in context: Context) async throws -> ExitStatus {
        if arguments.first == "--version" {
            context.output.write(try VersionOptions.text(arguments.dropFirst()))
            return .success
        }
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
        guard let place = command.settingsOptions else { return try await command.run(in: context) }
        var (command, context) = (command, context)
        context.settings = LoadedSettings(place, in: context)
        if let problem = context.settings.problem, !(command is any FailureReportingCommand) { throw problem }
        try command.apply(context.settings.settings)
        return try await command.run(in: context)
    }

    /// The commands that the settings file may give a format, with the names of their formats.
    static var formats: [String: [String]] {
        var result: [String: [String]] = [:]
        for command in groups.flatMap(\.commands) where !command.formatNames.isEmpty {
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
        // Without casts: each one to a protocol makes the runtime search all conformances of the program.
        for group in groups {
            for command in group.commands where command.configuration.commandName == name {
                return command.parsed(Array(arguments.dropFirst()))
            }
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
