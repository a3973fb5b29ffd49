import AWSProfiles
import AWSSigning
import Host
import JSON

/// The agent of a container service (ECS, EKS Pod Identity), where variables name one.
///
/// Source: AWS SDKs and Tools Reference Guide, "Container credential provider" (feature-container-credentials.html).
struct ContainerPlace: CredentialPlace {
    static let credentialSource: CredentialSource? = .ecsContainer

    let context: ProviderContext

    var name: String { "the container's agent" }

    func look() async throws(CredentialError) -> CredentialFinding {
        guard let url = try Self.url(context.process.environment) else {
            return .nothing(
                "neither AWS_CONTAINER_CREDENTIALS_RELATIVE_URI nor AWS_CONTAINER_CREDENTIALS_FULL_URI is set"
            )
        }
        return .provider(ContainerProvider(url: url, context: context))
    }

    /// Nil where no variable names an agent.
    static func url(_ environment: Environment) throws(CredentialError) -> MetadataURL? {
        if let path = environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] {
            do throws(InvalidEndpoint) {
                guard path.hasPrefix("/") else { throw InvalidEndpoint("must start with `/`") }
                return try MetadataURL("http://169.254.170.2\(path)")
            } catch {
                throw CredentialError(
                    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is `\(path.withoutURLSecrets)`: it \(error)"
                )
            }
        }
        guard let text = environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] else { return nil }
        do throws(InvalidEndpoint) {
            let url = try MetadataURL(text)
            guard url.endpoint.isSecure || isTrusted(url.endpoint.host) else {
                throw InvalidEndpoint(
                    """
                    is not allowed: without TLS, only localhost, a loopback address, 169.254.170.2, 169.254.170.23 and \
                    [fd00:ec2::23] are allowed
                    """
                )
            }
            return url
        } catch {
            throw CredentialError("AWS_CONTAINER_CREDENTIALS_FULL_URI is `\(text.withoutURLSecrets)`: it \(error)")
        }
    }

    /// Addresses that no other machine can have. Names are not resolved: their address can change.
    private static func isTrusted(_ host: String) -> Bool {
        if IPAddress.isLoopback(host: host) { return true }
        guard let address = IPAddress(host) else { return false }
        return ["169.254.170.2", "169.254.170.23", "fd00:ec2::23"].contains { IPAddress($0) == address }
    }
}

/// Credentials of a container's task or pod.
struct ContainerProvider: CredentialProvider {
    private static let attempts = 3
    private static let pause: Duration = .seconds(1)

    let url: MetadataURL
    let context: ProviderContext

    private var agent: String { "the container's agent at \(url)" }

    func credentials() async throws(CredentialError) -> SourcedCredentials {
        var attempt = 1
        while true {
            let token = try token()
            let problem: Problem
            switch await fetch(token) {
            case .success(let answer): return try answer.credentials(from: agent)
            case .failure(let found): problem = found
            }
            if problem.isCancellation { throw .cancelled }
            guard attempt < Self.attempts, problem.isTemporary else {
                let text = """
                    \(agent) gave no credentials: \(problem.text): check that the task or pod has a role, and check \
                    AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or AWS_CONTAINER_CREDENTIALS_FULL_URI
                    """
                throw CredentialError(text)
            }
            attempt += 1
            do { try await context.process.clock.sleep(for: Self.pause) } catch { throw .cancelled }
        }
    }

    private struct Problem: Error {
        var text: String
        var isTemporary: Bool
        var isCancellation = false
    }

    private func fetch(_ token: String?) async -> Result<MetadataCredentials, Problem> {
        var headers = [
            (name: "accept", value: "application/json"), (name: "user-agent", value: context.calls.userAgent),
        ]
        if let token { headers.insert((name: "authorization", value: token), at: 0) }
        do throws(TransportError) {
            let response = try await context.calls.transport.send(
                url.request("GET", headers: headers, connectTimeout: .seconds(2), timeout: .seconds(5))
            )
            context.log("credentials: GET \(url): \(response.status)")
            let answer = MetadataCredentials.read(response.body)
            if response.status == 200, let answer { return .success(answer) }
            let answered = [answer?.code, answer?.message].compactMap { $0 }.joined(separator: ": ")
            let said = ServiceText.harmless(
                Redaction.removingLikelySecrets(from: Redaction.removing([token ?? ""], from: answered)),
                limit: 300
            )
            return .failure(
                Problem(
                    text: "status \(response.status)\(said.isEmpty ? "" : ", \(said)")",
                    isTemporary: response.status >= 500 || response.status == 429
                )
            )
        } catch {
            let text = Redaction.removing([token ?? ""], from: error.text)
            context.log("credentials: GET \(url): \(text)")
            // No retry after a timeout: the user waits.
            let isTimeout = if case .timedOut = error { true } else { false }
            return .failure(Problem(text: text, isTemporary: !isTimeout, isCancellation: error == .cancelled))
        }
    }

    /// The token for the agent, read for each request: the file changes while a pod runs.
    private func token() throws(CredentialError) -> String? {
        guard let (token, origin) = try configuredToken() else { return nil }
        guard token.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
            throw CredentialError(
                "the token in \(origin) contains line breaks or other characters that headers must "
                    + "not have"
            )
        }
        return token
    }

    private func configuredToken() throws(CredentialError) -> (String, origin: String)? {
        if let path = context.process.environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] {
            do throws(FileError) {
                let bytes = try context.process.files.read(path, limit: 65_536)
                var token = String(decoding: bytes, as: UTF8.self)[...]
                if token.utf8.last == UInt8(ascii: "\n") { token = token.dropLast() }
                return (String(token), "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE (\(path))")
            } catch {
                throw CredentialError("the token of AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE cannot be read: \(error)")
            }
        }
        return context.process.environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"]
            .map { ($0, "AWS_CONTAINER_AUTHORIZATION_TOKEN") }
    }
}

/// The answer of the metadata services of containers and instances.
struct MetadataCredentials: Decodable {
    var code: String?
    var message: String?
    var accessKeyID: String?
    var secretAccessKey: String?
    var token: String?
    var expiration: String?

    enum CodingKeys: String, CodingKey {
        case code = "Code"
        case smallCode = "code"
        case message = "Message"
        case smallMessage = "message"
        case accessKeyID = "AccessKeyId"
        case secretAccessKey = "SecretAccessKey"
        case token = "Token"
        case expiration = "Expiration"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func text(_ key: CodingKeys) throws -> String? { try container.decodeIfPresent(String.self, forKey: key) }
        code = try text(.code) ?? text(.smallCode)
        message = try text(.message) ?? text(.smallMessage)
        accessKeyID = try text(.accessKeyID)
        secretAccessKey = try text(.secretAccessKey)
        token = try text(.token)
        expiration = try text(.expiration)
    }

    /// Nil where the answer has another form.
    static func read(_ body: [UInt8]) -> MetadataCredentials? {
        try? JSONCoding.decode(MetadataCredentials.self, from: body)
    }

    /// - Throws: `CredentialError` where a member is missing, without the secrets of the answer.
    func credentials(from source: String) throws(CredentialError) -> SourcedCredentials {
        guard let accessKeyID, let secretAccessKey, !accessKeyID.isEmpty, !secretAccessKey.isEmpty else {
            let said = [code, message].compactMap { $0 }
                .map { ServiceText.harmless(Redaction.removingLikelySecrets(from: $0), limit: 300) }
                .joined(separator: ": ")
            throw CredentialError("\(source) gave no keys\(said.isEmpty ? "" : " (\(said))")")
        }
        let credentials = AWSCredentials(
            accessKeyID: accessKeyID,
            secretAccessKey: secretAccessKey,
            sessionToken: token
        )
        try CredentialText.check(
            credentials,
            id: "the `AccessKeyId` of \(source)",
            secret: "the `SecretAccessKey` of \(source)",
            token: "the `Token` of \(source)"
        )
        var end: UnixTime?
        if let expiration {
            end = UnixTime(iso8601: expiration)
            if end == nil { throw CredentialError("\(source) returned an expiration that is not a time") }
        }
        return SourcedCredentials(credentials, source: source, expiration: end)
    }
}
