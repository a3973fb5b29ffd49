internal import FoundationEssentials

/// How every JSON result is written: keys in byte order, two spaces, a line break at the end.
enum JSONText {
    /// The version of the formats of plans and apply reports. A new minor version only adds members.
    static let formatVersion = "1.0"

    static func render(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
    }
}
