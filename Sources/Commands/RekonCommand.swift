import ArgumentParser
import BuildInformation

struct RekonCommand: ParsableCommand {
    static let name = "rekon"
    static let configuration = CommandConfiguration(
        commandName: name,
        abstract: "Trains the Amazon Rekognition Custom Labels model versions that YAML files describe, and no others.",
        discussion: """
            `rekon plan PATH` shows what would be trained; `rekon apply PATH` trains it. Nothing is ever changed or \
            deleted, and nothing is trained twice.

            EXAMPLES
              rekon validate models/
              rekon plan models/
              rekon apply models/
              rekon --generate-completion-script bash > /etc/bash_completion.d/rekon
              rekon --generate-completion-script zsh > "${fpath[1]}/_rekon"
              rekon --generate-completion-script fish > ~/.config/fish/completions/rekon.fish
            """,
        version: RekonVersion.description,
        groupedSubcommands: [
            CommandGroup(
                name: "Training",
                subcommands: [
                    ValidateCommand.self, PlanCommand.self, VerifyCommand.self, ApplyCommand.self, WaitCommand.self,
                ]
            ),
            CommandGroup(
                name: "Monitoring",
                subcommands: [StatusCommand.self, DriftCommand.self, ReportCommand.self]
            ),
            CommandGroup(
                name: "Authoring",
                subcommands: [ImportCommand.self, RenderCommand.self, SchemaCommand.self, ManifestCommand.self]
            ),
            CommandGroup(name: "Other", subcommands: [WhoamiCommand.self, SandboxCommand.self]),
        ]
    )

    /// Parses a command line that begins with the name of a command and has no errors, in the command's own words
    /// alone; nil for every other one.
    ///
    /// The way from the root is the same in effect, but looks for requests for shell completions first, and sets up two
    /// more commands for that: a tenth of the time of a small plan.
    static func parseDirectly(_ arguments: [String]) -> (any ContextCommand)? {
        guard let name = arguments.first else { return nil }
        for command in directCommands where command.configuration.commandName == name {
            return command.parsed(Array(arguments.dropFirst()))
        }
        return nil
    }

    /// Each needs `_superCommandName`, without which the argument parser takes it for the root.
    private static let directCommands: [any ContextCommand.Type] = [
        PlanCommand.self, ApplyCommand.self, ValidateCommand.self, RenderCommand.self, VerifyCommand.self,
        WaitCommand.self, DriftCommand.self, StatusCommand.self, ReportCommand.self, ImportCommand.self,
    ]
}

extension ContextCommand {
    fileprivate static func parsed(_ arguments: [String]) -> Self? {
        (try? parseAsRoot(arguments)) as? Self
    }
}

/// The program's version, as in CHANGELOG.md.
enum RekonVersion {
    static let current = "0.1.0"

    /// What `--version` prints: the version, the commit that was built, and the build configuration.
    static var description: String {
        "\(RekonCommand.name) \(current) (\(BuildInformation.commit), \(BuildInformation.configuration))"
    }
}
