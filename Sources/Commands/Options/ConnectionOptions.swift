import AWSProfiles
import AWSRuntime
import AWSTransport
import ArgumentParser
import Checks
import Host
import ModelVersions
import Reconciler
import Rekognition
import Reports
import Sandbox
import SavedPlans
import Storage
import Text

/// The service for a command that only reads.
struct ReadingService: Sendable {
    typealias API = @Sendable (ProjectARN) throws -> any RekognitionAPI

    /// The client for a project's region.
    let api: API
    /// The services beside Rekognition, to read only.
    let sources: CheckSources

    var liveState: LiveStateReader { LiveStateReader(api: api, caller: sources.caller) }

    /// Looks for what earlier trainings left behind.
    var traces: TraceReader {
        { [sources] wanted, live, events in
            try await sources.earlierTrainings(of: wanted, live: live, events: events)
        }
    }
}

/// The service for `apply`, which also creates.
struct CreatingService: Sendable {
    typealias API = @Sendable (ProjectARN) throws -> any RekognitionCreatingAPI

    let api: API
    let sources: CheckSources

    /// The same without the operation that creates.
    var reading: ReadingService { ReadingService(api: { [api] in try api($0) }, sources: sources) }
}

struct ConnectionOptions: ParsableArguments {
    @OptionGroup var sandbox: SandboxOptions

    @Option(
        name: .customLong("endpoint-url"),
        help: ArgumentHelp("Where to send the requests to Rekognition, instead of AWS.", valueName: "url")
    )
    var endpointURL: String?

    @OptionGroup var aws: AWSOptions

    /// The operations that only read. Connections are closed when the run ends.
    ///
    /// - Throws: `ConfigurationError`.
    func readingService(in context: Context) throws -> ReadingService {
        try creatingService(in: context).reading
    }

    /// The operations that read, and the one that creates.
    ///
    /// - Throws: `ConfigurationError`.
    func creatingService(in context: Context) throws -> CreatingService {
        if let engine = sandbox.engine(in: context) {
            return CreatingService(
                api: { SandboxClient(engine, region: $0.region) },
                sources: CheckSources(
                    s3: { SandboxS3Client(engine, region: $0) },
                    kms: { SandboxKMSClient(engine, region: $0) },
                    serviceQuotas: { _ in SandboxServiceQuotasClient(engine) },
                    cloudTrail: { SandboxCloudTrailClient(engine, region: $0) },
                    rekognition: { SandboxClient(engine, region: $0.region) },
                    caller: nil
                )
            )
        }
        let connection = try aws.connect(endpointURL: endpointURL, in: context)
        return CreatingService(
            api: { try RekognitionClient(connection, region: $0.region, partition: $0.partition) },
            sources: CheckSources(
                s3: { try S3Client(connection, region: $0) },
                kms: { try KMSClient(connection, region: $0) },
                serviceQuotas: { try ServiceQuotasClient(connection, region: $0) },
                cloudTrail: { try CloudTrailClient(connection, region: $0) },
                rekognition: { try RekognitionClient(connection, region: $0.region, partition: $0.partition) },
                caller: { try await connection.identityForMessages() }
            )
        )
    }

    /// The operations that only read, of one region, for a command without a project that names it.
    ///
    /// - Throws: `ConfigurationError`.
    func readingAPI(in region: String, _ context: Context) throws -> any RekognitionAPI {
        if let engine = sandbox.engine(in: context) { return SandboxClient(engine, region: region) }
        let connection = try aws.connect(region: region, endpointURL: endpointURL, in: context)
        return try RekognitionClient(connection, region: region, partition: Partition.of(region: region).id)
    }

    // MARK: The target of a plan

    /// - Throws: `CommandFailure` for a plan with another target than this run.
    func checkTarget(of saved: SavedPlan, savedIn path: String, in context: Context) throws {
        let target = try planTarget(in: context)
        guard saved.target != target else { return }
        throw CommandFailure(
            message: "\(path) is a plan for \(saved.target), and this run is for \(target)",
            help: """
                run with the options that the plan was made with (--sandbox, REKON_SANDBOX, --endpoint-url and \
                AWS_ENDPOINT_URL), or make a new plan
                """,
            status: .blocked
        )
    }

    /// What a plan is made for. A configured endpoint is part of it: the sandbox over HTTP is not AWS.
    ///
    /// - Throws: `ConfigurationError`.
    func planTarget(in context: Context) throws -> PlanTarget {
        if sandbox.path(in: context) != nil { return .sandbox }
        let settings = try aws.settings(endpointURL: endpointURL, in: context)
        // A configured endpoint is the same for all regions.
        let endpoint = try settings.endpoint(of: .rekognition, region: "us-east-1")
        guard case .configured = endpoint.origin else { return .aws(endpoint: nil) }
        return .aws(endpoint: endpoint.withoutPath)
    }
}

/// How AWS is reached. The defaults come from the environment and the shared config files.
struct AWSOptions: ParsableArguments {
    @Option(help: "The profile of the AWS config files to use. It overrides the environment.")
    var profile: String?

    @Option(
        name: .customLong("ca-bundle"),
        help: ArgumentHelp("A file of certificates to trust, instead of those of the system.", valueName: "file"),
        completion: .file()
    )
    var caBundle: String?

    @Option(
        name: .customLong("cli-connect-timeout"),
        help: ArgumentHelp("The longest time to connect, from 0.1 to 3600. Default: 3.1.", valueName: "seconds")
    )
    var connectTimeout: String?

    @Option(
        name: .customLong("cli-read-timeout"),
        help: ArgumentHelp("The longest pause in an answer, from 0.1 to 3600. Default: 30.", valueName: "seconds")
    )
    var readTimeout: String?

    @Flag(name: .customLong("use-fips-endpoint"), help: "Use endpoints with FIPS 140 validated cryptography.")
    var usesFIPS = false

    @Flag(name: .customLong("use-dualstack-endpoint"), help: "Use endpoints that also answer over IPv6.")
    var usesDualStack = false

    @Flag(
        name: .customLong("allow-http"),
        help: "Send session tokens and other secrets to http:// endpoints on other machines, without encryption."
    )
    var allowsHTTP = false

    @Flag(help: "Log to stderr where credentials and endpoints come from, and each request.")
    var debug = false

    /// A connection that is closed when the run ends.
    ///
    /// - Throws: `ConfigurationError`.
    func connect(
        region: String? = nil,
        endpointURL: String? = nil,
        in context: Context
    ) throws -> AWSConnection {
        let settings = try settings(region: region, endpointURL: endpointURL, in: context)
        var transportSettings = try TransportSettings(environment: context.environment)
        transportSettings.caBundle = settings.client.caBundle.map {
            CABundle(path: $0.value, source: $0.origin.description)
        }
        if let limit = settings.client.connectTimeout { transportSettings.connectTimeout = limit.value }
        if let limit = settings.client.readTimeout { transportSettings.readTimeout = limit.value }
        let (transport, close) = try AWSTransport.open(transportSettings)
        context.scope.atEnd(close)
        let errors = context.errors
        let warn: @Sendable (String) -> Void = { errors.write("warning: \(HarmlessText.shown($0))\n") }
        for section in settings.profile.config.ignoredSections { warn("\(section): \(section.help)") }
        return AWSConnection(
            settings,
            in: context.process,
            transport: transport,
            log: log(in: context),
            warn: warn,
            allowsHTTP: allowsHTTP,
            prompt: prompt(in: context),
            product: "rekon/\(RekonVersion.current)"
        )
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
                caBundle: caBundle,
                connectTimeout: connectTimeout,
                readTimeout: readTimeout
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

    /// Asks on stderr: stdout contains only results.
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
            "Use the built-in emulator, with its state in this file, instead of AWS (also: REKON_SANDBOX).",
            valueName: "file"
        ),
        completion: .file()
    )
    var sandbox: String?

    func path(in context: Context) -> String? {
        sandbox ?? context.environment["REKON_SANDBOX"]
    }

    func isUsed(in context: Context) -> Bool { path(in: context) != nil }

    /// Nil for AWS.
    func notice(in context: Context) -> SandboxNotice? {
        path(in: context).map { SandboxNotice(path: $0, width: context.terminal.columns) }
    }

    /// The lines before a text that say so; empty for AWS.
    func heading(in context: Context) -> String { notice(in: context).heading }

    func engine(in context: Context) -> SandboxEngine? {
        path(in: context).map {
            SandboxEngine(store: SandboxStore(path: $0, clock: context.clock), wallClock: context.wallClock)
        }
    }
}
