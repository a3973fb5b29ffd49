package import Host

/// How connections are made.
package struct TransportSettings: Sendable, Equatable {
    /// For the connection and the TLS handshake.
    package var connectTimeout: Duration = .milliseconds(3100)
    /// Between two parts of an answer.
    package var readTimeout: Duration = .seconds(30)
    /// The longest body that is read, in bytes.
    package var bodyLimit = 8 * 1_048_576
    /// A file with the certificates to trust instead of the system's.
    package var caBundle: String?
    package var proxies = ProxySettings()
    /// How many connections are open to one host at a time.
    package var connectionsPerHost = 8

    package init() {}

    /// - Throws: `ConfigurationError` for a proxy that cannot be used.
    package init(environment: Environment) throws {
        caBundle = environment["AWS_CA_BUNDLE"]
        proxies = try ProxySettings(environment: environment)
    }
}
