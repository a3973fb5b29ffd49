import ArgumentParser
import Host
import Reports

/// By what the comment of an earlier run is found, and told to be older.
struct CommentOptions: ParsableArguments {
    @Option(
        name: .customLong("comment-key"),
        help: ArgumentHelp(
            "Which comment a Markdown report is for; runs with one key update one comment. Otherwise made of the paths.",
            valueName: "key"
        ),
        transform: { text in
            guard ReviewMarker.isKey(text) else {
                throw ValidationError("'\(text)' is no key: 1 to 64 letters, digits and `_./:-`, no `--` among them.")
            }
            return text
        }
    )
    var key: String?

    @Option(
        name: .customLong("comment-order"),
        help: ArgumentHelp(
            "A number that grows from run to run, as 12 or 12.1. GitHub and GitLab have their own.",
            valueName: "number"
        ),
        transform: { text in
            guard let order = ReviewMarker.Order(text) else {
                throw ValidationError("'\(text)' is no number of a run, as in 12 or 12.1.")
            }
            return order
        }
    )
    var order: ReviewMarker.Order?

    /// - Parameter inputs: What makes this run the same as the next one, beside the job that it is in.
    func marker(_ command: String, _ inputs: [String], in context: Context) -> ReviewMarker {
        let environment = context.environment
        let order = order ?? Self.order(of: environment)
        if let key { return ReviewMarker(command: command, key: key, order: order) }
        // Two jobs that read the same files, for two accounts, have two comments.
        let job = ["GITHUB_WORKFLOW", "GITHUB_JOB", "CI_JOB_NAME"].map { environment[$0] ?? "" }
        // However a path is written, it is the same file.
        return ReviewMarker(command: command, keyOf: job + inputs.map(FileFinder.normalized), order: order)
    }

    /// Of the pipeline that this is a part of; nil outside of one that says.
    ///
    /// Not the time of day: the same plan must be the same bytes, and of two runs the one that started later is newer,
    /// whichever got there first.
    private static func order(of environment: Environment) -> ReviewMarker.Order? {
        let variables = [("GITHUB_RUN_NUMBER", "GITHUB_RUN_ATTEMPT"), ("CI_PIPELINE_ID", "CI_JOB_ID")]
        for (run, attempt) in variables {
            guard let run = environment[run].flatMap({ UInt64($0) }) else { continue }
            return ReviewMarker.Order(run: run, attempt: environment[attempt].flatMap { UInt64($0) } ?? 0)
        }
        return nil
    }
}
