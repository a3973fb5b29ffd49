internal import ArgumentParser
internal import Host
internal import Reconciler
internal import Reports

/// How trainings are followed, and what they must achieve.
struct FollowOptions: ParsableArguments {
    @Option(
        name: .customLong("timeout"),
        help: ArgumentHelp(
            "Wait no longer than this, as in 90s, 2h, 1d or 1h30m; then exit with 5.",
            valueName: "duration"
        ),
        transform: { try DurationArgument(parsing: $0) }
    )
    var timeout: DurationArgument?

    @Option(
        name: .customLong("require-f1"),
        help: ArgumentHelp(
            "Exit with 4 if a version's F1 score is below this, from 0 to 1; a higher `expect.minF1Score` stays.",
            valueName: "score"
        )
    )
    var requiredF1Score: Double?

    var policy: WaitPolicy {
        var policy = WaitPolicy()
        policy.timeout = timeout?.duration
        policy.requiredF1Score = requiredF1Score
        return policy
    }

    func validate() throws {
        if let requiredF1Score, !(0...1).contains(requiredF1Score) {
            throw ValidationError("--require-f1 must be a number from 0 to 1.")
        }
    }

    /// How the trainings are shown at the end.
    ///
    /// - Parameters:
    ///   - price: what costs are reckoned with.
    ///   - paths: of the command line, for the command that goes on waiting.
    func text(_ color: ColorOptions, price: TrainingPrice, paths: [String], in context: Context) -> TrainingText {
        TrainingText(
            style: color.outputStyle(in: context),
            width: context.terminal.columns,
            price: price,
            resume: (["rekon", "wait"] + paths.map(\.shellQuoted)).joined(separator: " "),
            now: context.wallClock.now.milliseconds
        )
    }
}

extension String {
    /// As a word of a shell's command line.
    fileprivate var shellQuoted: String {
        let isPlain =
            !isEmpty
            && utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...0xFF: true
                default: "/._-+=:,@%".utf8.contains(byte)
                }
            }
        guard !isPlain else { return self }
        return "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
