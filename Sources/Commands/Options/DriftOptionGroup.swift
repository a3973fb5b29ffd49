internal import ArgumentParser
internal import Planning

/// What `drift` looks at, and what it takes for drift.
struct DriftOptionGroup: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            What becomes of live versions that no file describes: listed (report), drift (fail), or not listed (ignore). \
            `ignoreUnmanaged` in the files leaves single ones out.
            """,
            valueName: "policy"
        )
    )
    var unmanaged: UnmanagedPolicy = .report

    @Flag(
        inversion: .prefixedNo,
        help: "Compare tags: one call for each live version that is described, at a few calls a second."
    )
    var tags = true

    @Flag(
        inversion: .prefixedNo,
        help: "Ask S3 whether manifests that nothing pins were overwritten since the training: one call for each."
    )
    var manifests = true

    @Option(
        name: .customLong("require-f1"),
        help: ArgumentHelp(
            "A trained version whose F1 score is below this, from 0 to 1, drifts; a higher `expect.minF1Score` stays.",
            valueName: "score"
        )
    )
    var requiredF1Score: Double?

    @Option(
        help: ArgumentHelp(
            "Write the result as Prometheus metrics to this file too, whole or not at all.",
            valueName: "file"
        ),
        completion: .file(extensions: ["prom"])
    )
    var metrics: String?

    func validate() throws {
        if let requiredF1Score, !(0...1).contains(requiredF1Score) {
            throw ValidationError("--require-f1 must be a number from 0 to 1.")
        }
        if metrics == "-" {
            throw ValidationError(
                "--metrics takes a file; `--format prometheus` writes metrics to the standard output."
            )
        }
    }

    func options(manifests: ManifestReadings?) -> DriftOptions {
        DriftOptions(unmanaged: unmanaged, requiredF1Score: requiredF1Score, tags: tags, manifests: manifests)
    }
}

extension UnmanagedPolicy: ExpressibleByArgument {}
