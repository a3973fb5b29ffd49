import AWSSigning
import Host
import JSON
import Text

/// The portal of IAM Identity Center in one region.
///
/// API: REST-JSON, version 2019-06-10; not signed: the token identifies the user.
struct SSOClient: Sendable {
    private let sender: CallSender

    /// - Parameter sender: for the service `awsssoportal`, with errors of JSON.
    init(_ sender: CallSender) {
        self.sender = sender
    }

    /// Temporary credentials of a role that is assigned to the user (API: GetRoleCredentials).
    func getRoleCredentials(
        accountID: String,
        roleName: String,
        accessToken: String
    ) async throws(AWSError) -> TemporaryCredentials {
        struct Answer: Decodable {
            struct Credentials: Decodable {
                var accessKeyId: String
                var secretAccessKey: String
                var sessionToken: String
                /// Milliseconds since 1970.
                var expiration: Int64
            }
            var roleCredentials: Credentials
        }
        let request = CallRequest(
            operation: "GetRoleCredentials",
            method: "GET",
            path: "/federation/credentials",
            query: PercentEncoding.encode([
                (name: "role_name", value: roleName), (name: "account_id", value: accountID),
            ]),
            headers: [(name: "x-amz-sso_bearer_token", value: accessToken)],
            signing: .none,
            secrets: [accessToken],
            answersWithSecrets: true
        )
        return try await sender.send(request, replay: .safe) { response in
            let found = try JSONCoding.decode(Answer.self, from: response.body).roleCredentials
            return TemporaryCredentials(
                credentials: AWSCredentials(
                    accessKeyID: found.accessKeyId,
                    secretAccessKey: found.secretAccessKey,
                    sessionToken: found.sessionToken
                ),
                expiration: UnixTime(milliseconds: found.expiration)
            )
        }
    }
}

/// The tokens of IAM Identity Center in one region.
///
/// API: REST-JSON, version 2019-06-10; not signed: the secret identifies the client.
struct SSOOIDCClient: Sendable {
    /// In seconds: more than the longest session of IAM Identity Center (90 days).
    private static let lifetimes: ClosedRange<Int64> = 1...31_536_000

    private let sender: CallSender

    /// - Parameter sender: for the service `sso-oauth`, with errors of JSON.
    init(_ sender: CallSender) {
        self.sender = sender
    }

    struct Token: Sendable {
        var accessToken: String
        /// In seconds.
        var expiresIn: Int64
        /// Replaces the old one.
        var refreshToken: String?
    }

    private struct LifetimeOutOfRange: Error {}

    /// A new token for a refresh token (API: CreateToken).
    func createToken(
        clientID: String,
        clientSecret: String,
        refreshToken: String
    ) async throws(AWSError) -> Token {
        struct Input: Encodable {
            var clientId: String
            var clientSecret: String
            var grantType = "refresh_token"
            var refreshToken: String
        }
        struct Answer: Decodable {
            var accessToken: String
            var expiresIn: Int64
            var refreshToken: String?
        }
        let input = Input(clientId: clientID, clientSecret: clientSecret, refreshToken: refreshToken)
        let request = CallRequest(
            operation: "CreateToken",
            path: "/token",
            headers: [(name: "content-type", value: "application/json")],
            // Encoding of strings cannot fail.
            body: (try? JSONCoding.encode(input)) ?? [],
            signing: .none,
            secrets: [clientSecret, refreshToken],
            answersWithSecrets: true
        )
        // A refresh token may be valid for one use only.
        return try await sender.send(request, replay: .onlyIfNothingHappened) { response in
            let answer = try JSONCoding.decode(Answer.self, from: response.body)
            guard Self.lifetimes.contains(answer.expiresIn) else { throw LifetimeOutOfRange() }
            return Token(
                accessToken: answer.accessToken,
                expiresIn: answer.expiresIn,
                refreshToken: answer.refreshToken
            )
        }
    }
}
