import AWSProfiles
import AWSSigning
import Host
import Synchronization

/// The rule for endpoints without TLS beyond this machine: a request that carries secrets, or whose answer does, is
/// refused unless the user allows it. Any other request causes one warning for each setting that names such an
/// endpoint.
///
/// A signature does not reveal the secret key. A session token is sent as it is, and so are the tokens of IAM Identity
/// Center and of web identities; the answers to them contain keys.
final class PlainHTTP: Sendable {
    private let isAllowed: Bool
    private let warn: @Sendable (String) -> Void
    /// The settings that were warned of.
    private let warned = Mutex<Set<String>>([])

    /// - Parameters:
    ///   - isAllowed: whether secrets may be sent (`--allow-http`).
    ///   - warn: gets a message without `warning:`.
    init(isAllowed: Bool = false, warn: @escaping @Sendable (String) -> Void = { _ in }) {
        self.isAllowed = isAllowed
        self.warn = warn
    }

    /// Why the request must not be sent; nil where it may.
    func refusal(of request: CallRequest, _ credentials: AWSCredentials?, to endpoint: Endpoint) -> String? {
        guard !endpoint.isSecure, !IPAddress.isLoopback(host: endpoint.host) else { return nil }
        let place = "\(endpoint.withoutPath) of \(endpoint.explanation)"
        let hasSecrets = credentials?.sessionToken != nil || !request.secrets.isEmpty || request.answersWithSecrets
        if hasSecrets, !isAllowed {
            let what = credentials?.sessionToken != nil ? "a session token" : "the secrets of \(request.operation)"
            return """
                \(what) must not be sent to \(place): plain http is not encrypted, and others on the network can read \
                and use it: use an https:// URL, or --allow-http if you trust the network
                """
        }
        if warned.withLock({ $0.insert(endpoint.explanation).inserted }) {
            warn(
                """
                \(place) is plain http: others on the network can read and change the requests and the answers\
                \(hasSecrets ? ", which contain secrets" : ""): use an https:// URL
                """
            )
        }
        return nil
    }
}
