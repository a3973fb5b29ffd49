internal import ArgumentParser

struct VerifyOptions: ParsableArguments {
    @Flag(
        name: .customLong("verify"),
        help: "Check as `rekon verify` does that the trainings can work; what would fail blocks the plan."
    )
    var isAsked = false
}
