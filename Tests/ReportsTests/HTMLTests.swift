import Testing

@testable import Reports

struct HTMLTests {
    private func written(_ write: (inout HTML) -> Void) -> String {
        var source: [UInt8] = []
        var html = HTML { source += $0 }
        write(&html)
        html.end()
        return String(decoding: source, as: UTF8.self)
    }

    @Test("Each ASCII character is escaped or made harmless at each place of a text, and no other is changed")
    func escapes() {
        var wrong: [String] = []
        let escapes = ["&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": "&#39;"]
        for length in 1...19 {
            for place in 0..<length {
                for value in UInt8(0)..<0x80 {
                    let scalar = Unicode.Scalar(value)
                    let shown = escapes[String(scalar)] ?? (value < 0x20 || value == 0x7F ? nil : String(scalar))
                    let before = String(repeating: "a", count: place)
                    let after = String(repeating: "~", count: length - place - 1)
                    let source = written { $0.text("\(before)\(scalar)\(after)") }
                    let isHarmless = !source.unicodeScalars.contains(scalar)
                    let isRight =
                        shown.map { source == before + $0 + after }
                        ?? (isHarmless && source.hasPrefix(before) && source.hasSuffix(after))
                    if !isRight { wrong.append("\(value) at \(place) of \(length): \(source)") }
                }
            }
        }
        #expect(wrong.isEmpty)
    }

    @Test func textsThatAreNotASCII() {
        #expect(written { $0.text("für & über — 日本") } == "für &amp; über — 日本")
        #expect(written { $0.foreign("\u{202E}x") } == "<bdi>\u{FFFD}x</bdi>")
        #expect(written { $0.element("p", ["title": "a\"b"], "é") } == "<p title=\"a&quot;b\">é</p>")
        #expect(written { $0.text("#", "12", " <", "a") } == "#12 &lt;a")
    }

    @Test("A page of any size comes in parts, and is whole")
    func parts() {
        var parts: [Int] = []
        var source: [UInt8] = []
        var html = HTML {
            parts.append($0.count)
            source += $0
        }
        let long = String(repeating: "0123456789", count: 50_000)
        for number in 0..<20_000 { html.element("b", "\(number)") }
        html.element("i", long)
        html.end()
        let expected = (0..<20_000).map { "<b>\($0)</b>" }.joined() + "<i>\(long)</i>"
        #expect(String(decoding: source, as: UTF8.self) == expected)
        #expect(parts.count > 3)
    }
}
