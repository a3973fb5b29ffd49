internal import AWSSigning
internal import Host
internal import JSONBytes

/// The portal of IAM Identity Center in one region.
///
/// API: REST-JSON, version 2019-06-10; not signed, as the token says who asks.
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
            let found = try JSONProtocol.decode(Answer.self, from: response.body).roleCredentials
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
