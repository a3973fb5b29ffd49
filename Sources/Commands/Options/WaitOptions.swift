internal import ArgumentParser
internal import Reconciler

/// How `apply` keeps within the training slots, and whether it waits.
struct WaitOptions: ParsableArguments {
    @Option(
        name: .customLong("max-trainings"),
        help: ArgumentHelp(
            "How many trainings may run at the same time in an account and region, those of others included.",
            valueName: "number"
        )
    )
    var maxTrainings = 2

    @Flag(help: "Wait for training slots, and follow the trainings to their end.")
    var wait = false

    @OptionGroup var following: FollowOptions

    var policy: ApplyPolicy {
        var policy = ApplyPolicy()
        policy.maxTrainings = maxTrainings
        policy.waits = wait
        policy.waiting = following.policy
        return policy
    }

    func validate() throws {
        guard (1...1000).contains(maxTrainings) else {
            throw ValidationError("--max-trainings must be a number from 1 to 1000.")
        }
        let given = [
            ("--timeout", following.timeout != nil), ("--require-f1", following.requiredF1Score != nil),
        ]
        if !wait, let option = given.first(where: \.1) {
            throw ValidationError("\(option.0) is for --wait: without it nothing is waited for.")
        }
    }
}
