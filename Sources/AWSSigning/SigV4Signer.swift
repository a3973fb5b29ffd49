import Host

/// Signs requests with Signature Version 4, in the `Authorization` header.
///
/// Source: IAM User Guide, "AWS Signature Version 4 for API requests".
package struct SigV4Signer: Sendable {
    private let credentials: AWSCredentials
    private let region: String
    private let service: String
    private let options: SigningOptions

    /// - Parameters:
    ///   - region: as in the scope, such as `us-east-1`.
    ///   - service: the service's signing name, such as `rekognition`.
    package init(
        credentials: AWSCredentials,
        region: String,
        service: String,
        options: SigningOptions = SigningOptions()
    ) {
        self.credentials = credentials
        self.region = region
        self.service = service
        self.options = options
    }

    /// Signs one attempt; each attempt has a time and a signature of its own.
    ///
    /// Replaces the headers of an earlier signature.
    ///
    /// - Parameter epochSeconds: the time of the signature, in seconds since 1970.
    package func sign(_ request: SigningRequest, at epochSeconds: Int64) -> SignedRequest {
        let timestamp = UnixTime(seconds: epochSeconds).compact
        var added = [(name: "x-amz-date", value: timestamp)]
        if let token = credentials.sessionToken { added.append((name: "x-amz-security-token", value: token)) }
        if options.signsBodyHeader {
            added.append((name: "x-amz-content-sha256", value: CanonicalRequest.hash(request.body)))
        }
        var complete = request
        complete.headers.removeAll { HeaderName.isAddedBySigner(HeaderName.lowercased($0.name)) }
        complete.headers += added
        let canonical = CanonicalRequest(complete, options: options) { !HeaderName.isLeftUnsigned($0) }
        let scope = SignatureScope(timestamp: timestamp, region: region, service: service)
        let stringToSign = scope.stringToSign(canonical, timestamp: timestamp)
        let signature = scope.signature(of: stringToSign, secret: credentials.secretAccessKey)
        let authorization =
            "\(SignatureScope.algorithm) Credential=\(credentials.accessKeyID)/\(scope.text), "
            + "SignedHeaders=\(canonical.signedHeaders), Signature=\(signature)"
        added.append((name: "authorization", value: authorization))
        return SignedRequest(
            headers: added,
            canonicalRequest: canonical.text,
            stringToSign: stringToSign,
            signature: signature
        )
    }
}

/// `AWS4-HMAC-SHA256 Credential=ID/DAY/REGION/SERVICE/aws4_request, SignedHeaders=a;b, Signature=...`
struct AuthorizationHeader {
    let accessKeyID: String
    let scope: SignatureScope
    /// As in the request, joined by `;`.
    let signedHeaders: String
    let signature: String

    /// - Throws: `.incomplete` with the part that is missing or cannot be read.
    init(_ text: String) throws(SignatureProblem) {
        let words = text.utf8.split(separator: UInt8(ascii: " "), maxSplits: 1)
        guard words.count == 2, words[0].elementsEqual(SignatureScope.algorithm.utf8) else {
            throw .incomplete("Authorization must start with '\(SignatureScope.algorithm)' and a space.")
        }
        var fields: [String: String] = [:]
        for field in words[1].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            let pair = field.drop { $0 == UInt8(ascii: " ") }.split(separator: UInt8(ascii: "="), maxSplits: 1)
            guard pair.count == 2 else { throw .incomplete("Authorization has a part that is not 'name=value'.") }
            let name = String(decoding: pair[0], as: UTF8.self)
            guard fields.updateValue(String(decoding: pair[1], as: UTF8.self), forKey: name) == nil else {
                throw .incomplete("Authorization has a parameter twice.")
            }
        }
        func field(_ name: String) throws(SignatureProblem) -> String {
            guard let value = fields[name] else { throw .incomplete("Authorization requires '\(name)'.") }
            return value
        }
        let credential = try field("Credential").utf8
            .split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard credential.count == 5, !credential.contains(""), credential[4] == SignatureScope.terminator else {
            throw .incomplete("Credential must be 'key/date/region/service/\(SignatureScope.terminator)'.")
        }
        accessKeyID = credential[0]
        scope = SignatureScope(day: credential[1], region: credential[2], service: credential[3])
        signedHeaders = try field("SignedHeaders")
        signature = try field("Signature")
    }
}
