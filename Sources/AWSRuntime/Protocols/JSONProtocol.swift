internal import FoundationEssentials

/// The bodies of AWS JSON 1.1.
enum JSONProtocol {
    static func encode(_ input: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(input))
    }

    /// An empty body is an empty object.
    static func decode<Output: Decodable>(_ type: Output.Type, from body: [UInt8]) throws -> Output {
        try JSONDecoder().decode(type, from: body.isEmpty ? Data("{}".utf8) : Data(body))
    }
}
