internal import AWSProfiles
internal import AWSRuntime
internal import AsyncHTTPClient
internal import NIOCore
internal import NIOSSL
internal import Synchronization

/// The HTTP clients of a run: one without a proxy, and one for each proxy.
final class ClientPool: Sendable {
    private let settings: TransportSettings
    private let tls: TLSConfiguration
    private let clients = Mutex<[ProxySettings.Proxy?: HTTPClient]>([:])

    /// - Throws: `ConfigurationError` for a CA bundle that cannot be read.
    init(_ settings: TransportSettings) throws {
        self.settings = settings
        var tls = TLSConfiguration.makeClientConfiguration()
        if let path = settings.caBundle {
            do {
                guard try !NIOSSLCertificate.fromPEMFile(path).isEmpty else {
                    throw ConfigurationError("the CA bundle \(path) holds no certificate")
                }
            } catch let error as ConfigurationError {
                throw error
            } catch {
                throw ConfigurationError(
                    "the CA bundle \(path) cannot be read as certificates in PEM form",
                    help: "it is named by AWS_CA_BUNDLE"
                )
            }
            tls.trustRoots = .file(path)
        }
        self.tls = tls
    }

    func client(for endpoint: Endpoint) -> HTTPClient {
        let proxy = settings.proxies.proxy(for: endpoint.host, isSecure: endpoint.isSecure)
        return clients.withLock { clients in
            if let client = clients[proxy] { return client }
            let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration(proxy))
            clients[proxy] = client
            return client
        }
    }

    func shutDown() async {
        let all = clients.withLock { clients in
            defer { clients = [:] }
            return Array(clients.values)
        }
        for client in all {
            // The work is over: connections that do not close cleanly are no matter.
            try? await client.shutdown()
        }
    }

    private func configuration(_ proxy: ProxySettings.Proxy?) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls,
            redirectConfiguration: .disallow,
            timeout: .init(
                connect: TimeAmount(settings.connectTimeout),
                read: TimeAmount(settings.readTimeout)
            ),
            decompression: .disabled
        )
        configuration.httpVersion = .http1Only
        // A server that has closed an idle connection answers the next request with a reset.
        configuration.connectionPool.idleTimeout = .seconds(15)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = settings.connectionsPerHost
        // Retries are the caller's, who knows what may be repeated.
        configuration.connectionPool.retryConnectionEstablishment = false
        if let proxy {
            configuration.proxy = .server(
                host: proxy.host,
                port: proxy.port,
                authorization: proxy.user.map { .basic(username: $0, password: proxy.password ?? "") }
            )
        }
        return configuration
    }
}
