import AWSSigning
import Host

/// AWS Security Token Service in one region.
///
/// API: query protocol, signing name `sts`, version 2011-06-15.
struct STSClient: Sendable {
    private static let version = "2011-06-15"

    private let sender: CallSender

    /// - Parameter sender: for the service `sts`, with errors of the query protocol.
    init(_ sender: CallSender) {
        self.sender = sender
    }

    /// The owner of the credentials (API: GetCallerIdentity).
    func getCallerIdentity() async throws(AWSError) -> CallerIdentity {
        let request = QueryProtocol.request("GetCallerIdentity", version: Self.version)
        return try await sender.send(request, replay: .safe) { response in
            let texts = try XMLTexts(response.body)
            func text(_ name: String) throws(XMLError) -> String {
                let path = ["GetCallerIdentityResponse", "GetCallerIdentityResult", name]
                guard let text = texts[path], !text.isEmpty else { throw XMLError(description: "has no \(name)") }
                return ServiceText.harmless(text, limit: 2048)
            }
            return CallerIdentity(account: try text("Account"), arn: try text("Arn"), userID: try text("UserId"))
        }
    }

    struct AssumeRoleInput: Sendable {
        var roleARN: String
        var sessionName: String
        var externalID: String?
        /// In seconds.
        var duration: Int?
        var mfaSerial: String?
        var mfaCode: String?
    }

    /// Temporary credentials of a role, with the sender's credentials (API: AssumeRole).
    func assumeRole(_ input: AssumeRoleInput) async throws(AWSError) -> TemporaryCredentials {
        var parameters = [(name: "RoleArn", value: input.roleARN), (name: "RoleSessionName", value: input.sessionName)]
        if let duration = input.duration { parameters.append((name: "DurationSeconds", value: String(duration))) }
        if let externalID = input.externalID { parameters.append((name: "ExternalId", value: externalID)) }
        if let serial = input.mfaSerial { parameters.append((name: "SerialNumber", value: serial)) }
        if let code = input.mfaCode { parameters.append((name: "TokenCode", value: code)) }
        var request = QueryProtocol.request("AssumeRole", version: Self.version, parameters)
        request.answersWithSecrets = true
        request.secrets = [input.mfaCode ?? ""]
        return try await sender.send(request, replay: .safe) { try Self.credentials($0, of: "AssumeRole") }
    }

    /// Temporary credentials of a role, for a token of an identity provider; not signed (API:
    /// AssumeRoleWithWebIdentity).
    func assumeRoleWithWebIdentity(
        roleARN: String,
        sessionName: String,
        token: String,
        duration: Int?
    ) async throws(AWSError) -> TemporaryCredentials {
        var parameters = [(name: "RoleArn", value: roleARN), (name: "RoleSessionName", value: sessionName)]
        if let duration { parameters.append((name: "DurationSeconds", value: String(duration))) }
        parameters.append((name: "WebIdentityToken", value: token))
        var request = QueryProtocol.request("AssumeRoleWithWebIdentity", version: Self.version, parameters)
        request.signing = .none
        request.answersWithSecrets = true
        request.secrets = [token]
        return try await sender.send(request, replay: .safe) {
            try Self.credentials($0, of: "AssumeRoleWithWebIdentity")
        }
    }

    private static func credentials(
        _ response: HTTPResponse,
        of operation: String
    ) throws(XMLError) -> TemporaryCredentials {
        let texts = try XMLTexts(response.body)
        func text(_ name: String) throws(XMLError) -> String {
            let path = ["\(operation)Response", "\(operation)Result", "Credentials", name]
            guard let text = texts[path], !text.isEmpty else { throw XMLError(description: "has no \(name)") }
            return text
        }
        guard let expiration = UnixTime(iso8601: try text("Expiration")) else {
            throw XMLError(description: "has an Expiration that is not a time")
        }
        return TemporaryCredentials(
            credentials: AWSCredentials(
                accessKeyID: try text("AccessKeyId"),
                secretAccessKey: try text("SecretAccessKey"),
                sessionToken: try text("SessionToken")
            ),
            expiration: expiration
        )
    }
}

/// The owner of credentials (API: STS GetCallerIdentity).
package struct CallerIdentity: Sendable, Equatable {
    /// Twelve digits.
    package var account: String
    package var arn: String
    package var userID: String

    package init(account: String, arn: String, userID: String) {
        self.account = account
        self.arn = arn
        self.userID = userID
    }
}

/// Credentials of a session.
struct TemporaryCredentials: Sendable, Equatable {
    var credentials: AWSCredentials
    var expiration: UnixTime
}
