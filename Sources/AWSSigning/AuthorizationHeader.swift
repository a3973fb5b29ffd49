/// `AWS4-HMAC-SHA256 Credential=ID/DAY/REGION/SERVICE/aws4_request, SignedHeaders=a;b, Signature=...`
struct AuthorizationHeader {
    let accessKeyID: String
    let scope: SignatureScope
    /// As they are sent, joined by `;`.
    let signedHeaders: String
    let signature: String

    /// - Throws: `.incomplete`, which says what is missing or cannot be read.
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
