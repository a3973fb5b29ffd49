import AWSProfiles
import AWSSigning
import Host

/// Keys in environment variables.
struct EnvironmentPlace: CredentialPlace {
    static let readsVariables = true
    static let credentialSource: CredentialSource? = .environment

    private let environment: Environment

    init(context: ProviderContext) { environment = context.process.environment }

    var name: String { "the environment" }

    func look() async throws(CredentialError) -> CredentialFinding {
        guard let id = environment["AWS_ACCESS_KEY_ID"] else {
            let isHalf = environment["AWS_SECRET_ACCESS_KEY"] != nil
            return .nothing("AWS_ACCESS_KEY_ID is not set" + (isHalf ? ", although AWS_SECRET_ACCESS_KEY is" : ""))
        }
        guard let secret = environment["AWS_SECRET_ACCESS_KEY"] else {
            throw CredentialError("AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not: set both, or neither")
        }
        var expiration: UnixTime?
        if let text = environment["AWS_CREDENTIAL_EXPIRATION"] {
            expiration = UnixTime(iso8601: text)
            if expiration == nil {
                throw CredentialError(
                    """
                    AWS_CREDENTIAL_EXPIRATION is `\(ServiceText.harmless(text, limit: 60))`, and must be a time such \
                    as \
                    2026-11-23T20:00:00Z
                    """
                )
            }
        }
        // In botocore's order, should both be set.
        let old = environment["AWS_SECURITY_TOKEN"].flatMap { AWSCredentials.isBlank($0) ? nil : $0 }
        let credentials = AWSCredentials(
            accessKeyID: id,
            secretAccessKey: secret,
            sessionToken: old ?? environment["AWS_SESSION_TOKEN"]
        )
        try CredentialText.check(
            credentials,
            id: "AWS_ACCESS_KEY_ID",
            secret: "AWS_SECRET_ACCESS_KEY",
            token: old == nil ? "AWS_SESSION_TOKEN" : "AWS_SECURITY_TOKEN"
        )
        return .provider(
            FixedCredentials(
                SourcedCredentials(
                    credentials,
                    source: "the environment (AWS_ACCESS_KEY_ID)",
                    expiration: expiration
                )
            )
        )
    }
}
