import Diagnostics
import Testing
import Text

struct DiagnosticRendererTests {
    private func render(_ diagnostics: [Diagnostic], _ files: [String: String], style: TextStyle = .plain) -> String {
        var sources = SourceTexts()
        for (path, text) in files { sources[path] = Array(text.utf8) }
        return DiagnosticRenderer(sources: sources, style: style).render(diagnostics)
    }

    private func at(_ line: Int, _ column: Int) -> SourceLocation {
        at("a.yaml", line, column)
    }

    private func at(_ path: String, _ line: Int, _ column: Int) -> SourceLocation {
        SourceLocation(path: path, line: line, column: column)
    }

    @Test func showsPlaceLineCaretHelpAndRelatedPlaces() {
        let diagnostic = Diagnostic.error(
            "unknown key `kmskey`; did you mean `kmsKey`?",
            at: at("examples/a.yaml", 12, 5),
            related: [.init("first defined here", at: at("examples/b.yaml", 3, 5))],
            help: "look at the schema"
        )
        let files = [
            "examples/a.yaml": String(repeating: "#\n", count: 11) + "    kmskey: alias/x\n",
            "examples/b.yaml": "a:\n\n  - name: x\n",
        ]
        #expect(
            render([diagnostic], files) == """
                examples/a.yaml:12:5: error: unknown key `kmskey`; did you mean `kmsKey`?
                   12 |     kmskey: alias/x
                      |     ^
                  help: look at the schema
                examples/b.yaml:3:5: note: first defined here
                    3 |   - name: x
                      |     ^

                """
        )
    }

    @Test func aWarningAndAnErrorWithoutAPlace() {
        let diagnostics = [
            Diagnostic.error("x.yaml: no such file or folder"),
            Diagnostic.warning("odd", at: at("missing.yaml", 1, 1)),
        ]
        #expect(
            render(diagnostics, [:]) == """
                error: x.yaml: no such file or folder
                missing.yaml:1:1: warning: odd

                """
        )
    }

    @Test func coloursAreEscapeSequencesAroundTheSameText() {
        let diagnostics = [Diagnostic.error("no", at: at(1, 1), help: "yes"), .warning("hm", at: at(1, 1))]
        let coloured = render(diagnostics, ["a.yaml": "x"], style: .coloured)
        #expect(coloured.utf8.starts(with: "\u{1B}[1ma.yaml:1:1:\u{1B}[0m \u{1B}[1;31merror:\u{1B}[0m no\n".utf8))
        #expect(coloured.contains("\u{1B}[1;33mwarning:\u{1B}[0m hm"))
        var plain = coloured
        for code in ["0", "1", "2", "1;31", "1;32", "1;33", "1;36"] {
            plain = plain.split(separator: "\u{1B}[\(code)m", omittingEmptySubsequences: false).joined()
        }
        #expect(plain == render(diagnostics, ["a.yaml": "x"]))
    }

    /// The source line and the caret line in the output.
    private func snippet(_ line: String, column: Int) -> [String] {
        let lines = render([.error("e", at: at(1, column))], ["a.yaml": line]).utf8
            .split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
        return Array(lines.dropFirst())
    }

    @Test(arguments: [
        ("\ta: b", 2, "\ta: b", "\t^"),
        ("é: ü x", 6, "é: ü x", "     ^"),
        ("日本: x", 5, "日本: x", "      ^"),
        ("e\u{301}x", 3, "e\u{301}x", " ^"),
        ("a\u{1B}[31mb", 7, "a␛[31mb", "      ^"),
        ("a\u{202E}b", 3, "a\u{FFFD}b", "  ^"),
        ("a\u{9B}31m", 3, "a\u{FFFD}31m", "  ^"),
        ("a\u{200B}b", 3, "a\u{FFFD}b", "  ^"),
        ("a\u{200D}\u{2060}b", 4, "a\u{FFFD}\u{FFFD}b", "   ^"),
        ("a\u{E0041}b", 3, "a\u{FFFD}b", "  ^"),
        ("a\u{AD}\u{FE0F}\u{3164}b", 5, "a\u{FFFD}\u{FFFD}\u{FFFD}b", "    ^"),
        ("abc", 4, "abc", "   ^"),
        ("abc", 99, "abc", "   ^"),
        ("a\r\nb", 1, "a", "^"),
        ("a\rb", 1, "a", "^"),
        ("\u{FEFF}ab", 2, "ab", " ^"),
    ])
    func theCaretStandsBelowItsColumn(line: String, column: Int, shown: String, caret: String) {
        #expect(snippet(line, column: column) == ["    1 | \(shown)", "      | \(caret)"])
    }

    @Test func anEmptyLineLeavesNoBlankAtItsEnd() {
        #expect(snippet("", column: 1) == ["    1 |", "      | ^"])
    }

    @Test func aLineThatIsNotThereIsNotShown() {
        #expect(render([.error("e", at: at(7, 1))], ["a.yaml": "x\n"]) == "a.yaml:7:1: error: e\n")
    }

    @Test func bytesThatAreNotTextAreReplaced() {
        var sources = SourceTexts()
        sources["a.yaml"] = [0x61, 0xFF, 0x62]
        let text = DiagnosticRenderer(sources: sources).render([.error("e", at: at(1, 2))])
        #expect(text == "a.yaml:1:2: error: e\n    1 | a\u{FFFD}b\n      |  ^\n")
    }

    @Test func aLongLineIsCutAroundTheCaret() {
        let line = String(repeating: "a", count: 5000) + "X" + String(repeating: "b", count: 5000)
        let shown = snippet(line, column: 5001)
        let before = String(repeating: "a", count: 60)
        #expect(shown[0] == "    1 | …" + before + "X" + String(repeating: "b", count: 59) + "…")
        #expect(shown[1] == "      |  " + String(repeating: " ", count: 60) + "^")
        #expect(snippet(line, column: 3)[0].hasPrefix("    1 | aaa"))
        #expect(snippet(line, column: 10_001)[0].hasSuffix("b"))
    }

    @Test func aThousandErrorsInOneLongLineCostNoMoreThanReadingItOnce() {
        let line = String(repeating: "x", count: 4_000_000)
        let diagnostics = (0..<1000).map { Diagnostic.error("e", at: at(1, $0 * 4000 + 1)) }
        let elapsed = ContinuousClock().measure {
            #expect(render(diagnostics, ["a.yaml": line]).utf8.count > 100_000)
        }
        #expect(elapsed < .seconds(20))
    }

    @Test func nothingInAMessageOrPathDrivesTheTerminal() {
        let diagnostic = Diagnostic.error(
            "unknown key `\u{1B}[2J\nx`",
            at: SourceLocation(path: "a\u{7}.yaml", line: 1, column: 1),
            help: "\u{9B}1m"
        )
        let text = render([diagnostic], [:])
        #expect(text == "a␇.yaml:1:1: error: unknown key `␛[2J␊x`\n  help: \u{FFFD}1m\n")
    }

    @Test func numbersOfLinesBeyondTheGutterPushItOut() {
        let text = render([.error("e", at: at(123_456, 1))], ["a.yaml": String(repeating: "\n", count: 123_455) + "x"])
        #expect(text == "a.yaml:123456:1: error: e\n123456 | x\n       | ^\n")
    }

    @Test func pathsAreToldApartByTheirBytes() {
        var sources = SourceTexts()
        sources["\u{E9}"] = Array("one".utf8)
        sources["e\u{301}"] = Array("two".utf8)
        #expect(sources["\u{E9}"] == Array("one".utf8))
    }
}
