import AWSProfiles
import AWSRuntime
import ArgumentParser
import Checks
import Host
import Manifests
import ModelVersions
import Reports
import Text

struct ManifestCheckCommand: ConfiguredCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check a training's manifests against the published rules.",
        discussion: """
            Reads SageMaker Ground Truth manifests of any size line by line, and reports what Custom Labels would \
            refuse, \
            with the service's own codes. specs/manifest-rules.md lists them. `-` reads the standard input. Objects in \
            S3 \
            are read as a stream. Exits with 1 if there is an error: see `--fail-on`.

            `--images` checks in S3 that each image exists and is not larger than 15 MB. It uses listings or single \
            requests, whichever needs fewer requests. `--image-content` also reads the first bytes of each image, for \
            its \
            format and its size in pixels, with one request for each image. Both need s3:ListBucket on the bucket and \
            s3:GetObject on the images. Both exit with 1 if an image could not be checked.

            EXAMPLES
              rekon manifest check train.manifest
              rekon manifest check train.manifest --testing test.manifest --format json
              rekon manifest check train.manifest --testing auto --region eu-west-2
              rekon manifest check s3://acme-data/signs/day.manifest
              rekon manifest check --images --testing test.manifest train.manifest
              rekon manifest check --image-content s3://acme-data/signs/day.manifest
              zcat train.manifest.gz | rekon manifest check --fail-on terminal -
            """
    )

    enum FailOn: String, ExpressibleByArgument, CaseIterable {
        case terminal, error, warning
    }

    @Argument(help: ArgumentHelp("The training manifest: a file, `-`, or s3://BUCKET/KEY.", valueName: "file"))
    var training: String

    @Option(
        help: ArgumentHelp(
            "The testing manifest, or `auto` if the service splits off a fifth of the training images.",
            valueName: "file"
        )
    )
    var testing: String?

    @Option(
        help: ArgumentHelp(
            "The feature of the project. Default: as the first lines of the manifest show.",
            valueName: "feature"
        )
    )
    var feature: ProjectFeature?

    @Option(
        help: ArgumentHelp("The region of the project: some regions accept fewer images.", valueName: "region")
    )
    var region: String?

    @Option(
        name: .customLong("fail-on"),
        help: "What makes the exit code 1: errors that end a training, all errors, or also warnings."
    )
    var failOn: FailOn = .error

    @Option(
        name: .customLong("max-findings"),
        help: ArgumentHelp("How many findings of each code are listed. The others are counted.", valueName: "number")
    )
    var maxFindings = 20

    @Flag(name: .customLong("images"), help: "Check that each image is in S3, and its size in bytes.")
    var looksForImages = false

    @Flag(
        name: .customLong("image-content"),
        help: "As `--images`, and check the format of each image and its size in pixels."
    )
    var readsImages = false

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: HelpTitle.connection) var connection: ConnectionOptions
    @OptionGroup(title: HelpTitle.input) var config: SettingsOptions

    func validate() throws {
        guard (0...10_000).contains(maxFindings) else {
            throw ValidationError("--max-findings must be a number from 0 to 10000.")
        }
        if training == "-", testing == "-" {
            throw ValidationError("Only one manifest can be read from the standard input.")
        }
    }

    func run(in context: Context) async throws -> ExitStatus {
        var options = ManifestChecker.Options()
        options.findingsPerCode = maxFindings
        options.splitsAutomatically = testing == "auto"
        options.feature = feature
        options.region = region
        let text = ManifestReportText(style: output.color.outputStyle(in: context))
        let sources = try sources(in: context)
        let run = ManifestCheckRun(
            sources: sources,
            options: options,
            text: output.format == .text ? text : nil,
            inspection: sources.storage.flatMap(inspection),
            context: context
        )
        let report = try await run.check(training: training, testing: testing == "auto" ? nil : testing)
        switch output.format {
        case .text:
            let sandbox = sources.storage == nil ? nil : connection.sandbox.notice(in: context)
            context.output.write(text.summary(report, sandbox))
        case .json:
            let isSandbox = sources.storage != nil && connection.sandbox.isUsed(in: context)
            context.output.write(ManifestJSON.render(report, sandbox: isSandbox))
        }
        return fails(report) ? .failure : .success
    }

    /// With a connection to S3 only if the command line names something there.
    private func sources(in context: Context) throws -> ManifestSources {
        let isInS3 = [training, testing].contains { $0.map(ManifestSources.isInS3) ?? false }
        guard isInS3 || looksForImages || readsImages else { return ManifestSources(files: context.files) }
        return ManifestSources(
            files: context.files,
            storage: ManifestSources.Storage(
                s3: try connection.s3(in: context),
                region: try connection.aws.settings(in: context).client.region?.value ?? "us-east-1"
            )
        )
    }

    /// Nil without an option for images.
    private func inspection(_ storage: ManifestSources.Storage) -> ImageInspection? {
        guard looksForImages || readsImages else { return nil }
        return ImageInspection(
            s3: storage.s3,
            region: storage.region,
            depth: readsImages ? .content : .existence
        )
    }

    private func fails(_ report: ManifestReport) -> Bool {
        // An image that could not be checked is an error for every `--fail-on`.
        if report.uncheckedImages > 0 { return true }
        return switch failOn {
        case .terminal: report.terminalErrors > 0
        case .error: report.errors > 0
        case .warning: report.errors + report.warnings > 0
        }
    }
}

struct ManifestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manifest",
        abstract: "Work with the manifests that list the images of a training.",
        discussion: """
            Each line of a manifest has an image and its labels, in the format of SageMaker Ground Truth.

            EXAMPLES
              rekon manifest check train.manifest
              rekon manifest check s3://acme-data/signs/day.manifest
            """,
        subcommands: [ManifestCheckCommand.self]
    )
}

extension ProjectFeature: ExpressibleByArgument {
    /// `custom-labels` or `content-moderation`.
    init?(argument: String) {
        guard let feature = Self.allCases.first(where: { $0.optionValue == argument }) else { return nil }
        self = feature
    }

    private var optionValue: String { rawValue.lowercased().replacing("_", by: "-") }

    static var allValueStrings: [String] { allCases.map(\.optionValue) }
}
