import ArgumentParser
import Host
import Planning
import Reconciler
import Reports
import Settings
import Text

/// How trainings are followed, and what they must reach.
struct FollowOptions: ParsableArguments {
    @Option(
        name: .customLong("timeout"),
        help: ArgumentHelp(
            "The longest time to wait, such as 90s, 2h, 1d or 1h30m. After it, exit with 5.",
            valueName: "duration"
        ),
        transform: { try DurationArgument(parsing: $0) }
    )
    var timeout: DurationArgument?

    @Option(
        name: .customLong("require-f1"),
        help: ArgumentHelp(
            """
            Exit with 4 if a version's F1 score is below this, from 0 to 1. A higher `expect.minF1Score` has \
            priority.
            """,
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

    mutating func apply(_ settings: Settings) {
        timeout = timeout ?? settings.timeout.map { DurationArgument($0.value) }
    }

    func validate() throws {
        if let requiredF1Score, !(0...1).contains(requiredF1Score) {
            throw ValidationError("--require-f1 must be a number from 0 to 1.")
        }
    }

    /// What the reports of the trainings need besides the results.
    ///
    /// - Parameters:
    ///   - paths: of the command line, for the command that continues the waiting.
    ///   - access: whose credentials the run uses, by account.
    func reporting(
        price: Prices,
        paths: [String],
        access: [String: AccountAccess],
        in context: Context
    ) -> RunReviewOptions {
        RunReviewOptions(
            toolVersion: RekonVersion.current,
            price: price,
            now: context.wallClock.now.milliseconds,
            resume: (["rekon", "wait"] + (context.settings.option.map { ["--config", $0] } ?? []) + paths)
                .map(\.shellQuoted).joined(separator: " "),
            paths: paths,
            access: access
        )
    }
}

extension RunReviewOptions {
    /// The text report of the trainings.
    func text(_ layout: TextLayout) -> TrainingText {
        TrainingText(
            style: layout.style,
            width: layout.width,
            price: price,
            resume: resume,
            now: now,
            access: access
        )
    }
}

/// How many trainings `apply` starts, and whether it waits for them.
struct WaitOptions: ParsableArguments {
    @Option(
        name: .customLong("max-trainings"),
        help: ArgumentHelp(
            """
            How many trainings may run at the same time in an account and region, including those of others. Default: \
            the quota that Service Quotas gives, else the documented one (2, in Sydney 1).
            """,
            valueName: "number"
        )
    )
    var maxTrainings: Int?

    @Option(
        name: .customLong("lookup-grace"),
        help: ArgumentHelp(
            """
            How long to look for a version by name when the answer to its create does not tell whether it exists, from \
            1s to 1h. Default: 30s, and 5s when the name is taken.
            """,
            valueName: "duration"
        ),
        transform: { try DurationArgument(parsing: $0) }
    )
    var lookupGrace: DurationArgument?

    @Flag(help: "Wait for training slots, and follow the trainings to their end.")
    var wait = false

    @OptionGroup var following: FollowOptions

    var policy: ApplyPolicy {
        var policy = ApplyPolicy()
        policy.maxTrainings = maxTrainings
        policy.waits = wait
        if let grace = lookupGrace?.duration {
            policy.grace = grace
            policy.graceOfTakenName = grace
        }
        policy.waiting = following.policy
        return policy
    }

    func validate() throws {
        if let maxTrainings, !(1...1000).contains(maxTrainings) {
            throw ValidationError("--max-trainings must be a number from 1 to 1000.")
        }
        if let lookupGrace, lookupGrace.duration > .seconds(3600) {
            throw ValidationError("--lookup-grace must be a duration from 1s to 1h.")
        }
        let given = [
            ("--timeout", following.timeout != nil), ("--require-f1", following.requiredF1Score != nil),
        ]
        if !wait, let option = given.first(where: \.1) {
            throw ValidationError("\(option.0) requires --wait.")
        }
    }
}

/// A duration on a command line: `90s`, `30m`, `2h`, `1d`, `1h30m`.
struct DurationArgument: Sendable, Equatable {
    let duration: Duration

    init(_ duration: Duration) {
        self.duration = duration
    }

    /// - Throws: `ValidationError`.
    init(parsing text: String) throws {
        do throws(WrittenDuration.Problem) {
            duration = try WrittenDuration(text).duration
        } catch {
            throw ValidationError("'\(text)' \(error.reason). Use \(WrittenDuration.form).")
        }
    }
}
