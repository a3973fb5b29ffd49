import Testing

@testable import JSON

struct WriterTests {
    private func written(harmless: Bool = false, _ write: (inout JSONWriter) -> Void) -> String {
        var json = JSONWriter(harmless: harmless)
        write(&json)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    @Test(arguments: [
        ("plain", "plain"), ("a\"b\\c", #"a\"b\\c"#), ("\u{08}\t\n\u{0C}\r\u{1B}", #"\b\t\n\f\r\u001b"#),
        ("Schild für Nacht 夜", "Schild für Nacht 夜"),
    ])
    func textsKeepTheirCharacters(text: String, expected: String) {
        for harmless in [false, true] { #expect(written(harmless: harmless) { $0.string(text) } == "\"\(expected)\"") }
    }

    /// U+007F, a C1 control, a mark of the writing direction, and a tag character, which is two units of UTF-16.
    @Test func harmfulCharactersBecomeEscapes() {
        let text = "ä\u{7F}\u{9B}\u{202E}\u{E0041}"
        #expect(written { $0.string(text) } == "\"\(text)\"")
        #expect(written(harmless: true) { $0.string(text) } == #""ä\u007f\u009b\u202e\udb40\udc41""#)
    }

    @Test func numbers() {
        let numbers: [(Double, String)] = [
            (0, "0"), (-0.0, "-0"), (3600, "3600"), (0.85, "0.85"), (-12.5, "-12.5"), (1e20, "1e+20"),
        ]
        for (number, expected) in numbers { #expect(written { $0.number(number) } == expected) }
        for number in [0, 7, -7, 10, 1_234_567_890, .max, .min] as [Int64] {
            #expect(written { $0.integer(number) } == "\(number)")
        }
        #expect(written { json in json.object { $0.member("a", Double.nan) } } == "{}")
    }
}
