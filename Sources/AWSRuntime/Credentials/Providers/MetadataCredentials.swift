internal import AWSSigning
internal import FoundationEssentials
internal import Host

/// Credentials as the metadata services of containers and instances give them.
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

    /// Nil where it is not such an answer.
    static func read(_ body: [UInt8]) -> MetadataCredentials? {
        try? JSONDecoder().decode(MetadataCredentials.self, from: Data(body))
    }

    /// - Throws: `CredentialError` where something is missing. Nothing of the answer's secrets is in it.
    func credentials(from source: String) throws(CredentialError) -> SourcedCredentials {
        guard let accessKeyID, let secretAccessKey, !accessKeyID.isEmpty, !secretAccessKey.isEmpty else {
            let said = [code, message].compactMap { $0 }.map { ServiceText.harmless($0, limit: 300) }
                .joined(separator: ": ")
            throw CredentialError("\(source) gave no keys\(said.isEmpty ? "" : " (\(said))")")
        }
        try CredentialText.check([
            ("the `AccessKeyId` of \(source)", accessKeyID), ("the `SecretAccessKey` of \(source)", secretAccessKey),
            ("the `Token` of \(source)", token),
        ])
        var end: UnixTime?
        if let expiration {
            end = UnixTime(iso8601: expiration)
            if end == nil { throw CredentialError("\(source) gave an expiration that is no time") }
        }
        return SourcedCredentials(
            AWSCredentials(accessKeyID: accessKeyID, secretAccessKey: secretAccessKey, sessionToken: token),
            source: source,
            expiration: end
        )
    }
}
