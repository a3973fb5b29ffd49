/// Checks the signature of a request that was received.
package struct SigV4Verifier: Sendable {
    /// Whom a valid signature speaks for.
    package struct Scope: Sendable, Equatable {
        package var accessKeyID: String
        package var region: String
    }

    private let service: String
    private let secret: @Sendable (_ accessKeyID: String) -> String?

    /// How far the request's time may be from the server's, in seconds.
    private static let tolerance: Int64 = 300

    /// - Parameter secret: the secret key of an access key; nil for one that is not known.
    package init(service: String, secret: @escaping @Sendable (_ accessKeyID: String) -> String?) {
        self.service = service
        self.secret = secret
    }

    /// - Parameter epochSeconds: the server's time.
    package func verify(_ request: SigningRequest, at epochSeconds: Int64) -> Result<Scope, SignatureProblem> {
        guard let header = request.value(of: "authorization") else { return .failure(.missing) }
        guard let parts = AuthorizationHeader(header) else { return .failure(.incomplete("Authorization")) }
        guard let timestamp = request.value(of: "x-amz-date"), let time = SigningDate.epochSeconds(timestamp) else {
            return .failure(.incomplete("X-Amz-Date"))
        }
        guard let secret = secret(parts.accessKeyID) else { return .failure(.unknownKey) }
        guard parts.service == service, timestamp.hasPrefix(parts.day), parts.terminator == "aws4_request" else {
            return .failure(.wrongScope)
        }
        guard abs(time - epochSeconds) <= Self.tolerance else { return .failure(.wrongTime) }

        // The host and whatever of AWS's own is sent must be part of what was signed.
        let required = Set(request.headers.map { $0.name.lowercased() }.filter { $0.hasPrefix("x-amz-") } + ["host"])
        guard required.isSubset(of: parts.signedHeaders) else { return .failure(.incomplete("SignedHeaders")) }
        let canonical = CanonicalRequest(
            request,
            options: SigningOptions(),
            isSigned: parts.signedHeaders.contains
        )
        let scope = "\(parts.day)/\(parts.region)/\(service)/aws4_request"
        let expected = SigV4Signer.signature(
            of: SigV4Signer.stringToSign(canonical, date: SigningDate(epochSeconds: time), scope: scope),
            secret: secret,
            day: parts.day,
            region: parts.region,
            service: service
        )
        guard expected.isEqualInConstantTime(to: parts.signature) else { return .failure(.wrongSignature) }
        return .success(Scope(accessKeyID: parts.accessKeyID, region: parts.region))
    }
}

/// Why a request is not accepted.
package enum SignatureProblem: Error, Sendable, Equatable {
    case missing
    /// What is missing or cannot be read.
    case incomplete(String)
    case unknownKey
    case wrongScope
    case wrongTime
    case wrongSignature

    /// The error code that AWS answers with.
    package var code: String {
        switch self {
        case .missing: "MissingAuthenticationTokenException"
        case .incomplete: "IncompleteSignatureException"
        case .unknownKey: "UnrecognizedClientException"
        case .wrongScope, .wrongTime, .wrongSignature: "InvalidSignatureException"
        }
    }

    package var message: String {
        switch self {
        case .missing: "Missing Authentication Token"
        case .incomplete(let what): "The signature is incomplete: \(what) is missing or cannot be read."
        case .unknownKey: "The security token included in the request is invalid."
        case .wrongScope: "The credential is scoped to another service or date."
        case .wrongTime: "The time of the signature is too far from the time of the server."
        case .wrongSignature: "The request signature does not match the one that was calculated from the request."
        }
    }
}

/// `AWS4-HMAC-SHA256 Credential=ID/DAY/REGION/SERVICE/aws4_request, SignedHeaders=a;b, Signature=...`
private struct AuthorizationHeader {
    let accessKeyID, day, region, service, terminator: String
    let signedHeaders: Set<String>
    let signature: String

    init?(_ text: String) {
        guard text.hasPrefix("AWS4-HMAC-SHA256 ") else { return nil }
        var fields: [String: String] = [:]
        for part in text.dropFirst(17).split(separator: ",") {
            let pair = part.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { return nil }
            fields[String(pair[0])] = String(pair[1])
        }
        guard let scope = fields["Credential"]?.split(separator: "/"), scope.count == 5,
            let names = fields["SignedHeaders"], let signature = fields["Signature"]
        else { return nil }
        (accessKeyID, day, region) = (String(scope[0]), String(scope[1]), String(scope[2]))
        (service, terminator) = (String(scope[3]), String(scope[4]))
        signedHeaders = Set(names.split(separator: ";").map(String.init))
        self.signature = signature
    }
}

extension SigningRequest {
    fileprivate func value(of name: String) -> String? {
        headers.first { $0.name.lowercased() == name }?.value
    }
}

extension String {
    fileprivate func isEqualInConstantTime(to other: String) -> Bool {
        let (mine, theirs) = (Array(utf8), Array(other.utf8))
        guard mine.count == theirs.count else { return false }
        return zip(mine, theirs).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
