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
}
