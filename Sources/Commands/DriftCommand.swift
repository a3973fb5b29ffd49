import ArgumentParser
import DesiredState
import Host
import Planning
import Reconciler
import Reports
import SavedPlans

struct DriftCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "drift",
        _superCommandName: RekonCommand.name,
        abstract: "Compare what is live with what is described, for scheduled runs; changes nothing.",
        discussion: """
            Finds versions that are missing, that were trained with other settings, that have other tags, that failed, \
            are being deleted or have expired, that are below `expect.minF1Score` or --require-f1, or whose manifests were \
            overwritten since the training, and live versions that no file describes. Versions in training are no drift.

            Exits with 0 if everything is in sync, with 2 if something drifts, and with 1 if part of the live state could \
            not be read, whatever else was found. An expired version is told, and is no drift.

            EXAMPLES
              rekon drift models/
              rekon drift --unmanaged fail --format json models/ > drift.json
              rekon drift --report json=drift.json --report markdown=issue.md models/
              rekon drift --metrics /var/lib/node_exporter/textfile/rekon.prom models/
              rekon drift --no-tags --no-manifests --sandbox state.json examples/models/
            """
    )

    @OptionGroup var arguments: PathArguments
    @OptionGroup var drift: DriftOptionGroup
    @OptionGroup var selection: SelectionOptions
    @OptionGroup var output: ReportOutputOptions<DriftFormat>
    @OptionGroup var connection: ConnectionOptions

    func run(in context: Context) async throws -> ExitStatus {
        if case .saved(let path, _) = try PlanInput.find(arguments.paths, in: context) {
            throw CommandFailure(
                message: "\(path) is a saved plan, not a desired state",
                help: "name the files that describe what shall be live",
                status: .usage
            )
        }
        let metrics = try drift.metrics.map { try RemadeFile($0, .metrics, in: context) }
        return try await output.withWriter(
            besides: arguments.paths,
            sandbox: connection.sandbox.path(in: context),
            others: [("--metrics", drift.metrics)],
            in: context
        ) { writer in
            let loaded = try LoadedState.loadForReview(
                "drift",
                arguments.paths,
                writer: writer,
                inputs: inputs,
                in: context
            )
            let report = try await read(loaded, in: context)
            let now = context.wallClock.now
            try writer.write(inputs: inputs, review: { review(report, of: loaded) }) { format, layout in
                switch format {
                case .text: DriftText(style: layout.style, width: layout.width).render(report)
                case .json: try DriftJSON.render(report)
                case .prometheus: DriftMetrics.render(report, now: now)
                }
            }
            try metrics?.write(DriftMetrics.render(report, now: now))
            return report.exitStatus
        }
    }

    private func read(_ loaded: LoadedState, in context: Context) async throws -> DriftReport {
        let desired = loaded.state
        let selected = try selection.select(from: desired)
        return try await connection.withReadingService(in: context) { service in
            let live = try await LiveStateReader(api: service.api, caller: service.caller).read(
                selected.projects,
                tags: drift.tags
            )
            let plan = Planner.plan(desired, against: live, options: PlanOptions(selection: selection.selection))
            let manifests =
                drift.manifests
                ? try await ManifestReader(s3: service.storage.s3).read(DriftReport.manifests(of: plan, against: live))
                : nil
            return DriftReport(plan, of: desired, against: live, options: drift.options(manifests: manifests))
        }
    }

    /// What makes this run the same as the next one.
    private var inputs: [String] {
        arguments.paths + selection.targets.map { "--target=\($0)" } + selection.projects.map { "--project=\($0)" }
    }

    private func review(_ report: DriftReport, of loaded: LoadedState) -> Review {
        Review(
            report,
            of: loaded.state,
            warnings: loaded.diagnostics,
            toolVersion: RekonVersion.current,
            paths: arguments.paths
        )
    }
}

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
