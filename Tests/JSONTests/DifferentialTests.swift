import Foundation
import JSON
import TestSupport
import Testing

/// The reader against Foundation's decoder: the same documents are accepted, with the same values.
///
/// The reader is stricter: it refuses a byte order mark, UTF-16, UTF-32, two members of one name, and skipped strings
/// that are not UTF-8 or have incomplete escapes; and a number that is nearly 0 is not a whole number.
struct DifferentialTests {
    private func decoded(_ bytes: [UInt8]) -> ReferenceJSON? {
        try? JSONDecoder().decode(ReferenceJSON.self, from: Data(bytes))
    }

    @Test("Valid documents have the same values", arguments: 0..<20)
    func validDocuments(round: UInt64) throws {
        var documents = RandomJSON(random: SplitMix64(seed: 0x15_0000 + round))
        for _ in 0..<100 {
            let text = documents.blanks() + documents.value() + documents.blanks()
            let bytes = Array(text.utf8)
            let theirs = decoded(bytes)
            let mine = (try? JSONValue(parsing: bytes)).map(ReferenceJSON.init)
            #expect(mine == theirs, "\(text)")
        }
    }

    @Test("Damaged documents are accepted and refused alike, and crash nothing", arguments: 0..<40)
    func damagedDocuments(round: UInt64) {
        var documents = RandomJSON(random: SplitMix64(seed: 0x16_0000 + round))
        for _ in 0..<150 {
            var bytes = Array(documents.value().utf8)
            for _ in 0...documents.random.below(3) { documents.damage(&bytes) }
            // The decoder guesses other encodings, and takes a byte order mark.
            if bytes.prefix(4).contains(where: { $0 == 0 || $0 >= 0x80 }) { continue }
            let mine = (try? JSONValue(parsing: bytes)).map(ReferenceJSON.init)
            var skipping = JSONReader(bytes)
            let isSkipped = (try? skipping.skipValue()) != nil && (try? skipping.end()) != nil
            let theirs = decoded(bytes)
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(mine == theirs, "\(text)")
            // Numbers that no double holds may be skipped.
            if !isSkipped { #expect(mine == nil, "\(text)") }
        }
    }

    @Test(
        "Whole numbers, however they are written",
        arguments: [
            "0", "-0", "1", "-1", "1.0", "1e2", "1.5e1", "15e-1", "1.5", "9223372036854775807", "9223372036854775808",
            "-9223372036854775808", "-9223372036854775809", "1e18", "1e19", "9007199254740993.0", "1e400",
            "\"1\"", "true", "0.0", "-0.0", "100e-2", "123456789012345678901234567890", "0e9999999999",
        ]
    )
    func integers(text: String) {
        var json = JSONReader(Array(text.utf8))
        let mine = try? json.int64()
        let theirs = try? JSONDecoder().decode(Int64.self, from: Data(text.utf8))
        #expect(mine == theirs)
    }

    @Test("The writer writes what an encoder with sorted keys does")
    func writing() throws {
        struct Shape: Encodable {
            var text: String?
            var texts: [String]?
            var whole: Int?
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let all =
            (0...0x2FF).map { String(Unicode.Scalar(UInt32($0))!) } + ["", "\u{2028}\u{2029}", "\u{1F600}", "a/b\\\""]
        for text in all {
            let shape = Shape(text: text, texts: [text, "x"], whole: text.utf8.count)
            var writer = JSONWriter()
            writer.object { json in
                json.member("text", shape.text)
                json.member("texts", shape.texts)
                json.member("whole", shape.whole)
            }
            #expect(writer.bytes == Array(try encoder.encode(shape)))
        }
    }
}
