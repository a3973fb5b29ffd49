import ArgumentParser
import DesiredState
import SavedPlans

/// What the operator expects of a saved plan, beside what the plan says itself.
struct PlanExpectations: ParsableArguments {
    @Option(
        name: .customLong("expect-digest"),
        help: ArgumentHelp(
            """
            Refuse a saved plan with another digest: `sha256:` and 64 hexadecimal digits, as `plan --out` prints it.
            """,
            valueName: "digest"
        ),
        transform: { text in
            guard ContentDigest.isDigest(text) else {
                throw ValidationError("'\(text)' is not a digest: `sha256:` and 64 hexadecimal digits in lower case.")
            }
            return text
        }
    )
    var digest: String?

    @Option(
        name: .customLong("expect-state"),
        parsing: .upToNextOption,
        help: ArgumentHelp(
            """
            Refuse a saved plan whose desired state is not the one in these files and folders any more. Put it after \
            the plan.
            """,
            valueName: "path"
        ),
        completion: .file(extensions: ["yaml", "yml"])
    )
    var state: [String] = []

    var isEmpty: Bool { digest == nil && state.isEmpty }

    /// The desired state of `--expect-state`; nil without the option.
    ///
    /// - Throws: `CommandFailure` for a plan with another digest; `InvalidState`.
    func check(
        _ path: String,
        digest found: String,
        _ variables: VariableOptions,
        color: ColorOptions,
        in context: Context
    ) throws -> LoadedState? {
        if let digest, digest != found {
            throw CommandFailure(
                message: "\(path) has the digest \(found), and --expect-digest is \(digest); nothing was created",
                help: "this is not the plan that was reviewed: find out who replaced it, or make and review a new plan",
                status: .blocked
            )
        }
        guard !state.isEmpty else { return nil }
        return try LoadedState.loadForUse(DesiredInput(state, variables, in: context), color: color, in: context)
    }
}
