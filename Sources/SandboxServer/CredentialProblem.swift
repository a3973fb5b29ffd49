import AWSSigning

/// Why the credentials of a request are not accepted.
enum CredentialProblem: Error, Equatable {
    case signature(SignatureProblem)
    /// The session of the role has ended.
    case expired

    /// In the JSON protocol, with the status 400.
    var code: String {
        switch self {
        case .signature(let problem): problem.code
        case .expired: "ExpiredTokenException"
        }
    }

    var message: String {
        switch self {
        // Also where the access key is known, and its session token is missing, changed or of another server.
        case .signature(.unknownKey): "The security token included in the request is invalid."
        case .signature(let problem): problem.message
        case .expired: "The security token included in the request is expired"
        }
    }
}

extension SecurityTokenService.Refusal {
    /// STS API reference, "Common Error Types".
    init(_ problem: CredentialProblem) {
        let (code, status) =
            switch problem {
            case .signature(.missing): ("MissingAuthenticationToken", 403)
            case .signature(.incomplete): ("IncompleteSignature", 400)
            case .signature(.unknownKey): ("InvalidClientTokenId", 403)
            case .signature(.wrongService), .signature(.wrongDay), .signature(.wrongTime), .signature(.wrongSignature):
                ("SignatureDoesNotMatch", 403)
            case .expired: ("ExpiredToken", 403)
            }
        self.init(code: code, message: problem.message, status: status)
    }
}
