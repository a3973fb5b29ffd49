import ArgumentParser
import DesiredState
import Host
import ModelVersions
import Sandbox

struct SandboxCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: "The emulator of the service, for trying things out without an account.",
        discussion: """
            `plan`, `apply` and the others use it in process with `--sandbox FILE`.

            EXAMPLES
              rekon sandbox seed --sandbox state.json models/
              rekon apply --sandbox state.json models/
              rekon sandbox serve --state state.json
            """,
        subcommands: [SandboxSeedCommand.self, SandboxPutCommand.self, SandboxServeCommand.self]
    )
}

/// How the emulated service shall behave; what is not given stays as it is in the state.
struct SandboxSettingsOptions: ParsableArguments {
    @Option(
        name: .customLong("training-duration"),
        help: ArgumentHelp("How long a training takes (a new state: 5).", valueName: "seconds")
    )
    var trainingDuration: Int?

    @Option(
        name: .customLong("concurrent-trainings"),
        help: ArgumentHelp(
            "How many trainings run at the same time in an account and region (a new state: 2).",
            valueName: "number"
        )
    )
    var concurrentTrainings: Int?

    @Option(
        name: .customLong("appear-after"),
        help: ArgumentHelp("How long a new version stays out of the lists (a new state: 0).", valueName: "milliseconds")
    )
    var appearAfter: Int?

    func validate() throws {
        let range = SandboxSettings.range
        for (name, value) in [
            ("--training-duration", trainingDuration), ("--concurrent-trainings", concurrentTrainings),
            ("--appear-after", appearAfter),
        ] {
            if let value, !range.contains(value) {
                throw ValidationError("\(name) must be a number from \(range.lowerBound) to \(range.upperBound).")
            }
        }
    }

    var isEmpty: Bool { trainingDuration == nil && concurrentTrainings == nil && appearAfter == nil }

    func apply(to settings: inout SandboxSettings) {
        if let trainingDuration { settings.trainingDurationSeconds = trainingDuration }
        if let concurrentTrainings { settings.concurrentTrainings = concurrentTrainings }
        if let appearAfter { settings.consistencyDelayMilliseconds = appearAfter }
    }
}

struct SandboxPutCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "put",
        abstract: "Write an object into a sandbox's S3.",
        discussion: """
            Where the object is there already, the new content is another version of it. A bucket that is not there is \
            made, in the region that --region names.

            EXAMPLES
              rekon sandbox put --sandbox state.json s3://acme-data/signs/day.manifest day.manifest
            """
    )

    @Argument(
        help: ArgumentHelp("Where to: s3://BUCKET/KEY.", valueName: "uri"),
        transform: { try ManifestLocation(uri: $0) }
    )
    var location: ManifestLocation

    @Argument(help: ArgumentHelp("The file with its content: text in UTF-8.", valueName: "file"), completion: .file())
    var file: String

    @Option(help: ArgumentHelp("Where a new bucket is made.", valueName: "region"))
    var region = "us-east-1"

    @OptionGroup var sandbox: SandboxOptions

    /// In bytes; the state file holds it whole.
    private static let limit = 16 * 1_048_576

    func run(in context: Context) async throws -> ExitStatus {
        guard let engine = sandbox.engine(in: context) else {
            throw CommandFailure(
                message: "there is no state file to write an object into",
                help: "name one with --sandbox FILE, or in REKON_SANDBOX",
                status: .usage
            )
        }
        let bytes: [UInt8]
        do {
            bytes = try context.files.read(file, limit: Self.limit)
        } catch {
            throw CommandFailure(message: "\(error)", help: "name a file that can be read")
        }
        guard let content = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure(message: "\(file) is not text in UTF-8, which is all that a sandbox keeps")
        }
        let version = try await engine.put(content, at: location, region: region)
        context.output.write("\(location): version \(version), \(bytes.count) bytes.\n")
        return .success
    }
}

struct SandboxSeedCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "seed",
        abstract: "Make the projects, manifests and keys that a desired state names, in a sandbox's state file.",
        discussion: """
            A project whose versions are trained with its own datasets gets a training and a test dataset. The buckets, \
            manifests and keys that versions name are made in the project's region and account, each manifest with the \
            lines of a small one. What is there already stays as it is.

            EXAMPLES
              rekon sandbox seed --sandbox state.json examples/models/
              rekon plan --sandbox state.json examples/models/
            """
    )

    @OptionGroup var arguments: PathArguments
    @OptionGroup var sandbox: SandboxOptions
    @OptionGroup var settings: SandboxSettingsOptions
    @OptionGroup var color: ColorOptions

    func run(in context: Context) async throws -> ExitStatus {
        guard let engine = sandbox.engine(in: context), let path = sandbox.path(in: context) else {
            throw CommandFailure(
                message: "there is no state file to make projects in",
                help: "name one with --sandbox FILE, or in REKON_SANDBOX",
                status: .usage
            )
        }
        let loaded = try LoadedState.loadForUse(arguments.paths, color: color, in: context)
        let projects = loaded.state.projects
        let made = try await engine.seed(projects.map(ProjectSeed.init), settings: settings.apply)
        context.output.write(
            "\(path): \(made) project\(made == 1 ? "" : "s") made, \(projects.count - made) already there.\n"
        )
        return .success
    }
}

extension ProjectSeed {
    fileprivate init(_ project: DesiredProject) {
        let settings = project.versions.compactMap { version in
            if case .trained(let settings) = version.intent { settings } else { nil }
        }
        self.init(
            arn: project.arn,
            hasDatasets: settings.contains { $0.datasets == .project },
            feature: settings.contains { $0.confidenceThreshold != nil } ? "CONTENT_MODERATION" : "CUSTOM_LABELS",
            manifests: settings.flatMap(\.datasets.manifests),
            outputBuckets: settings.map(\.output.bucket),
            keys: settings.compactMap(\.kmsKey)
        )
    }
}
