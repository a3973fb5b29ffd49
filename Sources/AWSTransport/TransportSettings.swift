package import Host

/// How connections are made.
package struct TransportSettings: Sendable, Equatable {
    /// For the connection, through a proxy or not, and the TLS handshake.
    package var connectTimeout: Duration = .milliseconds(3100)
    /// Between two parts of an answer.
    package var readTimeout: Duration = .seconds(30)
    /// How long a connection without a request stays open. Servers close them after about 20 s, and a request that is
    /// sent just then is lost.
    package var idleTimeout: Duration = .seconds(15)
    /// The longest body that is read, in bytes.
    package var bodyLimit = 8 * 1_048_576
    /// Nil: the system's certificates are trusted.
    package var caBundle: CABundle?
    package var proxies = ProxySettings()
    /// How many HTTP/1.1 connections are open to one host at a time: more than there are requests at once, for a request
    /// that gets no connection within `connectTimeout` fails.
    package var connectionsPerHost = 64

    package init() {}

    /// - Parameter environment: of which the proxies are read.
    /// - Throws: `ConfigurationError` for a proxy that cannot be used.
    package init(environment: Environment, caBundle: CABundle? = nil) throws {
        self.caBundle = caBundle
        proxies = try ProxySettings(environment: environment)
    }
}
