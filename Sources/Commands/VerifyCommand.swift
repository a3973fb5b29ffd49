import ArgumentParser
import Checks
import DesiredState
import ModelVersions
import Planning
import Reconciler
import Reports
import Settings

struct VerifyCommand: FailureReportingCommand {
    static let configuration = RekonCommand.command(
        "verify",
        abstract: "Check before training whether a training can work; changes nothing.",
        discussion: """
            Checks every version that apply would create: the account of the credentials, the project, its datasets \
            and \
            the quotas. Manifests, output buckets and KMS keys must exist in the project's region and be usable. The \
            lines of each manifest must follow the published rules. Each manifest, bucket and key is read once. \
            `plan --verify` and `apply --verify` make the same checks.

            Exits with 0, with 1 if a check could not be made, and with 3 if a check failed.

            EXAMPLES
              rekon verify models/
              rekon verify --target '2026-*' --format json models/
              rekon verify --format github --report json=verify.json models/
              rekon verify --sandbox state.json examples/models/
            """
    )

    @OptionGroup(title: HelpTitle.input) var arguments: PathArguments
    @OptionGroup var content: ManifestContentOptions
    @OptionGroup var history: HistoryOptions
    @OptionGroup(title: HelpTitle.selection) var selection: SelectionOptions
    @OptionGroup(title: HelpTitle.review) var output: ReviewOutputOptions
    var config: SettingsOptions { arguments.config }

    static let formatNames = ReportFormat.reviewed.map(\.description)

    mutating func apply(_ settings: Settings) {
        output.apply(settings, of: "verify")
    }
    @OptionGroup(title: HelpTitle.connection) var connection: ConnectionOptions

    @Option(
        name: .customLong("allow-recreate"),
        help: ArgumentHelp("As for `plan`. May be repeated.", valueName: "name"),
        transform: { try VersionName($0) }
    )
    var allowedRecreations: [VersionName] = []

    func run(in context: Context) async throws -> ExitStatus {
        let input = DesiredInput(arguments, in: context) { path in
            "run `rekon apply --verify \(path)`: it checks the plan, and applies it if no check fails"
        }
        let writer = try ReportWriter("verify", output, for: input, selection, sandbox: connection.sandbox, in: context)
        return try await writer.run { try await run(writer, in: context) }
    }

    private func run(_ writer: ReportWriter, in context: Context) async throws -> ExitStatus {
        var loaded = try writer.load()
        var selected = try selection.select(from: loaded.state)
        var service = try connection.readingService(for: selected.part.projects.map(\.arn), in: context)
        if let known = try await service.resolve(selected) {
            loaded = try writer.resolve(loaded, by: known)
            selected = SelectedState(selected.selection, of: loaded.state)
        }
        let live = try await service.liveState.read(selected.part.projects, datasets: .toTrain)
        let decided = try await DecidedPlan(
            selected,
            against: live,
            PlanOptions(allowedRecreations: Set(allowedRecreations), access: service.access),
            traces: history.search(service, isVerified: true)
        )
        let report = try await decided.verified(
            asking: service.sources,
            readingManifests: !content.isSkipped
        ).report
        try writer.write(
            ReportContent(
                text: {
                    PreflightText(style: $0.style, width: $0.width, showsPassed: true, access: service.access).render(
                        report
                    )
                },
                json: { PreflightJSON.render(report, sandbox: $0) },
                review: {
                    Review(
                        report,
                        warnings: loaded.diagnostics,
                        toolVersion: RekonVersion.current,
                        paths: arguments.paths
                    )
                }
            )
        )
        return report.exitStatus
    }
}
