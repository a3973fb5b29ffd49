internal import ArgumentParser

struct RekonCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rekon",
        abstract: "Trains the Amazon Rekognition Custom Labels model versions that YAML files describe, and no others.",
        discussion: """
            `rekon plan PATH` shows what would be trained; `rekon apply PATH` trains it. Nothing is ever changed or \
            deleted, and nothing is trained twice.
            """,
        version: RekonVersion.current,
        subcommands: [
            ValidateCommand.self, PlanCommand.self, ApplyCommand.self, WaitCommand.self, WhoamiCommand.self,
            SchemaCommand.self, SandboxCommand.self,
        ]
    )
}
