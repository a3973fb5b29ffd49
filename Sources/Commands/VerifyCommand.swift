import ArgumentParser
import Checks
import DesiredState
import ModelVersions
import Planning
import Reconciler
import Reports
import SavedPlans

struct VerifyCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        _superCommandName: RekonCommand.name,
        abstract: "Find out before it is paid for whether a training can work; changes nothing.",
        discussion: """
            Checks of every version that apply would create: the account of the credentials, the project and its \
            datasets, the quotas, and that manifests, output buckets and KMS keys are there, in the project's region, \
            and usable, and that the lines of each manifest follow the published rules. Each manifest, bucket and key is \
            asked for once. `plan --verify` and `apply --verify` do the same beside the plan.

            Exits with 0, with 1 if a check could not be made, and with 3 if one failed.

            EXAMPLES
              rekon verify models/
              rekon verify --target '2026-*' --format json models/
              rekon verify --format github --report json=verify.json models/
              rekon verify --sandbox state.json examples/models/
            """
    )

    @OptionGroup var arguments: PathArguments
    @OptionGroup var content: ManifestContentOptions
    @OptionGroup var selection: SelectionOptions
    @OptionGroup var output: ReportOutputOptions<OutputFormat>
    @OptionGroup var connection: ConnectionOptions

    @Option(
        name: .customLong("allow-recreate"),
        help: ArgumentHelp("As for `plan`; may be repeated.", valueName: "name"),
        transform: { try VersionName($0) }
    )
    var allowedRecreations: [VersionName] = []

    func run(in context: Context) async throws -> ExitStatus {
        if case .saved(let path, _) = try PlanInput.find(arguments.paths, in: context) {
            throw CommandFailure(
                message: "\(path) is a saved plan, not a desired state",
                help: "`rekon apply --verify \(path)` checks it, and applies it if nothing stands in the way",
                status: .usage
            )
        }
        return try await output.withWriter(
            besides: arguments.paths,
            sandbox: connection.sandbox.path(in: context),
            in: context
        ) { writer in
            try await verify(writer, in: context)
        }
    }

    private func verify(_ writer: ReportWriter<OutputFormat>, in context: Context) async throws -> ExitStatus {
        let loaded = try LoadedState.loadForReview(
            "verify",
            arguments.paths,
            writer: writer,
            inputs: inputs,
            in: context
        )
        let desired = loaded.state
        let selected = try selection.select(from: desired)
        let options = PlanOptions(
            allowedRecreations: Set(allowedRecreations),
            selection: selection.selection
        )
        let report = try await connection.withReadingService(in: context) { service in
            let live = try await LiveStateReader(api: service.api, caller: service.caller).read(selected.projects)
            return try await Verification(
                desired,
                against: live,
                options,
                asking: service.world,
                readingManifests: !content.isSkipped
            ).report
        }
        try writer.write(inputs: inputs, review: { review(report, of: loaded) }) { format, layout in
            switch format {
            case .text: PreflightText(style: layout.style, width: layout.width, showsPassed: true).render(report)
            case .json: try PreflightJSON.render(report)
            }
        }
        return report.exitStatus
    }

    private func review(_ report: PreflightReport, of loaded: LoadedState) -> Review {
        Review(
            report,
            warnings: loaded.diagnostics,
            toolVersion: RekonVersion.current,
            paths: arguments.paths
        )
    }

    /// What makes this run the same as the next one.
    private var inputs: [String] {
        arguments.paths + selection.targets.map { "--target=\($0)" } + selection.projects.map { "--project=\($0)" }
    }
}
