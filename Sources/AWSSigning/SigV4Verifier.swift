import Host

/// Checks the signature of a received request.
package struct SigV4Verifier: Sendable {
    /// The access key, region and service of a valid signature.
    package struct Scope: Sendable, Equatable {
        package var accessKeyID: String
        package var region: String
        package var service: String
    }

    private let service: String
    private let options: SigningOptions
    private let secret: @Sendable (_ accessKeyID: String) -> String?

    /// The largest difference between the times of the request and the server, in seconds.
    private static let tolerance: Int64 = 300

    /// - Parameters:
    ///   - service: the only accepted service.
    ///   - secret: the secret key of an access key; nil for an unknown access key.
    package init(
        service: String,
        options: SigningOptions = SigningOptions(),
        secret: @escaping @Sendable (_ accessKeyID: String) -> String?
    ) {
        self.service = service
        self.options = options
        self.secret = secret
    }

    /// Always hashes the body: `x-amz-content-sha256` is only a signed header.
    ///
    /// - Parameter epochSeconds: the server's time, since 1970.
    package func verify(_ request: SigningRequest, at epochSeconds: Int64) -> Result<Scope, SignatureProblem> {
        Result { () throws(SignatureProblem) in try check(request, at: epochSeconds) }
    }

    private func check(_ request: SigningRequest, at epochSeconds: Int64) throws(SignatureProblem) -> Scope {
        guard let header = try request.onlyValue(of: "Authorization") else { throw .missing }
        let authorization = try AuthorizationHeader(header)
        let scope = authorization.scope
        guard let timestamp = try request.onlyValue(of: "X-Amz-Date"), let time = UnixTime(compact: timestamp)
        else { throw .incomplete("X-Amz-Date must be a time like 20261231T235959Z.") }
        guard let secret = secret(authorization.accessKeyID) else { throw .unknownKey }
        guard scope.service == service else { throw .wrongService(service) }
        guard scope.day == timestamp.prefix(8) else { throw .wrongDay }
        let (distance, isFar) = time.seconds.subtractingReportingOverflow(epochSeconds)
        guard !isFar, distance.magnitude <= Self.tolerance else {
            throw .wrongTime(signed: timestamp, server: UnixTime(seconds: epochSeconds).compact)
        }
        let canonical = try canonicalRequest(of: request, signedHeaders: authorization.signedHeaders)
        let expected = scope.signature(of: scope.stringToSign(canonical, timestamp: timestamp), secret: secret)
        guard expected.isEqualInConstantTime(to: authorization.signature) else { throw .wrongSignature }
        return Scope(accessKeyID: authorization.accessKeyID, region: scope.region, service: scope.service)
    }

    /// - Throws: `.incomplete` where the list lacks a header that must be signed, or names one that was not sent.
    private func canonicalRequest(
        of request: SigningRequest,
        signedHeaders: String
    ) throws(SignatureProblem) -> CanonicalRequest {
        let listed = Set(
            signedHeaders.utf8.split(separator: UInt8(ascii: ";")).map { String(decoding: $0, as: UTF8.self) }
        )
        let sent = request.headers.map { HeaderName.lowercased($0.name) }
        for name in ["host"] + sent.filter(HeaderName.isAWSOwn) where !listed.contains(name) {
            throw .incomplete("SignedHeaders must have '\(name)'.")
        }
        let canonical = CanonicalRequest(request, options: options, isSigned: listed.contains)
        guard canonical.signedHeaders.utf8.elementsEqual(signedHeaders.utf8) else {
            throw .incomplete("SignedHeaders must be names of headers that are sent, in small letters and sorted.")
        }
        return canonical
    }
}

extension SigningRequest {
    /// - Throws: `.incomplete` where the header comes more than once.
    fileprivate func onlyValue(of name: String) throws(SignatureProblem) -> String? {
        let wanted = HeaderName.lowercased(name)
        let values = headers.filter { HeaderName.lowercased($0.name) == wanted }.map(\.value)
        guard values.count <= 1 else { throw .incomplete("\(name) must come only once.") }
        return values.first
    }
}

extension String {
    /// Takes the same time for every difference, so that a client cannot find a signature digit by digit.
    fileprivate func isEqualInConstantTime(to other: String) -> Bool {
        let (mine, theirs) = (Array(utf8), Array(other.utf8))
        guard mine.count == theirs.count else { return false }
        return zip(mine, theirs).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

/// Why a signature is not accepted.
package enum SignatureProblem: Error, Sendable, Equatable {
    /// No signature.
    case missing
    /// A sentence with the part that is missing or cannot be read.
    case incomplete(String)
    /// The access key is unknown.
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
