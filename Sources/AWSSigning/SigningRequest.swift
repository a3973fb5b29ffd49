/// A request to sign.
package struct SigningRequest: Sendable {
    /// In capitals.
    package var method: String
    /// Starts with `/`; with its escapes. Empty means `/`.
    package var path: String
    /// Without `?`; with its escapes.
    package var query: String
    /// With `host`. Names in any case; the values of a repeated name are joined in this order.
    package var headers: [(name: String, value: String)]
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

/// How the signatures of services differ. The defaults are for all services but S3.
package struct SigningOptions: Sendable, Equatable {
    /// Whether `.`, `..` and doubled slashes are removed from the path. S3 keeps them.
    package var normalizesPath: Bool
    /// Whether the escapes of the path are escaped again. S3 does not.
    package var encodesPathTwice: Bool
    /// Whether `x-amz-content-sha256` is sent and signed. S3 needs it.
    package var signsBodyHeader: Bool

    package init(normalizesPath: Bool = true, encodesPathTwice: Bool = true, signsBodyHeader: Bool = false) {
        self.normalizesPath = normalizesPath
        self.encodesPathTwice = encodesPathTwice
        self.signsBodyHeader = signsBodyHeader
    }
}

/// The result of signing, and its steps for tests. The steps contain the session token: never log them.
package struct SignedRequest: Sendable {
    /// They replace headers of the request with the same name.
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

/// The credentials of a signature. No way of printing them shows the secrets.
package struct AWSCredentials: Sendable, Equatable {
    /// Not a secret: every signed request contains it.
    package var accessKeyID: String
    package var secretAccessKey: String
    /// Of temporary credentials; nil for long-term ones. Never blank: a blank token would be an empty signed header.
    package let sessionToken: String?

    package init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken.flatMap { Self.isBlank($0) ? nil : $0 }
    }

    /// Whether a text has only spaces and tabs, or nothing. As a token it is none, whatever its source.
    package static func isBlank(_ text: String) -> Bool { text.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 } }
}

// String interpolation takes the description, debuggers and collections the debug description, `dump` the mirror.
extension AWSCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "AWSCredentials(\(accessKeyID), redacted)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["accessKeyID": accessKeyID]) }
}
