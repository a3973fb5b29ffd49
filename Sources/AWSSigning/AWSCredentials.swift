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
