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
