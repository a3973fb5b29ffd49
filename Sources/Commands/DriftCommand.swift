internal import ArgumentParser
internal import DesiredState
internal import Host
internal import Planning
internal import Reconciler
internal import Reports
internal import SavedPlans

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
              rekon drift --format junit models/ > drift.xml
              rekon drift --metrics /var/lib/node_exporter/textfile/rekon.prom models/
              rekon drift --no-tags --no-manifests --sandbox state.json examples/
            """
    )

    @OptionGroup var arguments: PathArguments
    @OptionGroup var drift: DriftOptionGroup
    @OptionGroup var selection: SelectionOptions
    @OptionGroup var output: DriftOutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(in context: Context) async throws -> ExitStatus {
        if case .saved(let path, _) = try PlanInput.find(arguments.paths, in: context) {
            throw CommandFailure(
                message: "\(path) is a saved plan, not a desired state",
                help: "name the files that describe what shall be live",
                status: .usage
            )
        }
        let metrics = try drift.metrics.map { try MetricsDestination($0, in: context) }
        let loaded = try LoadedState.loadForReview(
            "drift",
            arguments.paths,
            as: output.format.review,
            comment: output.comment,
            color: output.color,
            inputs: inputs,
            in: context
        )
        let desired = loaded.state
        let selected = try selection.select(from: desired)
        let report = try await connection.withReadingService(in: context) { service in
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
        try write(report, of: loaded, in: context)
        try metrics?.save(report, in: context)
        return report.exitStatus
    }

    /// What makes this run the same as the next one.
    private var inputs: [String] {
        arguments.paths + selection.targets.map { "--target=\($0)" } + selection.projects.map { "--project=\($0)" }
    }

    private func write(_ report: DriftReport, of loaded: LoadedState, in context: Context) throws {
        switch output.format {
        case .text:
            let text = DriftText(style: output.color.outputStyle(in: context), width: context.terminal.columns)
            context.output.write(text.render(report))
        case .json: context.output.write(try DriftJSON.render(report))
        case .prometheus: context.output.write(DriftMetrics.render(report, now: context.wallClock.now))
        case .review(let format):
            let review = Review(
                report,
                of: loaded.state,
                warnings: loaded.diagnostics,
                toolVersion: RekonVersion.current,
                paths: arguments.paths
            )
            format.write(review, for: output.comment, inputs: inputs, in: context)
        }
    }
}
