internal import FoundationEssentials

/// The service's own error in an answer.
struct ServiceError: Sendable, Equatable {
    /// Without a namespace.
    var code: String
    var message: String
    /// Where it stands in the body rather than in a header.
    var requestID: String?
}

extension ServiceError {
    private struct Members: Decodable {
        var type: String?
        var code: String?
        var message: String?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case type = "__type"
            case code
            case message
            case capitalMessage = "Message"
            case description = "error_description"
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            // Members of other types are somebody else's: left out, not fatal.
            func text(_ key: CodingKeys) -> String? { try? container.decodeIfPresent(String.self, forKey: key) }
            type = text(.type)
            code = text(.code)
            message = text(.message) ?? text(.capitalMessage) ?? text(.description)
        }
    }

    /// The error of the JSON protocols; nil where the answer is not the service's.
    init?(json response: HTTPResponse) {
        let members = try? JSONDecoder().decode(Members.self, from: Data(response.body))
        guard let name = response.header("x-amzn-errortype") ?? members?.type ?? members?.code else { return nil }
        // `namespace#Code:http://...` is `Code`.
        let beforeColon = name.prefix { $0 != ":" }
        let code = beforeColon.split(separator: "#").last.map(String.init) ?? ""
        guard !code.isEmpty else { return nil }
        self.init(code: ServiceText.harmless(code), message: ServiceText.harmless(members?.message ?? ""))
    }
}

extension HTTPResponse {
    /// What an answer says that is not the service's: the status and the start of its text.
    var excerpt: String {
        let text = ServiceText.harmless(String(decoding: body.prefix(2000), as: UTF8.self), limit: 200)
        let type = header("content-type").map { " (\(ServiceText.harmless($0, limit: 60)))" } ?? ""
        return text.isEmpty ? "status \(status), no text" : "status \(status)\(type): \(text)"
    }

    /// The same without these texts in its body, before anything is cut off that would leave a part of one.
    func removing(_ secrets: [String]) -> HTTPResponse {
        var result = self
        result.body = Array(Redaction.removing(secrets, from: String(decoding: body, as: UTF8.self)).utf8)
        return result
    }

    /// What AWS support asks for.
    var requestID: String? {
        (header("x-amzn-requestid") ?? header("x-amz-request-id")).map { ServiceText.harmless($0, limit: 100) }
    }
}
