import ArgumentParser
import DesiredState
import Host
import ModelVersions
import Sandbox
import Text

struct SandboxCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: "The emulator of the service, to try rekon without an account.",
        discussion: """
            `plan`, `apply` and the other commands use it in process with `--sandbox FILE`.

            EXAMPLES
              rekon sandbox seed --sandbox state.json models/
              rekon apply --sandbox state.json models/
              rekon sandbox serve --state state.json
            """,
        subcommands: [SandboxSeedCommand.self, SandboxPutCommand.self, SandboxServeCommand.self]
    )
}

struct SandboxPutCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "put",
        abstract: "Write an object into a sandbox's S3, or the entries of a dataset.",
        discussion: """
            If the object exists, the new content becomes a new version of it. A missing bucket is created in the \
            account and region of --account and --region, and so is the bucket of a manifest's images. A dataset gets \
            the lines of the file instead of its present entries.

            EXAMPLES
              rekon sandbox put --sandbox state.json s3://acme-data/signs/day.manifest day.manifest
              rekon sandbox put arn:aws:rekognition:us-east-1:111122223333:project/a/dataset/train/1690556789012 a.jsonl
            """
    )

    /// Where the content goes.
    enum Target {
        case object(ManifestLocation)
        case dataset(arn: String)

        init(_ text: String) throws {
            self = text.hasPrefix("arn:") ? .dataset(arn: text) : .object(try ManifestLocation(uri: text))
        }
    }

    @Argument(
        help: ArgumentHelp("The object: s3://BUCKET/KEY; or the ARN of a dataset.", valueName: "target"),
        transform: { try Target($0) }
    )
    var target: Target

    @Argument(help: ArgumentHelp("The file with the content: text in UTF-8.", valueName: "file"), completion: .file())
    var file: String

    @Option(help: ArgumentHelp("The region of a new bucket.", valueName: "region"))
    var region = "us-east-1"

    @Option(
        help: ArgumentHelp("The account of a new bucket. Default: the sandbox's own account.", valueName: "id"),
        transform: sandboxAccount
    )
    var account: String?

    @OptionGroup var sandbox: SandboxOptions

    /// In bytes: the state file contains the whole object.
    private static let limit = 16 * 1_048_576

    func run(in context: Context) async throws -> ExitStatus {
        guard let engine = sandbox.engine(in: context) else {
            throw CommandFailure(
                message: "the sandbox has no state file",
                help: "name one with --sandbox FILE, or in REKON_SANDBOX",
                status: .usage
            )
        }
        let bytes: [UInt8]
        do {
            try context.files.checkFile(file)
            bytes = try context.files.read(file, limit: Self.limit)
        } catch {
            throw CommandFailure(message: "\(error)", help: "name a file that this user can read")
        }
        guard let content = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure(message: "\(file) is not text in UTF-8: the sandbox keeps no other objects")
        }
        switch target {
        case .object(let location):
            let version = try await engine.put(content, at: location, region: region, owner: account)
            context.output.write("\(location): version \(version), \(bytes.count) bytes.\n")
        case .dataset(let arn):
            let count = try await engine.put(content, intoDataset: arn)
            context.output.write("\(HarmlessText.shown(arn)): \(count == 1 ? "1 entry" : "\(count) entries").\n")
        }
        return .success
    }
}

struct SandboxSeedCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "seed",
        abstract: "Create the projects, manifests and keys of a desired state in the state file of a sandbox.",
        discussion: """
            A project gets a training and a test dataset if its versions are trained with the project's datasets. The \
            buckets, manifests and keys of the versions are created in the project's region and account. Each manifest \
            and dataset gets a few valid lines. Existing objects do not change.

            EXAMPLES
              rekon sandbox seed --sandbox state.json examples/models/
              rekon plan --sandbox state.json examples/models/
            """
    )

    @Argument(.desiredState) var paths: [String]
    @OptionGroup var variables: VariableOptions
    @OptionGroup var sandbox: SandboxOptions
    @OptionGroup var settings: SandboxSettingsOptions
    @OptionGroup var color: ColorOptions

    func run(in context: Context) async throws -> ExitStatus {
        guard let engine = sandbox.engine(in: context), let path = sandbox.path(in: context) else {
            throw CommandFailure(
                message: "the sandbox has no state file",
                help: "name one with --sandbox FILE, or in REKON_SANDBOX",
                status: .usage
            )
        }
        let loaded = try LoadedState.loadForUse(
            DesiredInput(paths, variables, in: context),
            color: color,
            in: context
        )
        let projects = loaded.state.projects
        let made = try await engine.seed(projects.map(ProjectSeed.init), settings: settings.apply)
        context.output.write(
            "\(path): created \(counted(made, "project")), \(projects.count - made) existed before.\n"
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
