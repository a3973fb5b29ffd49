internal import ArgumentParser
internal import DesiredState
internal import ModelVersions
internal import Sandbox

struct SandboxSeedCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "seed",
        abstract: "Make the projects that a desired state names, in a sandbox's state file.",
        discussion: """
            A project whose versions are trained with its own datasets gets a training and a test dataset.

            EXAMPLES
              rekon sandbox seed --sandbox state.json examples/
              rekon plan --sandbox state.json examples/
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
        try await settings.configure(engine)
        var count = 0
        for project in loaded.state.projects where try await engine.seed(project) { count += 1 }
        context.output.write(
            "\(path): \(count) project\(count == 1 ? "" : "s") made, \(loaded.state.projects.count - count) already there.\n"
        )
        return .success
    }
}

extension SandboxEngine {
    fileprivate func seed(_ project: DesiredProject) async throws -> Bool {
        let settings = project.versions.compactMap { version in
            if case .trained(let settings) = version.intent { settings } else { nil }
        }
        return try await seedProject(
            project.arn,
            withDatasets: settings.contains { $0.datasets == .project },
            feature: settings.contains { $0.confidenceThreshold != nil } ? "CONTENT_MODERATION" : "CUSTOM_LABELS"
        )
    }
}

extension SandboxSettingsOptions {
    func configure(_ engine: SandboxEngine) async throws {
        try await engine.configure { settings in
            if let trainingDuration { settings.trainingDurationSeconds = trainingDuration }
            if let concurrentTrainings { settings.concurrentTrainings = concurrentTrainings }
            if let appearAfter { settings.consistencyDelayMilliseconds = appearAfter }
        }
    }
}
