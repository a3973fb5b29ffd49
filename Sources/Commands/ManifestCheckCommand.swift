import AWSProfiles
import AWSRuntime
import ArgumentParser
import Checks
import Manifests
import Reports

struct ManifestCheckCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check a training's manifests against the published rules.",
        discussion: """
            Reads SageMaker Ground Truth manifests line by line, of any size, and tells what Custom Labels would refuse, \
            with the service's own codes; specs/manifest-rules.md has all of them. `-` reads the standard input; objects in S3 are read as a stream. Exits \
            with 1 if anything is wrong: see `--fail-on`.

            With `--images`, S3 is asked for each image: whether it is there, and not larger than 15 MB; by listings or \
            one by one, whichever needs fewer requests. `--image-content` reads the first bytes of each, too, for its \
            format and its size in pixels: a request for each image. Needs s3:ListBucket on the bucket, and s3:GetObject on the \
            images; exits with 1 if an image could not be checked.

            EXAMPLES
              rekon manifest check train.manifest
              rekon manifest check train.manifest --testing test.manifest --format json
              rekon manifest check train.manifest --testing auto
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
            "The testing manifest, or `auto` where the service takes a fifth of the training images for the test.",
            valueName: "file"
        )
    )
    var testing: String?

    @Option(
        name: .customLong("fail-on"),
        help: "What makes the exit code 1: what ends a training, any error, or warnings, too."
    )
    var failOn: FailOn = .error

    @Option(
        name: .customLong("max-findings"),
        help: ArgumentHelp("How many findings of each code are told; the others are counted.", valueName: "number")
    )
    var maxFindings = 20

    @Flag(name: .customLong("images"), help: "Check that each image is in S3, and its size in bytes.")
    var looksForImages = false

    @Flag(
        name: .customLong("image-content"),
        help: "As `--images`, and check each image's format and its size in pixels: reads the first bytes of each."
    )
    var readsImages = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

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
        let text = ManifestReportText(style: output.color.outputStyle(in: context))
        let report = try await withSources(in: context) { sources in
            let run = ManifestCheckRun(
                sources: sources,
                options: options,
                text: output.format == .text ? text : nil,
                inspection: sources.storage.flatMap(inspection),
                context: context
            )
            return try await run.check(training: training, testing: testing == "auto" ? nil : testing)
        }
        switch output.format {
        case .text: context.output.write(text.summary(report))
        case .json: context.output.write(try ManifestJSON.render(report))
        }
        return fails(report) ? .failure : .success
    }

    /// S3 is connected to only where something in it is named.
    private func withSources<Result>(
        in context: Context,
        _ body: (ManifestSources) async throws -> Result
    ) async throws -> Result {
        let isOfS3 = [training, testing].contains { $0.map(ManifestSources.isInS3) ?? false }
        guard isOfS3 || looksForImages || readsImages else {
            return try await body(ManifestSources(files: context.files))
        }
        let region = try connection.aws.settings(in: context).client.region?.value ?? "us-east-1"
        return try await connection.withReadingService(in: context) { service in
            try await body(
                ManifestSources(
                    files: context.files,
                    storage: ManifestSources.Storage(service: service.storage, region: region)
                )
            )
        }
    }

    /// Nil where nobody wants images.
    private func inspection(_ storage: ManifestSources.Storage) -> ImageInspection? {
        guard looksForImages || readsImages else { return nil }
        return ImageInspection(
            s3: storage.service.s3,
            region: storage.region,
            depth: readsImages ? .content : .existence
        )
    }

    private func fails(_ report: ManifestReport) -> Bool {
        // What could not be checked is not in order, whatever counts as an error.
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
        abstract: "Work with the manifests that describe a training's images.",
        discussion: """
            A manifest names an image and its labels on each line: SageMaker Ground Truth's format, as Custom Labels reads it.

            EXAMPLES
              rekon manifest check train.manifest
              rekon manifest check s3://acme-data/signs/day.manifest
            """,
        subcommands: [ManifestCheckCommand.self]
    )
}
