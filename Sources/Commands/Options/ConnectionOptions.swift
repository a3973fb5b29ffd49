import AWSProfiles
import AWSRuntime
import AWSTransport
import ArgumentParser
import Host
import ModelVersions
import Rekognition
import Sandbox
import SavedPlans
import Storage
import Text

/// The service as a command that only reads may use it.
struct ReadingService: Sendable {
    typealias API = @Sendable (ProjectARN) throws -> any RekognitionAPI

    /// The client for a project's region.
    let api: API
    let storage: StorageService
    /// Who the credentials belong to, for messages; nil where nobody asks for credentials, or STS is not to be asked.
    let caller: (@Sendable () async throws -> CallerIdentity?)?
}

/// What a training needs beside Rekognition, to be looked at only. Each gives the client for a region.
struct StorageService: Sendable {
    let s3: @Sendable (_ region: String) throws -> any S3API
    let kms: @Sendable (_ region: String) throws -> any KMSAPI
}

/// The service as `apply` may use it.
struct CreatingService: Sendable {
    typealias API = @Sendable (ProjectARN) throws -> any RekognitionCreatingAPI

    let api: API
    let storage: StorageService
    let caller: (@Sendable () async throws -> CallerIdentity?)?
}

struct ConnectionOptions: ParsableArguments {
    @OptionGroup var sandbox: SandboxOptions

    @Option(
        name: .customLong("endpoint-url"),
        help: ArgumentHelp("Where to send Rekognition's requests instead of AWS.", valueName: "url")
    )
    var endpointURL: String?

    @OptionGroup var aws: AWSOptions

    /// Gives a command the operations that only read.
    func withReadingService<Result>(
        in context: Context,
        _ body: (ReadingService) async throws -> Result
    ) async throws -> Result {
        try await withCreatingService(in: context) { service in
            let api = service.api
            return try await body(
                ReadingService(api: { try api($0) }, storage: service.storage, caller: service.caller)
            )
        }
    }

    /// Gives `apply` the operations that read, and the one that creates.
    func withCreatingService<Result>(
        in context: Context,
        _ body: (CreatingService) async throws -> Result
    ) async throws -> Result {
        if let engine = sandbox.engine(in: context) {
            return try await body(
                CreatingService(
                    api: { SandboxClient(engine, region: $0.region) },
                    storage: StorageService(
                        s3: { SandboxS3Client(engine, region: $0) },
                        kms: { SandboxKMSClient(engine, region: $0) }
                    ),
                    caller: nil
                )
            )
        }
        return try await aws.withConnection(endpointURL: endpointURL, in: context) { connection in
            try await body(
                CreatingService(
                    api: { try RekognitionClient(connection, region: $0.region, partition: $0.partition) },
                    storage: StorageService(
                        s3: { try S3Client(connection, region: $0) },
                        kms: { try KMSClient(connection, region: $0) }
                    ),
                    caller: { try await connection.identityForMessages() }
                )
            )
        }
    }
}

/// How AWS is reached; what is not given is taken from the environment and the shared config files.
struct AWSOptions: ParsableArguments {
    @Option(help: "The profile of the AWS config files to use, rather than what the environment says.")
    var profile: String?

    @Option(
        name: .customLong("ca-bundle"),
        help: ArgumentHelp("A file of certificates to trust instead of the machine's.", valueName: "file"),
        completion: .file()
    )
    var caBundle: String?

    @Flag(name: .customLong("use-fips-endpoint"), help: "Use endpoints with FIPS 140 validated cryptography.")
    var usesFIPS = false

    @Flag(name: .customLong("use-dualstack-endpoint"), help: "Use endpoints that answer over IPv6 too.")
    var usesDualStack = false

    @Flag(help: "Tell on stderr where credentials and endpoints come from, and of each request.")
    var debug = false

    func withConnection<Result>(
        region: String? = nil,
        endpointURL: String? = nil,
        in context: Context,
        _ body: (AWSConnection) async throws -> Result
    ) async throws -> Result {
        let settings = try settings(region: region, endpointURL: endpointURL, in: context)
        var transportSettings = try TransportSettings(environment: context.environment)
        transportSettings.caBundle = settings.client.caBundle.map {
            CABundle(path: $0.value, source: $0.origin.description)
        }
        return try await AWSTransport.withTransport(transportSettings) { transport in
            try await body(
                AWSConnection(
                    settings,
                    in: AWSConnection.World(
                        files: context.files,
                        fileWriter: SystemFileWriter(),
                        processes: SubprocessRunner(),
                        transport: transport,
                        clock: context.clock,
                        wallClock: context.wallClock,
                        random: context.random,
                        log: log(in: context),
                        prompt: prompt(in: context)
                    ),
                    product: "rekon/\(RekonVersion.current)"
                )
            )
        }
    }

    /// - Throws: `ConfigurationError`.
    func settings(
        region: String? = nil,
        endpointURL: String? = nil,
        in context: Context
    ) throws(ConfigurationError) -> ConnectionSettings {
        try ConnectionSettings(
            environment: context.environment,
            files: context.files,
            profile: profile,
            endpointURL: endpointURL,
            flags: ClientSettings.Flags(
                region: region,
                usesFIPS: usesFIPS ? true : nil,
                usesDualStack: usesDualStack ? true : nil,
                caBundle: caBundle
            )
        )
    }

    private func log(in context: Context) -> DebugLog {
        guard debug else { return .off }
        let errors = context.errors
        return DebugLog { text in
            for line in text.split(separator: "\n") { errors.write("debug: \(HarmlessText.shown(String(line)))\n") }
        }
    }

    /// Asks on stderr, so that results stay clean.
    private func prompt(in context: Context) -> (@Sendable (String) -> String?)? {
        guard context.terminal.canAsk else { return nil }
        let (errors, terminal) = (context.errors, context.terminal)
        return { question in
            errors.write(HarmlessText.shown(question))
            return terminal.readLine()
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

extension ConnectionOptions {
    /// Gives a command the operations that only read, of one region, where there is no project to tell it.
    func withReadingAPI<Result>(
        in region: String,
        _ context: Context,
        _ body: (any RekognitionAPI) async throws -> Result
    ) async throws -> Result {
        if let engine = sandbox.engine(in: context) {
            return try await body(SandboxClient(engine, region: region))
        }
        return try await aws.withConnection(region: region, endpointURL: endpointURL, in: context) { connection in
            let partition = Partition.of(region: region).id
            return try await body(try RekognitionClient(connection, region: region, partition: partition))
        }
    }
}

extension ConnectionOptions {
    /// - Throws: `CommandFailure` for a plan that was made against something else than this run is for.
    func checkTarget(of saved: SavedPlan, savedIn path: String, in context: Context) throws {
        let target = try planTarget(in: context)
        guard saved.target != target else { return }
        throw CommandFailure(
            message: "\(path) is a plan for \(saved.target), and this run is for \(target)",
            help: "use it where it was made for (--sandbox, REKON_SANDBOX, --endpoint-url and AWS_ENDPOINT_URL), "
                + "or plan anew",
            status: .blocked
        )
    }

    /// What a plan is made against. An endpoint that somebody configured is part of it: the sandbox over HTTP is not AWS.
    ///
    /// - Throws: `ConfigurationError`.
    func planTarget(in context: Context) throws -> PlanTarget {
        if sandbox.path(in: context) != nil { return .sandbox }
        let settings = try aws.settings(endpointURL: endpointURL, in: context)
        // Any region will do: a configured endpoint is the same for all of them.
        let endpoint = try settings.endpoint(of: .rekognition, region: "us-east-1")
        guard case .configured = endpoint.origin else { return .aws(endpoint: nil) }
        return .aws(endpoint: "\(endpoint.isSecure ? "https" : "http")://\(endpoint.authority)")
    }
}
