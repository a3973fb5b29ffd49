import JSON

/// The service's error in an answer. Messages use `shown(without:)`.
struct ServiceError: Sendable, Equatable {
    /// Without a namespace.
    var code: String
    var message: String
    /// Of an answer with the id in its body, not in a header.
    var requestID: String?
    /// The region of the bucket by the answer of S3.
    var bucketRegion: String?
}

extension ServiceError {
    /// The error of the JSON protocols; nil where the answer is not from the service.
    init?(json response: HTTPResponse) {
        let body = try? JSONValue(parsing: response.body)
        // Members of another type are ignored.
        func text(_ names: String...) -> String? { names.lazy.compactMap { body?[$0]?.text }.first }
        guard let name = response.header("x-amzn-errortype") ?? text("__type", "code") else { return nil }
        // `namespace#Code:http://...` is `Code`.
        let beforeColon = name.prefix { $0 != ":" }
        let code = beforeColon.split(separator: "#").last.map(String.init) ?? ""
        guard !code.isEmpty else { return nil }
        self.init(code: code, message: text("message", "Message", "error_description") ?? "")
    }

    /// The error for messages: without these texts, without control characters, and of limited length.
    func shown(without secrets: [String]) -> ServiceError {
        func text(_ text: String, limit: Int) -> String {
            ServiceText.harmless(Redaction.removing(secrets, from: text), limit: limit)
        }
        return ServiceError(
            code: text(code, limit: 200),
            message: text(message, limit: 1000),
            requestID: requestID.map { text($0, limit: 100) },
            bucketRegion: bucketRegion.map { text($0, limit: 63) }
        )
    }
}

extension HTTPResponse {
    /// The status and the start of the text of an answer that is not from the service.
    var excerpt: String {
        let type = header("content-type").map { " (\(ServiceText.harmless($0, limit: 60)))" } ?? ""
        let start = "status \(status)\(type)\(redirection)"
        if let coding = header("content-encoding"), coding.lowercased() != "identity", !body.isEmpty {
            return "\(start), encoded as \(ServiceText.harmless(coding, limit: 30)), which was not requested"
        }
        let text = ServiceText.harmless(String(decoding: body.prefix(2000), as: UTF8.self), limit: 200)
        return text.isEmpty ? "status \(status)\(redirection), no text" : "\(start): \(text)"
    }

    /// The status of an answer whose text must not be shown.
    func unshown(answerTo operation: String) -> String {
        "status \(status)\(redirection), not an answer to \(operation)"
    }

    /// The target of a redirect, often a login page; the host alone, as the rest can contain tokens.
    private var redirection: String {
        guard (300..<400).contains(status), let location = header("location"),
            let start = location.firstRange(of: "//")?.upperBound
        else { return "" }
        let authority = location[start...].prefix { !"/?#".contains($0) }
        let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        return host.isEmpty ? "" : ", a redirect to \(ServiceText.harmless(String(host), limit: 100))"
    }

    /// Without these texts. Call it before the text is cut off, which could leave a part of one.
    func removing(_ secrets: [String]) -> HTTPResponse {
        var result = removingFromHeaders(secrets)
        result.body = Array(Redaction.removing(secrets, from: String(decoding: body, as: UTF8.self)).utf8)
        return result
    }

    /// Without these texts in the headers; the body of a success is needed as it is.
    func removingFromHeaders(_ secrets: [String]) -> HTTPResponse {
        var result = self
        result.headers = headers.map { ($0.name, Redaction.removing(secrets, from: $0.value)) }
        return result
    }

    /// The request id, for AWS support.
    var requestID: String? {
        (header("x-amzn-requestid") ?? header("x-amz-request-id")).map { ServiceText.harmless($0, limit: 100) }
    }
}
