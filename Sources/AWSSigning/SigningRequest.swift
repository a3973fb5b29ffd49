/// A request as it goes on the wire.
package struct SigningRequest: Sendable {
    /// In capitals, as it is sent.
    package var method: String
    /// Starts with `/`; as it is sent, escapes included. Empty means `/`.
    package var path: String
    /// Without `?`; as it is sent, escapes included.
    package var query: String
    /// With `host`. Names in any case; a name that comes more than once has its values joined in this order.
    package var headers: [(name: String, value: String)]
    /// The very bytes that are sent.
    package var body: [UInt8]

    package init(
        method: String,
        path: String,
        query: String,
        headers: [(name: String, value: String)],
        body: [UInt8]
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
    }
}

/// What differs between services. The defaults are those of all services but S3.
package struct SigningOptions: Sendable, Equatable {
    /// Whether `.`, `..` and doubled slashes are taken out of the path. S3 keeps them.
    package var normalizesPath: Bool
    /// Whether the escapes of the path are escaped again. S3 leaves them.
    package var encodesPathTwice: Bool
    /// Whether `x-amz-content-sha256` is sent, and so signed. S3 wants it.
    package var signsBodyHeader: Bool

    package init(normalizesPath: Bool = true, encodesPathTwice: Bool = true, signsBodyHeader: Bool = false) {
        self.normalizesPath = normalizesPath
        self.encodesPathTwice = encodesPathTwice
        self.signsBodyHeader = signsBodyHeader
    }
}

/// The result of signing, and the steps to it, which name the session token: they are for tests, not for logs.
package struct SignedRequest: Sendable {
    /// To be sent beside the request's own, in place of any that have the same name there.
    package let headers: [(name: String, value: String)]
    package let canonicalRequest: String
    package let stringToSign: String
    /// 64 hexadecimal digits, in small letters.
    package let signature: String
}

extension SignedRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "SignedRequest(\(headers.map(\.name).joined(separator: ", ")))" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["headers": headers.map(\.name)]) }
}

/// What a request is signed with. It never prints its secrets, however it is printed.
package struct AWSCredentials: Sendable, Equatable {
    /// Not a secret: it stands in every signed request.
    package var accessKeyID: String
    package var secretAccessKey: String
    /// Of temporary credentials; nil for long-term ones.
    package var sessionToken: String?

    package init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
    }
}

// String interpolation takes the description, debuggers and collections the debug description, `dump` the mirror.
extension AWSCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "AWSCredentials(\(accessKeyID), redacted)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["accessKeyID": accessKeyID]) }
}
