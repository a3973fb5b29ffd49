import JSON

/// The service's own error in an answer, as it stands there: `shown(without:)` is what may be told.
struct ServiceError: Sendable, Equatable {
    /// Without a namespace.
    var code: String
    var message: String
    /// Where it stands in the body rather than in a header.
    var requestID: String?
    /// The region of the bucket by the answer of S3.
    var bucketRegion: String?
}

extension ServiceError {
    /// The error of the JSON protocols; nil where the answer is not the service's.
    init?(json response: HTTPResponse) {
        let body = try? JSONValue(parsing: response.body)
        // A member of another type is not the service's.
        func text(_ names: String...) -> String? { names.lazy.compactMap { body?[$0]?.text }.first }
        guard let name = response.header("x-amzn-errortype") ?? text("__type", "code") else { return nil }
        // `namespace#Code:http://...` is `Code`.
        let beforeColon = name.prefix { $0 != ":" }
        let code = beforeColon.split(separator: "#").last.map(String.init) ?? ""
        guard !code.isEmpty else { return nil }
        self.init(code: code, message: text("message", "Message", "error_description") ?? "")
    }

    /// The same as messages may have it: without these texts, which reading may have brought out of escapes, and then
    /// without control characters and at a bearable length.
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
    /// What an answer says that is not from the service: the status and the start of its text.
    var excerpt: String {
        let type = header("content-type").map { " (\(ServiceText.harmless($0, limit: 60)))" } ?? ""
        let start = "status \(status)\(type)\(redirection)"
        if let coding = header("content-encoding"), coding.lowercased() != "identity", !body.isEmpty {
            return "\(start), encoded as \(ServiceText.harmless(coding, limit: 30)), which was not requested"
        }
        let text = ServiceText.harmless(String(decoding: body.prefix(2000), as: UTF8.self), limit: 200)
        return text.isEmpty ? "status \(status)\(redirection), no text" : "\(start): \(text)"
    }

    /// What is said of an answer of which nothing may be shown.
    func unshown(answerTo operation: String) -> String {
        "status \(status)\(redirection), not an answer to \(operation)"
    }

    /// Where a redirect leads, which is often the login page that is in the way; the host alone, as the rest may hold
    /// tokens.
    private var redirection: String {
        guard (300..<400).contains(status), let location = header("location"),
            let start = location.firstRange(of: "//")?.upperBound
        else { return "" }
        let authority = location[start...].prefix { !"/?#".contains($0) }
        let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        return host.isEmpty ? "" : ", a redirect to \(ServiceText.harmless(String(host), limit: 100))"
    }

    /// The same without these texts, before anything is cut off that would leave a part of one.
    func removing(_ secrets: [String]) -> HTTPResponse {
        var result = removingFromHeaders(secrets)
        result.body = Array(Redaction.removing(secrets, from: String(decoding: body, as: UTF8.self)).utf8)
        return result
    }

    /// The same with its body as it is: what a success brings is needed.
    func removingFromHeaders(_ secrets: [String]) -> HTTPResponse {
        var result = self
        result.headers = headers.map { ($0.name, Redaction.removing(secrets, from: $0.value)) }
        return result
    }

    /// What AWS support asks for.
    var requestID: String? {
        (header("x-amzn-requestid") ?? header("x-amz-request-id")).map { ServiceText.harmless($0, limit: 100) }
    }
}
