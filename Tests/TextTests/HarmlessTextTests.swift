import Testing
import Text

struct HarmlessTextTests {
    /// Unicode's space separators (Zs) but the space, and the Braille pattern without dots.
    private static let blanks: [Unicode.Scalar] =
        (0..<0x3001).compactMap(Unicode.Scalar.init).filter {
            $0 != " " && $0.properties.generalCategory == .spaceSeparator || $0.value == 0x2800
        }

    @Test("Every blank but the space is shown as a symbol")
    func blanks() {
        #expect(Self.blanks.count == 17)
        for blank in Self.blanks {
            #expect(HarmlessText.shown("a\(blank)b") == "a\u{2423}b" && !HarmlessText.isHarmless(blank))
        }
        #expect(HarmlessText.shown("a b") == "a b" && HarmlessText.isHarmless(" "))
    }

    @Test(
        "A code point that no font shows is not harmless",
        arguments: [0xAD, 0x378, 0x2028, 0xE000, 0xFFF9, 0xFFFF, 0x13430, 0x1D159, 0xE0041, 0x10FFFD]
    )
    func notShown(value: UInt32) throws {
        let scalar = try #require(Unicode.Scalar(value))
        #expect(HarmlessText.shown("a\(scalar)b") == "a\u{FFFD}b" && !HarmlessText.isHarmless(scalar))
    }

    @Test("A message quotes at most a hundred code points of a text")
    func excerpt() {
        let hundred = String(repeating: "é", count: 100)
        #expect(hundred.excerpt == hundred && "".excerpt.isEmpty && hundred[...].excerpt == hundred)
        #expect((hundred + "x").excerpt == hundred + "…")
        // One character.
        #expect(("e" + String(repeating: "\u{301}", count: 1000)).excerpt.unicodeScalars.count == 101)
    }
}
