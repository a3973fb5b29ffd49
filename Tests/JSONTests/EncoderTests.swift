import Foundation
import JSON
import TestSupport
import Testing

/// The encoder against Foundation's: the same bytes, indented and on one line.
struct EncoderTests {
    @Test(arguments: 0..<20)
    func randomValues(round: UInt64) throws {
        var random = SplitMix64(seed: 0x4A54_0000 + round)
        for _ in 0..<50 {
            let value = random.sample(depth: 4)
            #expect(try mine(value, indented: true) == theirs(value, [.prettyPrinted]))
            #expect(try mine(value, indented: false) == theirs(value, []))
        }
    }

    @Test func membersOfRecords() throws {
        let record = Record(
            name: "é",
            none: nil,
            small: -128,
            large: UInt64(Int64.max),
            score: 0.85,
            whole: 3,
            threshold: 62.5,
            list: [],
            flag: true
        )
        #expect(try mine(record, indented: true) == theirs(record, [.prettyPrinted]))
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func numbersThatJSONCannotHold(number: Double) {
        #expect(throws: EncodingError.self) { try mine([number], indented: false) }
        #expect(throws: EncodingError.self) { try mine(["a": number], indented: false) }
    }

    @Test("A number that does not fit in 64 bits with a sign is refused")
    func numberThatIsTooLarge() {
        #expect(throws: EncodingError.self) { try mine(UInt64.max, indented: false) }
    }

    @Test("The canonical form is Python's")
    func canonicalForm() throws {
        let text = #"{"b": [1, 0.5, 50.0, null, false], "é": "\"\\\n\u0001\u001f\u007fü/", "a": {}}"#
        #expect(
            String(decoding: try JSONValue(parsing: Array(text.utf8)).bytes(), as: UTF8.self)
                == #"{"a":{},"b":[1,0.5,50,null,false],"é":"\"\\\n\u0001\u001f\#u{7F}ü/"}"#
        )
    }

    private func mine(_ value: some Encodable, indented: Bool) throws -> String {
        String(decoding: try JSONCoding.encode(value, indented: indented), as: UTF8.self)
    }

    private func theirs(_ value: some Encodable, _ formatting: JSONEncoder.OutputFormatting) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = formatting.union([.sortedKeys, .withoutEscapingSlashes])
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}

private struct Record: Encodable {
    var name: String
    var none: String?
    var small: Int8
    var large: UInt64
    var score: Double
    var whole: Double
    var threshold: Float
    var list: [String]
    var flag: Bool?
}

private indirect enum Sample: Encodable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case text(String)
    case list([Sample])
    case object([String: Sample])
    /// By containers within containers.
    case nested([String])

    private enum Key: String, CodingKey { case outer, inner, behind }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        case .list(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        case .nested(let texts):
            var outer = encoder.container(keyedBy: Key.self)
            var inner = outer.nestedContainer(keyedBy: Key.self, forKey: .outer)
            var list = inner.nestedUnkeyedContainer(forKey: .inner)
            for text in texts { try list.encode(text) }
            try outer.encode(texts.count, forKey: .behind)
        }
    }
}

extension SplitMix64 {
    fileprivate mutating func sample(depth: Int) -> Sample {
        switch below(depth > 0 ? 8 : 5) {
        case 0: .null
        case 1: .bool(below(2) == 0)
        case 2: .integer(Int64(bitPattern: next()))
        case 3: .number([0, -0.0, 1, 62.5, 0.1, 1e20, 1e-7, 123_456_789_012, -2.5e300][below(9)])
        case 4: .text(text())
        case 5: .list((0..<below(4)).map { _ in sample(depth: depth - 1) })
        case 6:
            .object(
                Dictionary((0..<below(5)).map { _ in (text(), sample(depth: depth - 1)) }) { first, _ in first }
            )
        default: .nested((0..<below(3)).map { _ in text() })
        }
    }

    private mutating func text() -> String {
        let pieces = [
            "a", "B", "z", "10", "9", "/", "\"", "\\", "\n", "\t", "\u{0}", "\u{1F}", "\u{7F}", "\u{85}", "é", "ß",
            "e\u{301}", "\u{FFFD}", "\u{2028}", "\u{1F600}", "\u{202E}", "日",
        ]
        return (0..<below(4)).map { _ in pieces[below(pieces.count)] }.joined()
    }
}
