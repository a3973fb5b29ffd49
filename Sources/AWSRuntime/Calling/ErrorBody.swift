internal import FoundationEssentials

/// The service's own error in an answer of the JSON protocol.
struct ErrorBody {
    var code: String
    var message: String

    private struct Members: Decodable {
        var type: String?
        var code: String?
        var message: String?
        var capitalMessage: String?

        enum CodingKeys: String, CodingKey {
            case type = "__type"
            case code
            case message
            case capitalMessage = "Message"
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            // Members of other types are somebody else's: left out, not fatal.
            type = try? container.decodeIfPresent(String.self, forKey: .type)
            code = try? container.decodeIfPresent(String.self, forKey: .code)
            message = try? container.decodeIfPresent(String.self, forKey: .message)
            capitalMessage = try? container.decodeIfPresent(String.self, forKey: .capitalMessage)
        }
    }

    /// Nil where the answer is not the service's.
    init?(_ response: HTTPResponse) {
        let members = try? JSONDecoder().decode(Members.self, from: Data(response.body))
        guard let name = response.header("x-amzn-errortype") ?? members?.type ?? members?.code else { return nil }
        // `namespace#Code:http://...` is `Code`.
        let beforeColon = name.prefix { $0 != ":" }
        let code = beforeColon.split(separator: "#").last.map(String.init) ?? ""
        guard !code.isEmpty else { return nil }
        self.code = ServiceText.harmless(code)
        message = ServiceText.harmless(members?.message ?? members?.capitalMessage ?? "")
    }

    /// What an answer says that is not the service's: the status and the start of its text.
    static func excerpt(of response: HTTPResponse) -> String {
        let text = ServiceText.harmless(String(decoding: response.body.prefix(2000), as: UTF8.self), limit: 200)
        let type = response.header("content-type").map { " (\(ServiceText.harmless($0, limit: 60)))" } ?? ""
        return text.isEmpty ? "status \(response.status), no text" : "status \(response.status)\(type): \(text)"
    }
}

/// Text from outside, as it may stand in a message.
enum ServiceText {
    /// On one line, without control characters, at most `limit` characters.
    static func harmless(_ text: String, limit: Int = 1000) -> String {
        var result = ""
        var isGap = false
        for scalar in text.unicodeScalars {
            if result.count >= limit { return result + "..." }
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator:
                isGap = !result.isEmpty
            default:
                if isGap { result += " " }
                isGap = false
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
