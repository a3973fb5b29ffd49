/// Why the signature of a request is not accepted.
package enum SignatureProblem: Error, Sendable, Equatable {
    /// There is no signature at all.
    case missing
    /// A sentence that says what is missing or cannot be read.
    case incomplete(String)
    /// Nobody has this access key.
    case unknownKey
    /// The credential is for another service than this one.
    case wrongService(String)
    /// The day of the credential is not that of the timestamp.
    case wrongDay
    /// Signed more than five minutes ago, or in the future, by the server's clock.
    case wrongTime(signed: String, server: String)
    case wrongSignature

    /// The error code that AWS answers with.
    ///
    /// Source: Amazon Rekognition's API reference, "Common Errors".
    package var code: String {
        switch self {
        case .missing: "MissingAuthenticationTokenException"
        case .incomplete: "IncompleteSignatureException"
        case .unknownKey: "UnrecognizedClientException"
        case .wrongService, .wrongDay, .wrongTime, .wrongSignature: "InvalidSignatureException"
        }
    }

    package var message: String {
        switch self {
        case .missing: "The request has no Authorization header: sign it."
        case .incomplete(let what): what
        case .unknownKey: "The access key of the request is not known here."
        case .wrongService(let service): "The credential must be scoped to the service '\(service)'."
        case .wrongDay: "The date of the credential is not the day of X-Amz-Date."
        case .wrongTime(let signed, let server):
            "The request was signed at \(signed), more than five minutes from the server's time, \(server)."
        case .wrongSignature:
            "The signature is not the one that the server calculates: check the secret key, and that nothing changes "
                + "the request after it was signed."
        }
    }
}
