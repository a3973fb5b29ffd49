internal import FoundationEssentials

/// An answer of the emulated service, as it goes on the wire.
package struct SandboxResponse: Sendable {
    package var status: Int
    package var body: [UInt8]

    package init(status: Int, body: [UInt8]) {
        self.status = status
        self.body = body
    }

    /// An error in the form that the service's guide shows (Rekognition guide, "Error handling"), without `Logref`.
    package static func error(code: String, message: String, status: Int = 400) -> SandboxResponse {
        struct Body: Encodable {
            let type: String
            let code: String
            let message: String

            enum CodingKeys: String, CodingKey {
                case type = "__type"
                case code = "Code"
                case message = "Message"
            }
        }
        return SandboxResponse(status: status, body: encode(Body(type: code, code: code, message: message)))
    }

    static func encode(_ value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // The shapes hold strings, numbers and lists of them: nothing that JSON cannot.
        return (try? encoder.encode(value)).map(Array.init) ?? Array("{}".utf8)
    }
}
