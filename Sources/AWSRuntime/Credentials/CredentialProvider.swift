package import AWSSigning
package import Host

/// Credentials and where they came from.
package struct SourcedCredentials: Sendable, Equatable {
    package var credentials: AWSCredentials
    /// For people: `the environment`, `the profile x in FILE`.
    package var source: String
    /// Nil where they are good until somebody takes them back, or where nobody knows.
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

/// Gives credentials when they are first needed.
package protocol CredentialProvider: Sendable {
    func credentials() async throws(CredentialError) -> SourcedCredentials

    /// Told when a service refused these credentials: the next call must not give them from memory.
    func invalidate(_ refused: AWSCredentials) async
}

extension CredentialProvider {
    package func invalidate(_ refused: AWSCredentials) async {}
}

/// Why there are no credentials. No secret ever stands in it.
package struct CredentialError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A sentence: what is missing or wrong, and what to do.
    package var description: String
    /// Whether it is only that the caller gave up.
    package var isCancellation: Bool

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
}

/// Credentials that stay as they are.
struct FixedCredentials: CredentialProvider {
    let found: SourcedCredentials

    init(_ found: SourcedCredentials) {
        self.found = found
    }

    func credentials() async throws(CredentialError) -> SourcedCredentials { found }
}
