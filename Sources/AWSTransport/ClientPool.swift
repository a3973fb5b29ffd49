import AWSProfiles
import AWSRuntime
import AsyncHTTPClient
import Host
import NIOCore
import NIOSSL
import Synchronization

/// The HTTP clients of a run: one for each route, made for its first request.
final class ClientPool: Sendable {
    /// The settings of one client.
    struct Route: Sendable, Hashable {
        var proxy: Proxy?
        var connectTimeout: Duration
        /// The host that the certificate must name; nil without TLS.
        var verifiedHost: String?
        /// Whether only the folder of the system's certificates is read.
        var usesFolder = false
    }

    private struct Clients {
        var current: [Route: HTTPClient] = [:]
        /// Clients without further requests.
        var retired: [HTTPClient] = []
        /// The certificates of the CA bundle, after the first use of TLS.
        var bundle: [NIOSSLCertificate]?
        /// Whether the folder of the system's certificates is used; nil before the first use of TLS.
        var usesFolder: Bool?
    }

    private let settings: TransportSettings
    /// The content of the CA bundle; nil without a bundle.
    private let bundle: [UInt8]?
    private let clients = Mutex(Clients())

    /// - Throws: `ConfigurationError` for a CA bundle that cannot be used.
    init(_ settings: TransportSettings) throws {
        self.settings = settings
        bundle = try settings.caBundle?.read()
    }

    func route(for request: HTTPRequest) -> Route {
        let endpoint = request.endpoint
        let proxy =
            request.usesProxy
            ? settings.proxies.proxy(for: endpoint.host, port: endpoint.port, isSecure: endpoint.isSecure) : nil
        return Route(
            proxy: proxy,
            connectTimeout: request.connectTimeout ?? settings.connectTimeout,
            verifiedHost: endpoint.isSecure ? endpoint.host : nil,
            usesFolder: endpoint.isSecure && bundle == nil && usesFolder
        )
    }

    private var usesFolder: Bool {
        clients.withLock { clients in
            if let known = clients.usesFolder { return known }
            let hasLinks = settings.systemCertificates.hasLinks
            clients.usesFolder = hasLinks
            return hasLinks
        }
    }

    /// Makes further requests trust also the certificates that only the file of the system has.
    func leaveFolder() {
        clients.withLock { $0.usesFolder = false }
    }

    /// - Throws: `TransportError.notConnected` for a CA bundle with a certificate that cannot be used.
    func client(for route: Route) throws(TransportError) -> HTTPClient {
        try clients.withLock { clients throws(TransportError) in
            if let client = clients.current[route] { return client }
            var configuration = configuration(route)
            if route.verifiedHost != nil {
                configuration.tlsConfiguration?.trustRoots = try trustRoots(route, &clients)
            }
            let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
            clients.current[route] = client
            return client
        }
    }

    private func trustRoots(_ route: Route, _ clients: inout Clients) throws(TransportError) -> NIOSSLTrustRoots {
        guard let bundle, let source = settings.caBundle else {
            let system = settings.systemCertificates
            return route.usesFolder ? .file(system.folder) : system.all
        }
        if let known = clients.bundle { return .certificates(known) }
        guard let certificates = try? NIOSSLCertificate.fromPEMBytes(bundle) else {
            throw .notConnected("the CA bundle \(source.path) (\(source.source)) has a certificate that is damaged")
        }
        clients.bundle = certificates
        return .certificates(certificates)
    }

    /// Makes further requests use new connections. An HTTP/2 connection survives the timeout of a request, and retries
    /// must not use the same dead connection.
    func retire(_ client: HTTPClient, of route: Route) {
        clients.withLock { clients in
            guard clients.current[route] === client else { return }
            clients.current[route] = nil
            clients.retired.append(client)
        }
    }

    /// The period of a server's certificate. The connection for it is not verified, and closed before anything is sent.
    ///
    /// - Returns: nil where there is no answer.
    func certificatePeriod(of endpoint: Endpoint, _ route: Route) async -> CertificatePeriod? {
        let (periods, found) = AsyncStream.makeStream(of: CertificatePeriod.self)
        let read: @Sendable (any Channel) -> EventLoopFuture<Void> = { channel in
            if let certificate = try? channel.pipeline.syncOperations.nioSSL_peerCertificate() {
                found.yield(CertificatePeriod(certificate))
            }
            channel.eventLoop.execute { channel.close(promise: nil) }
            return channel.eventLoop.makeFailedFuture(CancellationError())
        }
        var configuration = configuration(route)
        configuration.tlsConfiguration?.certificateVerification = .none
        configuration.http1_1ConnectionDebugInitializer = read
        configuration.http2ConnectionDebugInitializer = read
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        clients.withLock { $0.retired.append(client) }
        let deadline = NIODeadline.now() + TimeAmount(route.connectTimeout)
        _ = try? await client.execute(HTTPClientRequest(url: endpoint.withoutPath), deadline: deadline)
        found.finish()
        return await periods.first { _ in true }
    }

    /// Closes all connections. Does not wait for connections that are not established yet.
    func shutDown() async {
        let all = clients.withLock { clients in
            defer { clients = Clients() }
            return clients.retired + clients.current.values
        }
        guard !all.isEmpty else { return }
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        for client in all { client.shutdown { _ in end.yield() } }
        await withTaskGroup { group in
            group.addTask {
                var missing = all.count
                for await _ in ends {
                    missing -= 1
                    if missing == 0 { break }
                }
            }
            group.addTask { try? await Task.sleep(for: .milliseconds(100)) }
            await group.next()
            group.cancelAll()
        }
    }

    private func configuration(_ route: Route) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(
                connect: TimeAmount(route.connectTimeout),
                read: TimeAmount(settings.readTimeout)
            ),
            decompression: .disabled
        )
        if let host = route.verifiedHost {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.minimumTLSVersion = .tlsv12
            configuration.tlsConfiguration = tls
            configuration.http1_1ConnectionDebugInitializer = { ServerIdentity.check(of: $0, for: host) }
            configuration.http2ConnectionDebugInitializer = { ServerIdentity.check(of: $0, for: host) }
        }
        // HTTP/2 where the server chooses it in the TLS handshake.
        configuration.httpVersion = route.verifiedHost == nil ? .http1Only : .automatic
        configuration.connectionPool.idleTimeout = TimeAmount(settings.idleTimeout)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = settings.connectionsPerHost
        // The caller retries: it knows which requests may be repeated.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.proxy = route.proxy.map { proxy in
            .server(
                host: proxy.host,
                port: proxy.port,
                authorization: proxy.user.map { .basic(username: $0, password: proxy.password ?? "") }
            )
        }
        return configuration
    }
}
