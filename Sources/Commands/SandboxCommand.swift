internal import ArgumentParser
internal import Sandbox

struct SandboxCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: "The emulator of the service, for trying things out without an account.",
        discussion: """
            `plan`, `apply` and the others use it in process with `--sandbox FILE`.

            EXAMPLES
              rekon sandbox seed --sandbox state.json models/
              rekon apply --sandbox state.json models/
              rekon sandbox serve --state state.json
            """,
        subcommands: [SandboxSeedCommand.self, SandboxPutCommand.self, SandboxServeCommand.self]
    )
}

/// How the emulated service shall behave; what is not given stays as it is in the state.
struct SandboxSettingsOptions: ParsableArguments {
    @Option(
        name: .customLong("training-duration"),
        help: ArgumentHelp("How long a training takes (a new state: 5).", valueName: "seconds")
    )
    var trainingDuration: Int?

    @Option(
        name: .customLong("concurrent-trainings"),
        help: ArgumentHelp(
            "How many trainings run at the same time in an account and region (a new state: 2).",
            valueName: "number"
        )
    )
    var concurrentTrainings: Int?

    @Option(
        name: .customLong("appear-after"),
        help: ArgumentHelp("How long a new version stays out of the lists (a new state: 0).", valueName: "milliseconds")
    )
    var appearAfter: Int?

    func validate() throws {
        let range = SandboxSettings.range
        for (name, value) in [
            ("--training-duration", trainingDuration), ("--concurrent-trainings", concurrentTrainings),
            ("--appear-after", appearAfter),
        ] {
            if let value, !range.contains(value) {
                throw ValidationError("\(name) must be a number from \(range.lowerBound) to \(range.upperBound).")
            }
        }
    }

    var isEmpty: Bool { trainingDuration == nil && concurrentTrainings == nil && appearAfter == nil }

    func apply(to settings: inout SandboxSettings) {
        if let trainingDuration { settings.trainingDurationSeconds = trainingDuration }
        if let concurrentTrainings { settings.concurrentTrainings = concurrentTrainings }
        if let appearAfter { settings.consistencyDelayMilliseconds = appearAfter }
    }
}
