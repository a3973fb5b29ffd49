/// Signs requests with Signature Version 4, in the `Authorization` header.
///
/// Source: IAM User Guide, "AWS Signature Version 4 for API requests".
package struct SigV4Signer: Sendable {
    private let credentials: AWSCredentials
    private let region: String
    private let service: String
    private let options: SigningOptions

    /// - Parameters:
    ///   - region: as it stands in the scope, such as `us-east-1`.
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

    /// Signs for one attempt; another attempt is another time, and another signature.
    ///
    /// Headers that the signer adds are not read from the request: those of an earlier attempt do no harm.
    ///
    /// - Parameter epochSeconds: the time of the signature, in seconds since 1970.
    package func sign(_ request: SigningRequest, at epochSeconds: Int64) -> SignedRequest {
        let date = SigningDate(epochSeconds: epochSeconds)
        var added = [(name: "x-amz-date", value: date.timestamp)]
        if let token = credentials.sessionToken { added.append((name: "x-amz-security-token", value: token)) }
        if options.signsBodyHeader {
            added.append((name: "x-amz-content-sha256", value: CanonicalRequest.hash(request.body)))
        }
        var complete = request
        complete.headers.removeAll { HeaderName.isAddedBySigner(HeaderName.lowercased($0.name)) }
        complete.headers += added
        let canonical = CanonicalRequest(complete, options: options) { !HeaderName.isLeftUnsigned($0) }
        let scope = SignatureScope(day: date.day, region: region, service: service)
        let stringToSign = scope.stringToSign(canonical, timestamp: date.timestamp)
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
