internal import Diagnostics
import Testing

struct DiagnosticOrderTests {
    private func error(_ message: String, _ path: String, _ line: Int, _ column: Int) -> Diagnostic {
        .error(message, at: SourceLocation(path: path, line: line, column: column))
    }

    @Test func sortsByFileLineAndColumn() {
        let ordered = [
            Diagnostic.error("no place"), error("1", "a.yaml", 1, 9), error("2", "a.yaml", 2, 1),
            error("3", "a.yaml", 10, 1), error("4", "b.yaml", 1, 1),
        ]
        #expect(ordered.reversed().sorted() == ordered)
    }

    @Test func keepsTheOrderAtOnePlaceAndDropsWhatIsSaidTwice() {
        let (one, two) = (error("z", "a", 1, 1), error("a", "a", 1, 1))
        #expect([one, two, one, error("z", "a", 1, 2), two].sorted() == [one, two, error("z", "a", 1, 2)])
    }

    @Test(arguments: [(0, 0, "no errors"), (1, 0, "1 error"), (3, 1, "3 errors, 1 warning"), (0, 2, "2 warnings")])
    func summary(errors: Int, warnings: Int, text: String) {
        let all =
            Array(repeating: Diagnostic.error("e"), count: errors)
            + Array(repeating: Diagnostic.warning("w"), count: warnings)
        #expect(all.summary == text)
    }

    @Test(arguments: [
        (0, 1, 1), (1, 1, 2), (3, 1, 3), (4, 2, 1), (5, 2, 2), (7, 3, 1), (8, 4, 1), (9, 4, 2), (99, 4, 2),
    ])
    func bytesHavePositions(offset: Int, line: Int, column: Int) {
        let text = SourceText(Array("aé\nb\r\n\rx".utf8))
        #expect(text.position(ofByte: offset) == SourcePosition(line: line, column: column))
    }
}
