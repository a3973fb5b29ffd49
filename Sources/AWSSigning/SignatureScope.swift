import Crypto
import Text

/// The scope of a signature: one service in one region on one day.
struct SignatureScope: Equatable {
    /// `yyyyMMdd`.
    var day: String
    var region: String
    var service: String

    /// - Parameter timestamp: `yyyyMMdd'T'HHmmss'Z'`.
    init(timestamp: String, region: String, service: String) {
        self.init(day: String(timestamp.prefix(8)), region: region, service: service)
    }

    init(day: String, region: String, service: String) {
        (self.day, self.region, self.service) = (day, region, service)
    }

    static let algorithm = "AWS4-HMAC-SHA256"
    static let terminator = "aws4_request"

    var text: String { "\(day)/\(region)/\(service)/\(Self.terminator)" }

    func stringToSign(_ canonicalRequest: CanonicalRequest, timestamp: String) -> String {
        let hash = CanonicalRequest.hash(Array(canonicalRequest.text.utf8))
        return "\(Self.algorithm)\n\(timestamp)\n\(text)\n\(hash)"
    }

    /// In hexadecimal digits.
    func signature(of stringToSign: String, secret: String) -> String {
        var key = SymmetricKey(data: Array("AWS4\(secret)".utf8))
        for part in [day, region, service, Self.terminator] {
            key = SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Array(part.utf8), using: key))
        }
        return HMAC<SHA256>.authenticationCode(for: Array(stringToSign.utf8), using: key).hexadecimal
    }
}
