import AWSProfiles
import AWSRuntime
import AWSTransport
import ArgumentParser
import Host
import ModelVersions
import Settings
import Text

/// How AWS is reached. The defaults come from the environment and the shared config files.
struct AWSOptions: ParsableArguments {
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

    /// A connection with the run's own credentials. It is closed when the run ends.
    ///
    /// - Throws: `ConfigurationError`.
    func connect(
        region: String? = nil,
        endpointURL: String? = nil,
        in context: Context
    ) throws -> AWSConnection {
        try connect(to: [], for: .read, region: region, endpointURL: endpointURL, in: context).connection
    }

    /// A connection that enters accounts as the settings say. It is closed when the run ends.
    ///
    /// - Parameter places: of the run.
    /// - Throws: `ConfigurationError`; `InvalidSettings`.
    func connect(
        to places: some Collection<AccountRegion>,
        for purpose: Settings.Purpose,
        region: String? = nil,
        endpointURL: String? = nil,
        in context: Context
    ) throws -> (connection: AWSConnection, rules: AccountRules) {
        let settings = try settings(region: region, endpointURL: endpointURL, in: context)
        let rules = try AccountRules(for: places, purpose, by: context.settings, settings, in: context)
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
        let connection = AWSConnection(
            settings,
            in: context.process,
            transport: transport,
            log: log(in: context),
            warn: warn,
            allowsHTTP: allowsHTTP,
            prompt: prompt(in: context),
            product: "rekon/\(RekonVersion.current)",
            accounts: { rules.credentials(for: $0) }
        )
        return (connection, rules)
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
                readTimeout: readTimeout,
                retryMode: retryMode?.rawValue,
                maxAttempts: maxAttempts
            ),
            defaults: context.settings.settings.clientDefaults
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

extension RetryPolicy.Mode: ExpressibleByArgument {}

extension Settings {
    /// Its settings of calls, which come after the command line and the environment.
    fileprivate var clientDefaults: ClientSettings.Defaults {
        func value<Value>(_ located: Located<Value>?) -> ConfiguredValue<Value>? {
            located.map { ConfiguredValue($0.value, origin: .settings("\($0.location)")) }
        }
        return ClientSettings.Defaults(
            retryMode: value(retryMode),
            maxAttempts: value(maxAttempts),
            connectTimeout: value(connectTimeout),
            readTimeout: value(readTimeout)
        )
    }
}
