import JSON
import Text

/// The service's error in an answer. Messages use `shown(without:)`.
package struct ServiceError: Sendable, Equatable {
    /// Without a namespace.
    package var code: String
    package var message: String
    /// Of an answer with the id in its body, not in a header.
    package var requestID: String?
    /// The region of the bucket by the answer of S3.
    package var bucketRegion: String?
}

extension ServiceError {
    /// The error of the JSON protocols; nil where the answer is not from the service.
    package init?(json response: HTTPResponse) {
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
    package func shown(without secrets: [String]) -> ServiceError {
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
    /// An answer that is not from the service, without its text: a page can contain secrets. Only the debug log shows
    /// it.
    var summary: String {
        let type = plainHeader("content-type").map { " (\($0))" } ?? ""
        let coding = plainHeader("content-encoding").flatMap { $0 == "identity" || body.isEmpty ? nil : $0 }
        return "status \(status)\(type)\(redirection)"
            + (coding.map { ", encoded as \($0), which was not requested" } ?? (body.isEmpty ? ", no text" : ""))
    }

    /// A header without its parameters; nil where it is not a name such as `text/html`.
    private func plainHeader(_ name: String) -> String? {
        guard let value = header(name)?.prefix(while: { $0 != ";" }).lowercased(), (1...60).contains(value.utf8.count),
            value.utf8.allSatisfy({ "abcdefghijklmnopqrstuvwxyz0123456789/+.-".utf8.contains($0) })
        else { return nil }
        return value
    }

    /// The target of a redirect, often a login page; the host alone, as the rest can contain tokens.
    private var redirection: String {
        guard (300..<400).contains(status), let location = header("location"),
            let start = location.utf8.place(of: "//")?.upperBound
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
    package var requestID: String? {
        (header("x-amzn-requestid") ?? header("x-amz-request-id")).map { ServiceText.harmless($0, limit: 100) }
    }
}
