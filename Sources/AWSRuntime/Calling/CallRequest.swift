package import AWSSigning

/// One call of an operation, before it is signed.
package struct CallRequest: Sendable {
    package enum Signing: Sendable, Equatable {
        /// The operation takes no credentials of AWS.
        case none
        case signatureVersion4(SigningOptions)
    }

    /// The API operation, as in `DescribeProjects`.
    package var operation: String
    package var method: String
    /// Starts with `/`; as it goes on the wire, escapes included. The endpoint's own path stands before it.
    package var path: String
    /// Without `?`; as it goes on the wire, escapes included.
    package var query: String
    /// Without `host`, and without what signing adds.
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    package var signing: Signing
    /// Texts of the request that must never be shown, should the answer repeat them.
    package var secrets: [String]
    /// Whether the answer holds secrets, so that nothing of it may be shown, even if it cannot be read.
    package var answersWithSecrets: Bool

    package init(
        operation: String,
        method: String = "POST",
        path: String = "/",
        query: String = "",
        headers: [(name: String, value: String)] = [],
        body: [UInt8] = [],
        signing: Signing = .signatureVersion4(SigningOptions()),
        secrets: [String] = [],
        answersWithSecrets: Bool = false
    ) {
        self.operation = operation
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.signing = signing
        self.secrets = secrets
        self.answersWithSecrets = answersWithSecrets
    }
}

/// Whether an operation may be sent again after an attempt that may have been carried out.
package enum Replay: Sendable {
    case safe
    /// Only where it is certain that nothing was carried out.
    case onlyIfNothingHappened
}
