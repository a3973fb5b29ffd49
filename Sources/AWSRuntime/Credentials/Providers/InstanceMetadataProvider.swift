import AWSProfiles
import AWSSigning
import Host
import Synchronization
import Text

/// The metadata service of EC2 instances, version 2 only. With version 1, an attacker who can make a program on the
/// instance send a request gets the keys.
struct InstanceMetadataPlace: CredentialPlace {
    static let credentialSource: CredentialSource? = .ec2InstanceMetadata

    let context: ProviderContext

    var name: String { "the metadata service of EC2" }

    func look() async throws(CredentialError) -> CredentialFinding {
        let settings: MetadataSettings
        do throws(InvalidSetting) {
            settings = try MetadataSettings(context.settings.reader)
        } catch {
            throw CredentialError(error.description)
        }
        if settings.isDisabled.value { return .nothing("\(settings.isDisabled.origin) is true") }
        let provider = InstanceMetadataProvider(settings, context)
        switch await provider.fetchAhead() {
        case nil: return .provider(provider)
        case .absent(let reason)?: return .nothing(reason)
        case .failed(let error)?: throw error
        }
    }
}

/// The credentials of an instance's role.
final class InstanceMetadataProvider: CredentialProvider {
    enum Problem: Error {
        /// No metadata service, or no role.
        case absent(String)
        case failed(CredentialError)
    }

    private let endpoint: Endpoint
    /// For the connection, and for the whole answer.
    private let timeout: Duration
    /// Of each request, for errors of the service.
    private let attempts: Int
    private let context: ProviderContext
    private let last = Mutex<SourcedCredentials?>(nil)
    /// What the search for credentials fetched. It is the first answer: a second fetch would give the same.
    private let ahead = Mutex<SourcedCredentials?>(nil)

    init(_ settings: MetadataSettings, _ context: ProviderContext) {
        endpoint = settings.endpoint.value
        timeout = .seconds(settings.timeout.value)
        attempts = settings.attempts.value
        self.context = context
    }

    private var service: String { "the metadata service of EC2 at \(endpoint)" }

    /// Fetches the first answer of `credentials()`.
    ///
    /// - Returns: why there is none.
    func fetchAhead() async -> Problem? {
        switch await fetch() {
        case .success(let found):
            ahead.withLock { $0 = found }
            return nil
        case .failure(let problem):
            return problem
        }
    }

    func credentials() async throws(CredentialError) -> SourcedCredentials {
        if let found = ahead.withLock({ $0.take() }) { return found }
        let problem: CredentialError
        switch await fetch() {
        case .success(let found): return found
        case .failure(.failed(let error)): problem = error
        case .failure(.absent(let reason)): problem = CredentialError("\(service) gave no credentials: \(reason)")
        }
        // AWS accepts the credentials of an instance longer when the metadata service has problems.
        guard !problem.isCancellation, let old = last.withLock({ $0 }) else { throw problem }
        context.log("credentials: \(problem); going on with the old ones")
        return extended(old)
    }

    func invalidate(_ refused: AWSCredentials) async {
        ahead.withLock { if $0?.credentials == refused { $0 = nil } }
        last.withLock { if $0?.credentials == refused { $0 = nil } }
    }

    // MARK: Asking

    private func fetch() async -> Result<SourcedCredentials, Problem> {
        do throws(Problem) {
            let token = try await get(
                "PUT",
                "/latest/api/token",
                [(name: "x-aws-ec2-metadata-token-ttl-seconds", value: "21600")]
            )
            guard !token.isEmpty, token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
                throw .absent("the server at \(endpoint) is not a metadata service")
            }
            let header = [(name: "x-aws-ec2-metadata-token", value: token)]
            let path = "/latest/meta-data/iam/security-credentials/"
            let list = try await get("GET", path, header)
            let role = list.prefix { $0 != "\n" && $0 != "\r\n" }
            guard !role.isEmpty else { throw .absent("this instance has no role") }
            // It goes into a path and into messages (API: IAM, the pattern of RoleName).
            guard role.utf8.count <= 64, role.allSatisfy(Self.isPartOfRoleName) else {
                throw .absent("the server at \(endpoint) is not a metadata service")
            }
            let body = try await get("GET", path + PercentEncoding.encode(String(role)), header)
            return .success(try read(body, role: String(role)))
        } catch {
            return .failure(error)
        }
    }

    private static func isPartOfRoleName(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || "_+=,.@-".contains(character))
    }

    private func read(_ body: String, role: String) throws(Problem) -> SourcedCredentials {
        guard let answer = MetadataCredentials.read(Array(body.utf8)) else {
            throw .failed(CredentialError("\(service) returned something that is not JSON"))
        }
        do throws(CredentialError) {
            if let code = answer.code, code != "Success" {
                let hint =
                    code == "AssumeRoleUnauthorizedAccess" ? ": allow ec2.amazonaws.com in the role's trust policy" : ""
                throw CredentialError(
                    """
                    \(service) gave no credentials for the role \(role): \
                    \(ServiceText.harmless(code, limit: 100))\(hint)
                    """
                )
            }
            let found = try answer.credentials(from: "\(service), role \(role)")
            let extended = extended(found)
            last.withLock { $0 = extended }
            return extended
        } catch {
            throw .failed(error)
        }
    }

    /// One request; retries errors of the service, but not timeouts.
    private func get(
        _ method: String,
        _ path: String,
        _ headers: [(name: String, value: String)]
    ) async throws(Problem) -> String {
        let url = MetadataURL(endpoint, path: path)
        let request = url.request(
            method,
            headers: headers + [(name: "user-agent", value: context.calls.userAgent)],
            connectTimeout: timeout,
            timeout: timeout
        )
        var attempt = 1
        while true {
            let response: HTTPResponse
            do throws(TransportError) {
                response = try await context.calls.transport.send(request)
            } catch {
                context.log("credentials: \(method) \(url): \(error.text)")
                if error == .cancelled { throw .failed(.cancelled) }
                throw .absent("\(endpoint): \(error.text)")
            }
            context.log("credentials: \(method) \(url): \(response.status)")
            switch response.status {
            case 200: return String(decoding: response.body, as: UTF8.self)
            case 404 where path.hasSuffix("/security-credentials/"): throw .absent("this instance has no role")
            case 403: throw .absent("it is switched off for this instance")
            case 500... where attempt < attempts: attempt += 1
            default: throw .absent("\(endpoint) answered with the status \(response.status)")
            }
        }
    }

    // MARK: Static stability

    /// Extends credentials that are close to their end: the service may be late with new ones, and AWS accepts the old
    /// ones meanwhile (botocore: `InstanceMetadataFetcher._evaluate_expiration`).
    private func extended(_ found: SourcedCredentials) -> SourcedCredentials {
        guard let expiration = found.expiration else { return found }
        // So that instances do not renew at the same time.
        let jitter = Int64(120 + context.process.random.unitInterval() * 480)
        let window = 15 * 60 + jitter
        let now = context.now
        guard now.seconds >= expiration.seconds - window else { return found }
        context.log("credentials: \(service) gave credentials that end at \(expiration.iso8601): used for longer")
        var result = found
        result.expiration = UnixTime(seconds: now.seconds + window)
        return result
    }
}

/// The URL of a metadata service: an endpoint, and a target with a query.
struct MetadataURL: Sendable, Equatable, CustomStringConvertible {
    let endpoint: Endpoint
    /// Starts with `/`.
    let target: String

    /// - Throws: `InvalidEndpoint`, a message that completes "the endpoint ...".
    init(_ url: String) throws(InvalidEndpoint) {
        guard let scheme = url.utf8.place(of: "://") else {
            throw InvalidEndpoint("must start with http:// or https://, and name a host")
        }
        let rest = url[scheme.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let target = rest[authority.endIndex...]
        guard target.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !target.contains("#") else {
            throw InvalidEndpoint("contains characters that URLs must not have")
        }
        endpoint = try Endpoint(url: String(url[..<authority.endIndex]), origin: .configured("the environment"))
        self.target = target.isEmpty ? "/" : target.first == "?" ? "/\(target)" : String(target)
    }

    /// - Parameter path: comes after the endpoint's base path.
    init(_ endpoint: Endpoint, path: String) {
        target = endpoint.basePath + path
        var bare = endpoint
        bare.basePath = ""
        self.endpoint = bare
    }

    /// Without the query.
    var description: String { "\(endpoint)\(target.prefix { $0 != "?" })" }

    /// A request without a proxy.
    func request(
        _ method: String,
        headers: [(name: String, value: String)],
        connectTimeout: Duration,
        timeout: Duration
    ) -> HTTPRequest {
        var request = HTTPRequest(
            method: method,
            endpoint: endpoint,
            target: target,
            headers: [(name: "host", value: endpoint.authority)] + headers,
            body: [],
            timeout: timeout
        )
        request.usesProxy = false
        request.connectTimeout = connectTimeout
        return request
    }
}
