import AWSProfiles
package import AWSSigning
package import Host

/// Credentials and their source.
package struct SourcedCredentials: Sendable, Equatable {
    package var credentials: AWSCredentials
    /// For messages: `the environment`, `the profile x in FILE`.
    package var source: String
    /// Nil for credentials without an end, and where the end is unknown.
    package var expiration: UnixTime?

    package init(_ credentials: AWSCredentials, source: String, expiration: UnixTime? = nil) {
        self.credentials = credentials
        self.source = source
        self.expiration = expiration
    }

    init(_ temporary: TemporaryCredentials, source: String) {
        self.init(temporary.credentials, source: source, expiration: temporary.expiration)
    }
}

/// Gets credentials when a call needs them.
package protocol CredentialProvider: Sendable {
    func credentials() async throws(CredentialError) -> SourcedCredentials

    /// A service refused these credentials: the provider must not return them from memory again.
    func invalidate(_ refused: AWSCredentials) async
}

extension CredentialProvider {
    package func invalidate(_ refused: AWSCredentials) async {}
}

/// Why there are no credentials. The message never contains a secret.
package struct CredentialError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is missing or wrong, and what to do.
    package var description: String
    /// Whether the only reason is that the caller was cancelled.
    package var isCancellation: Bool
    /// Whether they are those of one account of several: the run continues without it.
    package var isOfAccount = false

    package init(_ description: String, isCancellation: Bool = false) {
        self.description = description
        self.isCancellation = isCancellation
    }

    static let cancelled = CredentialError("the search for credentials was cancelled", isCancellation: true)

    /// - Parameter attempt: a clause: "the role R of the profile P could not be assumed".
    init(_ attempt: String, _ error: AWSError) {
        if error.cause == .cancelled {
            self = .cancelled
        } else if case .credentials(let text) = error.cause {
            self.init("\(attempt): \(text)")
        } else {
            self.init("\(attempt): \(error)")
        }
    }

    init(_ error: ConfigurationError) {
        self.init(error.help.map { "\(error.description): \($0)" } ?? error.description)
    }

    init(_ error: ProfileError) {
        self.init(error.description)
    }
}

/// Credentials that do not change.
struct FixedCredentials: CredentialProvider {
    let found: SourcedCredentials

    init(_ found: SourcedCredentials) {
        self.found = found
    }

    func credentials() async throws(CredentialError) -> SourcedCredentials { found }
}

/// For operations without a signature.
struct NoCredentials: CredentialProvider {
    func credentials() async throws(CredentialError) -> SourcedCredentials {
        throw CredentialError("this operation takes no credentials")
    }
}

/// The rules for keys and tokens. They go into headers, and services do not explain the error of a line break there.
enum CredentialText {
    static let headerRule = "contains a line break or another character that headers must not have"

    static func isHeaderValue(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    }

    /// - Parameters:
    ///   - id: the variable or setting of the access key's id; the others likewise.
    /// - Throws: as the other one.
    static func check(
        _ credentials: AWSCredentials,
        id: String,
        secret: String,
        token: String
    ) throws(CredentialError) {
        try check([
            (id, credentials.accessKeyID), (secret, credentials.secretAccessKey), (token, credentials.sessionToken),
        ])
    }

    /// - Parameter values: each with its variable or setting.
    /// - Throws: `CredentialError` for the first value that cannot be a key or a token, without the value.
    static func check(_ values: [(origin: String, text: String?)]) throws(CredentialError) {
        for (origin, text) in values {
            guard let text, !text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { continue }
            let what: String
            if text.utf8.contains(where: { $0 == 0x0D || $0 == 0x0A }) {
                what = "a line break; a file with Windows line ends (CRLF) has one too many"
            } else if text.utf8.contains(0x20) || text.utf8.contains(0x09) {
                what = "a blank"
            } else {
                what = "a character other than the letters, digits and signs of ASCII"
            }
            throw CredentialError("\(origin) contains \(what): no key or token has one; remove it")
        }
    }
}
