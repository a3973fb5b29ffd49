import ArgumentParser
import Checks
import DesiredState
import Host
import ModelVersions
import Planning
import Reconciler
import Reports
import Settings

struct DriftCommand: FailureReportingCommand {
    static let configuration = RekonCommand.command(
        "drift",
        abstract: "Compare the live state with the desired state, for scheduled runs; changes nothing.",
        discussion: """
            Finds versions that are missing, that were trained with other settings, that have other tags, that failed, \
            are being deleted or have expired, or that are below `expect.minF1Score` or --require-f1. Finds manifests \
            that were overwritten since the training or do not exist any more, and live versions that no file \
            describes. Reports entries of the project's datasets that are not trained yet (`--stale-data fail`: as \
            drift). A version that is still training is not drift. Neither is a deprecated or an expired version, \
            which is reported only, nor what `acknowledge` in a version's entry accepts until a day.

            Exits with 0 if everything is in sync, with 2 if there is drift, and with 1 if part of the live state \
            could \
            not be read, even if there is drift.

            EXAMPLES
              rekon drift models/
              rekon drift --unmanaged fail --format json models/ > drift.json
              rekon drift --report json=drift.json --report markdown=issue.md models/
              rekon drift --metrics /var/lib/node_exporter/textfile/rekon.prom models/
              rekon drift --no-tags --no-manifests --sandbox state.json examples/models/
            """
    )

    @OptionGroup(title: HelpTitle.input) var arguments: PathArguments
    @OptionGroup(title: HelpTitle.drift) var drift: DriftOptionGroup
    @OptionGroup(title: HelpTitle.selection) var selection: SelectionOptions
    @OptionGroup(title: HelpTitle.review) var output: DriftOutputOptions
    @OptionGroup(title: HelpTitle.connection) var connection: ConnectionOptions
    var config: SettingsOptions { arguments.config }

    static let formatNames = ReportFormat.drift.map(\.description)

    mutating func apply(_ settings: Settings) {
        output.apply(settings, of: "drift")
    }

    func run(in context: Context) async throws -> ExitStatus {
        let input = DesiredInput(arguments, in: context) { _ in
            "name the files with the desired state"
        }
        let writer = try ReportWriter(
            "drift",
            output,
            for: input,
            selection,
            sandbox: connection.sandbox,
            others: [("--metrics", drift.metrics)],
            in: context
        )
        return try await writer.run {
            let metrics = try drift.metrics.map { try OutputFile($0, .metrics, in: context) }
            return try await run(writer, metrics: metrics, in: context)
        }
    }

    private func run(_ writer: ReportWriter, metrics: OutputFile?, in context: Context) async throws -> ExitStatus {
        var loaded = try writer.load()
        var selected = try selection.select(from: loaded.state)
        var service = try connection.readingService(for: selected.part.projects.map(\.arn), in: context)
        if let known = try await service.resolve(selected) {
            loaded = try writer.resolve(loaded, by: known)
            selected = SelectedState(selected.selection, of: loaded.state)
        }
        let live = try await service.liveState.read(
            selected.part.projects,
            tags: drift.tags,
            datasets: drift.staleData == .ignore ? nil : .trained
        )
        let plan = Planner.plan(selected, against: live, options: PlanOptions(access: service.access))
        let manifests =
            drift.manifests
            ? try await ManifestReader(s3: service.sources.s3).read(DriftReport.manifests(of: plan, against: live))
            : nil
        let now = context.wallClock.now
        let options = drift.options(manifests: manifests, today: now.day)
        let report = DriftReport(plan, of: loaded.state, against: live, options: options)
        if report.isComplete { context.stepOutputs[.hasChanges] = String(report.hasDrift) }
        let price = drift.inference.prices(context.placeSettings(for: plan))
        try writer.write(
            ReportContent(
                text: { DriftText(style: $0.style, width: $0.width, price: price).render(report) },
                json: { DriftJSON.render(report, price: price, sandbox: $0) },
                metrics: { DriftMetrics.render(report, now: now, price: price, sandbox: $0) },
                review: {
                    Review(
                        report,
                        of: loaded.state,
                        warnings: loaded.diagnostics,
                        toolVersion: RekonVersion.current,
                        paths: arguments.paths
                    )
                }
            )
        )
        let isSandbox = connection.sandbox.isUsed(in: context)
        try metrics?.write(DriftMetrics.render(report, now: now, price: price, sandbox: isSandbox))
        return report.exitStatus
    }
}

/// What `drift` compares, and what counts as drift.
struct DriftOptionGroup: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            How to treat live versions that no file describes: list them (report), count them as drift (fail), or \
            ignore them (ignore). `ignoreUnmanaged` in the files leaves out single versions.
            """,
            valueName: "policy"
        )
    )
    var unmanaged: UnmanagedPolicy = .report

    @Option(
        name: .customLong("stale-data"),
        help: ArgumentHelp(
            """
            How to treat entries of a project's datasets that changed after the newest training on them: report them \
            (report), count them as drift (fail), or do not read the datasets (ignore).
            """,
            valueName: "policy"
        )
    )
    var staleData: StaleDataPolicy = .report

    @Flag(
        inversion: .prefixedNo,
        help: "Compare tags: one call for each described live version, at a few calls a second."
    )
    var tags = true

    @Flag(
        inversion: .prefixedNo,
        help: "Ask S3 whether manifests still exist, and unpinned ones were overwritten: one call for each manifest."
    )
    var manifests = true

    @Option(
        name: .customLong("require-f1"),
        help: ArgumentHelp(
            "An F1 score below this, from 0 to 1, is drift. A higher `expect.minF1Score` takes precedence.",
            valueName: "score"
        )
    )
    var requiredF1Score: Double?

    @Option(
        help: ArgumentHelp(
            "Write the result also as Prometheus metrics to this file, completely or not at all.",
            valueName: "file"
        ),
        completion: .file(extensions: ["prom"])
    )
    var metrics: String?

    @OptionGroup var inference: InferencePriceOptions

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

    func options(manifests: ManifestReadings?, today: CalendarDay?) -> DriftOptions {
        DriftOptions(
            unmanaged: unmanaged,
            staleData: staleData,
            requiredF1Score: requiredF1Score,
            tags: tags,
            manifests: manifests,
            today: today
        )
    }
}

extension UnixTime {
    /// In UTC; nil outside the years 0 to 9999.
    var day: CalendarDay? { try? CalendarDay(String(iso8601.prefix(10))) }
}

extension UnmanagedPolicy: ExpressibleByArgument {}
extension StaleDataPolicy: ExpressibleByArgument {}
