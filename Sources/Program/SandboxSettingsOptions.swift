package import ArgumentParser
package import Sandbox

/// How the emulated service behaves. A setting without its option keeps its value in the state.
package struct SandboxSettingsOptions: ParsableArguments {
    @Option(
        name: .customLong("training-duration"),
        help: ArgumentHelp("How long a training takes. Default of a new state: 5.", valueName: "seconds")
    )
    package var trainingDuration: Int?

    @Option(
        name: .customLong("concurrent-trainings"),
        help: ArgumentHelp(
            "How many trainings run at the same time in an account and region. Default of a new state: 2.",
            valueName: "number"
        )
    )
    package var concurrentTrainings: Int?

    @Option(
        name: .customLong("appear-after"),
        help: ArgumentHelp(
            "How long a new version is missing in lists. Default of a new state: 0.",
            valueName: "milliseconds"
        )
    )
    package var appearAfter: Int?

    @Option(
        name: .customLong("transition-duration"),
        help: ArgumentHelp(
            "How long the start, the stop and the copy of a model take. Default of a new state: 1.",
            valueName: "seconds"
        )
    )
    package var transitionDuration: Int?

    package init() {}

    package func validate() throws {
        let range = SandboxSettings.range
        for (name, value) in [
            ("--training-duration", trainingDuration), ("--concurrent-trainings", concurrentTrainings),
            ("--appear-after", appearAfter), ("--transition-duration", transitionDuration),
        ] {
            if let value, !range.contains(value) {
                throw ValidationError("\(name) must be a number from \(range.lowerBound) to \(range.upperBound).")
            }
        }
    }

    package var isEmpty: Bool {
        trainingDuration == nil && concurrentTrainings == nil && appearAfter == nil && transitionDuration == nil
    }

    package func apply(to settings: inout SandboxSettings) {
        if let trainingDuration { settings.trainingDurationSeconds = trainingDuration }
        if let concurrentTrainings { settings.concurrentTrainings = concurrentTrainings }
        if let appearAfter { settings.consistencyDelayMilliseconds = appearAfter }
        if let transitionDuration { settings.transitionSeconds = transitionDuration }
    }
}

/// - Throws: `ValidationError` for a text that is not the id of an account.
@Sendable package func sandboxAccount(_ text: String) throws -> String {
    guard text.utf8.count == 12, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
        throw ValidationError("must have twelve digits.")
    }
    return text
}
