package import AWSSigning

/// Credentials and where they came from.
package struct SourcedCredentials: Sendable, Equatable {
    package var credentials: AWSCredentials
    /// For people: `the environment`, `the profile x in FILE`.
    package var source: String

    package init(_ credentials: AWSCredentials, source: String) {
        self.credentials = credentials
        self.source = source
    }
}

/// Gives credentials when they are first needed.
package protocol CredentialProvider: Sendable {
    func credentials() async throws(CredentialError) -> SourcedCredentials

    /// Told when the service refused what was given: the next call must not give it from memory.
    func invalidate() async
}

/// Why there are no credentials. No secret ever stands in it.
package struct CredentialError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A sentence: what is missing or wrong, and what to do.
    package var description: String

    package init(_ description: String) {
        self.description = description
    }
}
