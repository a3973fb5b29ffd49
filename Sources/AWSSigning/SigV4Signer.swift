internal import Crypto

/// Signs requests with Signature Version 4, in the `Authorization` header.
///
/// Source: IAM User Guide, "AWS Signature Version 4 for API requests".
package struct SigV4Signer: Sendable {
    private let credentials: AWSCredentials
    private let region: String
    private let service: String
    private let options: SigningOptions

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

    /// - Parameter epochSeconds: the time of the signature, in seconds since 1970.
    package func sign(_ request: SigningRequest, at epochSeconds: Int64) -> SignedRequest {
        let date = SigningDate(epochSeconds: epochSeconds)
        var added = [(name: "x-amz-date", value: date.timestamp)]
        if let token = credentials.sessionToken { added.append((name: "x-amz-security-token", value: token)) }
        if options.sendsBodyHash {
            added.append((name: "x-amz-content-sha256", value: CanonicalRequest.hash(request.body)))
        }
        var complete = request
        complete.headers += added
        let canonical = CanonicalRequest(complete, options: options, isSigned: Self.isSigned)
        let scope = "\(date.day)/\(region)/\(service)/aws4_request"
        let stringToSign = Self.stringToSign(canonical, date: date, scope: scope)
        let signature = Self.signature(
            of: stringToSign,
            secret: credentials.secretAccessKey,
            day: date.day,
            region: region,
            service: service
        )
        let authorization =
            "AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyID)/\(scope), "
            + "SignedHeaders=\(canonical.signedHeaders), Signature=\(signature)"
        added.append((name: "authorization", value: authorization))
        return SignedRequest(
            headers: added,
            canonicalRequest: canonical.text,
            stringToSign: stringToSign,
            signature: signature
        )
    }

    /// What proxies and HTTP libraries change on the way is not signed.
    private static func isSigned(_ header: String) -> Bool {
        switch header {
        case "authorization", "user-agent", "x-amzn-trace-id", "connection", "expect", "transfer-encoding", "upgrade",
            "content-length":
            false
        default: true
        }
    }

    static func stringToSign(_ canonical: CanonicalRequest, date: SigningDate, scope: String) -> String {
        "AWS4-HMAC-SHA256\n\(date.timestamp)\n\(scope)\n\(CanonicalRequest.hash(Array(canonical.text.utf8)))"
    }

    static func signature(of text: String, secret: String, day: String, region: String, service: String) -> String {
        func authenticate(_ text: String, with key: SymmetricKey) -> SymmetricKey {
            SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key))
        }
        var key = SymmetricKey(data: Array("AWS4\(secret)".utf8))
        for part in [day, region, service, "aws4_request"] { key = authenticate(part, with: key) }
        return HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key).hexadecimal
    }
}

/// The result of signing, and the steps to it.
package struct SignedRequest: Sendable {
    /// To be added to the request's own.
    package let headers: [(name: String, value: String)]
    package let canonicalRequest: String
    package let stringToSign: String
    package let signature: String
}
