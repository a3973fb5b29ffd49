import AWSProfiles
import AWSRuntime
import ArgumentParser
import Checks
import Host
import ModelVersions
import Planning
import Reconciler
import Rekognition
import Reports
import Sandbox
import SavedPlans
import Settings
import Storage

struct ConnectionOptions: ParsableArguments {
    @Option(.sandbox) var sandboxFile: String?

    @Option(
        name: .customLong("endpoint-url"),
        help: ArgumentHelp("Where to send the requests to Rekognition, instead of AWS.", valueName: "url")
    )
    var endpointURL: String?

    @Option(.profile) var profile: String?
    @Option(.caBundle) var caBundle: String?
    @Option(.connectTimeout) var connectTimeout: String?
    @Option(.readTimeout) var readTimeout: String?
    @Option(.retryMode) var retryMode: RetryPolicy.Mode?
    @Option(.maxAttempts) var maxAttempts: String?
    @Flag(.usesFIPS) var usesFIPS = false
    @Flag(.usesDualStack) var usesDualStack = false
    @Flag(.allowsHTTP) var allowsHTTP = false
    @Flag(.debug) var debug = false

    var sandbox: SandboxOptions {
        var options = SandboxOptions()
        options.sandbox = sandboxFile
        return options
    }

    var aws: AWSOptions {
        var options = AWSOptions()
        options.profile = profile
        options.caBundle = caBundle
        options.connectTimeout = connectTimeout
        options.readTimeout = readTimeout
        options.retryMode = retryMode
        options.maxAttempts = maxAttempts
        options.usesFIPS = usesFIPS
        options.usesDualStack = usesDualStack
        options.allowsHTTP = allowsHTTP
        options.debug = debug
        return options
    }

    /// The operations that only read. Connections are closed when the run ends.
    ///
    /// - Parameter projects: of the run. Their accounts are entered as the settings say for reading.
    /// - Throws: `ConfigurationError`; `InvalidSettings`.
    func readingService(for projects: [ProjectARN], in context: Context) throws -> ReadingService {
        try service(for: projects, .read, in: context).reading
    }

    /// The operations that read, and the one that creates. The accounts are entered as the settings say for creating.
    ///
    /// - Throws: as `readingService`.
    func creatingService(for projects: [ProjectARN], in context: Context) throws -> CreatingService {
        try service(for: projects, .create, in: context)
    }

    private func service(
        for projects: [ProjectARN],
        _ purpose: Settings.Purpose,
        in context: Context
    ) throws -> CreatingService {
        let places = Set(projects.map { AccountRegion($0) })
        var service: CreatingService
        if let engine = sandbox.engine(in: context) {
            service = Self.service(of: engine)
            let rules = try AccountRules(for: places, purpose, by: context.settings, nil, in: context)
            service.reading.access = rules.access
        } else {
            let (connection, rules) = try aws.connect(
                to: places,
                for: purpose,
                endpointURL: endpointURL,
                in: context
            )
            service = Self.service(over: connection, rules)
            service.reading.access = rules.access
        }
        service.reading.progress = LiveReadingDisplay.observer(in: context)
        return service
    }

    private static func service(of engine: SandboxEngine) -> CreatingService {
        CreatingService(
            api: { SandboxClient(engine, place: AccountRegion($0)) },
            sources: CheckSources(
                s3: { SandboxS3Client(engine, place: $0) },
                kms: { SandboxKMSClient(engine, place: $0) },
                serviceQuotas: { _ in SandboxServiceQuotasClient(engine) },
                cloudTrail: { SandboxCloudTrailClient(engine, place: $0) },
                rekognition: { SandboxClient(engine, place: AccountRegion($0)) },
                caller: nil
            )
        )
    }

    private static func service(over connection: AWSConnection, _ rules: AccountRules) -> CreatingService {
        let callers = CallerMemory()
        let rekognition: CreatingService.API = {
            try RekognitionClient(connection.entering($0.account), region: $0.region, partition: $0.partition)
        }
        return CreatingService(
            api: rekognition,
            sources: CheckSources(
                s3: { try S3Client(connection.entering($0.account), region: $0.region) },
                kms: { try KMSClient(connection.entering($0.account), region: $0.region) },
                serviceQuotas: { try ServiceQuotasClient(connection.entering($0.account), region: $0.region) },
                cloudTrail: { try CloudTrailClient(connection.entering($0.account), region: $0.region) },
                rekognition: { try rekognition($0) },
                caller: { place in
                    try await callers.caller(for: rules.credentials(for: place.account)) {
                        try await connection.entering(place.account).identityForMessages()
                    }
                }
            )
        )
    }

    /// S3 for a command without a project, with the run's own credentials.
    ///
    /// - Throws: `ConfigurationError`.
    func s3(in context: Context) throws -> RegionalS3Clients {
        if let engine = sandbox.engine(in: context) { return { SandboxS3Client(engine, region: $0) } }
        let connection = try aws.connect(endpointURL: endpointURL, in: context)
        return { try S3Client(connection, region: $0) }
    }

    /// The operations that only read, of each place, for a command without a project that names it.
    ///
    /// - Parameter account: nil for the account of the run's own credentials.
    /// - Throws: `ConfigurationError`; `InvalidSettings`.
    func readingAPIs(
        of account: String?,
        in regions: [String],
        _ context: Context
    ) throws -> RegionalAPIs {
        func place(_ region: String, _ account: String) -> AccountRegion {
            AccountRegion(partition: Partition.of(region: region).id, region: region, account: account)
        }
        if let engine = sandbox.engine(in: context) {
            return RegionalAPIs(
                apis: regions.map { region in
                    let client =
                        account.map { SandboxClient(engine, place: place(region, $0)) }
                        ?? SandboxClient(engine, region: region)
                    return (region, client)
                }
            )
        }
        let places = account.map { account in regions.map { place($0, account) } } ?? []
        let region = regions.count == 1 ? regions.first : nil
        let (connection, rules) = try aws.connect(
            to: places,
            for: .read,
            region: region,
            endpointURL: endpointURL,
            in: context
        )
        let entered = account.map { connection.entering($0) } ?? connection
        var result = RegionalAPIs(
            apis: try regions.map { region in
                (region, try RekognitionClient(entered, region: region, partition: Partition.of(region: region).id))
            }
        )
        // A role is of the account by its ARN.
        if let account, case .role = rules.credentials(for: account) { return result }
        result.caller = { try await entered.identityForMessages() }
        return result
    }

    /// The clients of one account, and the owner of its credentials; nil where the owner is certain.
    struct RegionalAPIs: Sendable {
        var apis: [(region: String, api: any RekognitionAPI)]
        var caller: (@Sendable () async throws -> CallerIdentity?)?
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

struct SandboxOptions: ParsableArguments {
    @Option(.sandbox) var sandbox: String?

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
