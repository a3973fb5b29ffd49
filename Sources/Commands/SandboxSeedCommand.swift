internal import ArgumentParser
internal import DesiredState
internal import ModelVersions
internal import Sandbox

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
