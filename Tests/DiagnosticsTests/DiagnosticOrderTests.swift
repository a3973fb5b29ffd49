import Diagnostics
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
        #expect(Array(DiagnosticList(ordered.reversed())) == ordered)
    }

    @Test func keepsTheOrderAtOnePlaceAndDropsWhatIsSaidTwice() {
        let (one, two) = (error("z", "a", 1, 1), error("a", "a", 1, 1))
        let list = DiagnosticList([one, two, one, error("z", "a", 1, 2), two])
        #expect(Array(list) == [one, two, error("z", "a", 1, 2)])
    }

    @Test(arguments: [(0, 0, "no errors"), (1, 0, "1 error"), (3, 1, "3 errors, 1 warning"), (0, 2, "2 warnings")])
    func summary(errors: Int, warnings: Int, text: String) {
        let all = (0..<errors).map { Diagnostic.error("\($0)") } + (0..<warnings).map { Diagnostic.warning("\($0)") }
        #expect(DiagnosticList(all).summary == text)
        #expect(DiagnosticList(all, limit: 1).summary == text)
        #expect(DiagnosticList(all).remainder == nil)
    }

    @Test func keepsTheFirstOnesByPlaceAndCountsTheRest() {
        var list = DiagnosticList(limit: 3)
        for line in (1...1000).reversed() { list.append(error("e", "b.yaml", line, 1)) }
        #expect(list.map(\.location?.line) == [1, 2, 3])
        #expect(list.omitted == 997)
        #expect(list.summary == "1,000 errors")
        #expect(list.remainder == "... and 997 more errors")
        // A repetition does not count, even of an omitted diagnostic.
        for line in 1...1000 { list.append(error("e", "b.yaml", line, 1)) }
        #expect(list.omitted == 997)

        var other = DiagnosticList(limit: 1)
        other.append(.warning("w"))
        other.append(error("e", "a.yaml", 1, 1))
        #expect(other.hasErrors, "an error counts even where only a warning is shown")
        list.merge(other)
        #expect(list.map(\.location?.line) == [nil, 1, 2])
        #expect(list.remainder == "... and 999 more errors")
        #expect(
            DiagnosticList([.warning("a"), .error("b"), .warning("c")], limit: 1).remainder
                == "... and 2 more error and warnings"
        )
    }

    @Test func tellsApartWhatDiffersInItsBytesOnly() {
        #expect(DiagnosticList([error("\u{E9}", "a", 1, 1), error("e\u{301}", "a", 1, 1)]).count == 2)
    }

    @Test(arguments: [
        (0, 1, 1), (1, 1, 2), (3, 1, 3), (4, 2, 1), (5, 2, 2), (7, 3, 1), (8, 4, 1), (9, 4, 2), (99, 4, 2),
    ])
    func bytesHavePositions(offset: Int, line: Int, column: Int) {
        let text = SourceText(Array("aé\nb\r\n\rx".utf8))
        #expect(text.position(ofByte: offset) == SourcePosition(line: line, column: column))
    }
}
