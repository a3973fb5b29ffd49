internal import FoundationEssentials

/// The bodies of AWS JSON 1.1.
enum JSONProtocol {
    static func encode(_ input: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(input))
    }

    /// - Parameter body: an empty one is an empty object.
    static func decode<Output: Decodable>(_ type: Output.Type, from body: [UInt8]) throws -> Output {
        let decoder = JSONDecoder()
        // AWS writes numbers that are none as texts (Smithy, awsJson1_1, "Shape serialization").
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "Infinity",
            negativeInfinity: "-Infinity",
            nan: "NaN"
        )
        return try decoder.decode(type, from: body.isEmpty ? Data("{}".utf8) : Data(body))
    }
}
