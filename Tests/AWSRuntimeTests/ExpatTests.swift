import Foundation
import Testing

@testable import AWSRuntime

/// Documents as expat reads them (Tests/Conformance/xml/make_cases.py).
struct ExpatTests {
    private struct Case: Decodable {
        var xml: String
        /// `<NAME` for the start of an element, `>` for its end, `=TEXT`.
        var pieces: [String]?
        var refused: Bool?
    }

    private struct File: Decodable { var cases: [Case] }

    private static func cases() throws -> [Case] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/expat-xml.json")
        return try JSONDecoder().decode(File.self, from: Data(contentsOf: file)).cases
    }

    /// The pieces of a document; nil where it is refused.
    static func read(_ bytes: [UInt8]) -> [String]? {
        do throws(XMLError) {
            var scanner = try XMLScanner(bytes)
            var pieces: [String] = []
            while let piece = try scanner.next() {
                switch piece {
                case .start(let name): pieces.append("<" + name)
                case .end: pieces.append(">")
                // A comment splits a text.
                case .text(let text) where pieces.last?.utf8.first == UInt8(ascii: "="):
                    pieces[pieces.count - 1] += text
                case .text(let text): pieces.append("=" + text)
                }
            }
            return pieces
        } catch {
            return nil
        }
    }

    @Test("The same documents are refused, and the others have the same elements and texts")
    func same() throws {
        let cases = try Self.cases()
        #expect(cases.count > 1400)
        for test in cases {
            let read = Self.read(Array(test.xml.utf8))
            let isSame =
                read.map { Array($0.joined(separator: "|").utf8) }
                == test.pieces.map { Array($0.joined(separator: "|").utf8) }
            #expect(isSame, "\(test.xml.debugDescription): \(read?.description ?? "refused")")
        }
    }

    @Test(
        "What expat reads and services do not send is refused",
        arguments: [
            "<!DOCTYPE a><a/>", "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "<a><![CDATA[x]]></a>", "<é/>",
            "<a é='1'/>",
            "<?xml version='1.0' encoding='iso-8859-1'?><a/>",
        ]
    )
    func stricter(xml: String) {
        #expect(Self.read(Array(xml.utf8)) == nil)
    }

    @Test("Bytes that are not UTF-8 are refused at any place")
    func encoding() {
        let places = ["<a>%</a>", "<a b='%'/>", "<!--%--><a/>", "<?p %?><a/>", "<a/>%"]
        for place in places {
            let parts = place.split(separator: "%", omittingEmptySubsequences: false).map { Array($0.utf8) }
            #expect(Self.read(parts[0] + parts[1]) != nil)
            for wrong: [UInt8] in [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xEF, 0xBF, 0xBE], [0xEF, 0xBF]] {
                #expect(Self.read(parts[0] + wrong + parts[1]) == nil)
            }
        }
    }

    @Test("The work grows with the length: a name and the count of pieces have limits")
    func lengths() throws {
        let long = String(repeating: "n", count: 128)
        #expect(Self.read(Array("<\(long)/>".utf8)) != nil)
        #expect(Self.read(Array("<\(long)n/>".utf8)) == nil)
        for size in [1000, 10_000, 60_000] {
            for part in ["<a/>", "x", "&#65;", "<!---->", "<?p?>", "<a x='1'/>", "<a>b</a>"] {
                let text = String(repeating: part, count: size / part.utf8.count)
                var scanner = try XMLScanner(Array("<r>\(text)</r>".utf8))
                var pieces = 0
                while try scanner.next() != nil { pieces += 1 }
                #expect(pieces <= size + 2)
            }
        }
    }
}
