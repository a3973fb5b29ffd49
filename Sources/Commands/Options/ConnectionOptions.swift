internal import AWSRuntime
internal import AWSTransport
internal import ArgumentParser
internal import Host
internal import ModelVersions
internal import Rekognition
internal import Sandbox

struct ConnectionOptions: ParsableArguments {
    typealias ReadingAPI = @Sendable (ProjectARN) throws -> any RekognitionAPI
    typealias CreatingAPI = @Sendable (ProjectARN) throws -> any RekognitionCreatingAPI

    @OptionGroup var sandbox: SandboxOptions

    @Option(help: "The profile of the AWS config files to use, rather than what the environment says.")
    var profile: String?

    @Option(
        name: .customLong("endpoint-url"),
        help: ArgumentHelp("Where to send requests instead of AWS.", valueName: "url")
    )
    var endpointURL: String?

    /// Gives a command the operations that only read.
    func withReadingConnection<Result>(
        in context: Context,
        _ body: (@escaping ReadingAPI) async throws -> Result
    ) async throws -> Result {
        try await withCreatingConnection(in: context) { api in try await body(api) }
    }

    /// Gives `apply` the operations that read, and the one that creates.
    func withCreatingConnection<Result>(
        in context: Context,
        _ body: (@escaping CreatingAPI) async throws -> Result
    ) async throws -> Result {
        if let engine = sandbox.engine(in: context) {
            return try await body { SandboxClient(engine, region: $0.region) }
        }
        let settings = try TransportSettings(environment: context.environment)
        return try await AWSTransport.withTransport(settings) { transport in
            let connection = try AWSConnection(
                environment: context.environment,
                files: context.files,
                profile: profile,
                endpointURL: endpointURL,
                transport: transport,
                clock: context.clock,
                wallClock: context.wallClock,
                random: context.random,
                userAgent: "rekon/\(RekonVersion.current)"
            )
            return try await body { project in
                try RekognitionClient(connection, region: project.region, partition: project.partition)
            }
        }
    }
}

struct SandboxOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Use the embedded emulator with its state in this file, instead of AWS (also: REKON_SANDBOX).",
            valueName: "file"
        ),
        completion: .file()
    )
    var sandbox: String?

    func path(in context: Context) -> String? {
        sandbox ?? context.environment["REKON_SANDBOX"]
    }

    func engine(in context: Context) -> SandboxEngine? {
        path(in: context).map {
            SandboxEngine(store: SandboxStore(path: $0, clock: context.clock), wallClock: context.wallClock)
        }
    }
}
