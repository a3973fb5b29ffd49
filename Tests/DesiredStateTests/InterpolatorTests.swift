import Diagnostics
import TestSupport
import Testing
import YAMLTree

@testable import DesiredState

struct InterpolatorTests {
    private func document(_ text: String) throws -> YAMLDocument {
        try #require(YAMLParser.parse(Array(text.utf8), path: "f.yaml").documents.first)
    }

    @Test("All scalars together have a limit, which is reported once")
    func totalLimit() throws {
        var interpolator = Interpolator(Variables { _ in "0123456789" }, totalLimit: 35)
        var diagnostics = DiagnosticList()
        let list = try document("- ${var:A}\n- ${var:A}\n- plain\n- $${x}\n")
        _ = interpolator.resolve(list, reportingTo: &diagnostics)
        #expect(diagnostics.isEmpty)
        let (_, references) = interpolator.resolve(list, reportingTo: &diagnostics)
        #expect(diagnostics.count == 1)
        #expect(diagnostics.first?.location?.description == "f.yaml:2:3")
        #expect(!references.hasFailed(at: SourcePosition(line: 1, column: 3)))
        #expect(references.hasFailed(at: SourcePosition(line: 2, column: 3)))
    }

    @Test("A document without a `$` is not searched")
    func untouched() throws {
        #expect(!(try document("- a\n- 'b'\n").holdsDollar))
        #expect(try document("- a\n- \"\\x24\"\n").holdsDollar)
        #expect(try document("$a: b\n").holdsDollar)
    }

    @Test("An escaped text gives the text back")
    func escaping() throws {
        var random = SplitMix64(seed: 0xE5CA)
        let parts = ["$", "{", "}", "var:", "A", ":-", "é", "$$", "${var:A}"]
        for _ in 0..<2000 {
            let text = (0..<random.below(12)).map { _ in parts[random.below(parts.count)] }.joined()
            let template = Template(Template.escaping(text))
            #expect(template.problems.isEmpty)
            var read = ""
            for piece in template.pieces {
                if case .text(let part) = piece { read += part } else { Issue.record("\(text) holds a reference") }
            }
            #expect(read.utf8.elementsEqual(text.utf8))
        }
    }
}
