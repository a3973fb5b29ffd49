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

    @Option(
        name: .customLong("retry-mode"),
        help: "How calls are retried: standard or adaptive. Default: standard."
    )
    var retryMode: RetryPolicy.Mode?

    @Option(
        name: .customLong("max-attempts"),
        help: ArgumentHelp("The most attempts of a call, with the first one. Default: 3.", valueName: "number")
    )
    var maxAttempts: String?

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
