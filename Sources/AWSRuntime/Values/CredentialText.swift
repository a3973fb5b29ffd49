internal import AWSProfiles

/// Keys and tokens as they may be: they stand in headers, and a line break in one is a fault that no service explains.
enum CredentialText {
    static let headerRule = "holds a line break or another character that no header may have"

    static func isHeaderValue(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    }

    /// - Parameter values: each with the variable or setting that it comes from.
    /// - Throws: `CredentialError` that names the first one that cannot be a key or a token, and nothing of its text.
    static func check(_ values: [(origin: String, text: String?)]) throws(CredentialError) {
        for (origin, text) in values {
            guard let text, !text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { continue }
            let what: String
            if text.utf8.contains(where: { $0 == 0x0D || $0 == 0x0A }) {
                what = "a line break; a file with the line ends of Windows (CRLF) leaves one behind"
            } else if text.utf8.contains(0x20) || text.utf8.contains(0x09) {
                what = "a blank"
            } else {
                what = "a character other than the letters, digits and signs of ASCII"
            }
            throw CredentialError("\(origin) holds \(what): no key or token has one; take it out")
        }
    }

    static func check(_ keys: ProfileKeys) throws(CredentialError) {
        func origin(_ setting: String) -> String { "\(setting) of the profile `\(keys.profile)`" }
        try check([
            (origin("`aws_access_key_id`"), keys.accessKeyID),
            (origin("`aws_secret_access_key`"), keys.secretAccessKey),
            (origin("`aws_session_token` (or `aws_security_token`)"), keys.sessionToken),
        ])
    }
}
