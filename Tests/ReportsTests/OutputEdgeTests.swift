import DesiredState
import Foundation
import ModelVersions
import Planning
import TestSupport
import Testing

@testable import Reports

/// Values that a format must change, and values that are equal.
struct OutputEdgeTests {
    @Test(
        "A cell with a formula behind blanks gets an apostrophe, in front of the blanks",
        arguments: ["=", "+", "-", "@", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}"]
    )
    func formulas(start: String) {
        func cell(_ text: String) -> String {
            var csv = CSVText()
            csv.append([.text(text)])
            return String(csv.text.dropLast())
        }
        #expect(cell(start + "1") == "'\(start)1")
        for blanks in [" ", "     "] { #expect(cell(blanks + start + "1") == "'\(blanks)\(start)1") }
        #expect(cell("a " + start) == "a \(start)" && cell("   ") == "\"   \"")
        for control in ["\t", "\r", "\n"] { #expect(cell(control + "a").first == "'") }
    }

    @Test("A cell with a quote, a comma or a blank at its ends is quoted, others are not")
    func quotes() {
        var csv = CSVText()
        csv.append([.text("a\"b"), .text("a,b"), .text(" a"), .text("a "), .text("a b"), .empty, .number("-1")])
        #expect(csv.text == "\"a\"\"b\",\"a,b\",\" a\",\"a \",a b,,-1\r\n")
    }

    /// What an XML parser reads from a test report about a finding with this text.
    private func readBack(_ text: String) throws -> (message: String?, content: String) {
        let finding = Finding(FindingRule(id: "rule", summary: "Rule."), .error, text)
        let review = Review(command: "plan", toolVersion: "1", summary: "s", findings: [finding])
        let xml = ReviewFormat.junit.render(review)
        let parts = xml.split(separator: "<failure message=\"").last?.split(separator: "\"", maxSplits: 1)
        let message = try #require(parts?.first).description
        let content = try #require(parts?.last?.split(separator: ">", maxSplits: 1).last?.split(separator: "<").first)
        return (message, content.description)
    }

    @Test("A quote, an ampersand and brackets do not end an attribute or begin an element of a test report")
    func xml() throws {
        let text = "say \"a\" & <b> 'c' ]]>"
        let escaped = "say &quot;a&quot; &amp; &lt;b&gt; 'c' ]]&gt;"
        let read = try readBack(text)
        #expect(read.message == escaped)
        #expect(read.content.hasSuffix(escaped))
        for (character, escape) in [("\"", "&quot;"), ("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")] {
            #expect(try readBack("a\(character)b").message == "a\(escape)b", "alone in a text")
        }
    }

    @Test(
        "No test report has a character that XML forbids",
        arguments: ["\u{FFFE}", "\u{FFFF}", "\0", "\u{1F}", "\u{8}"]
    )
    func forbidden(character: String) throws {
        let read = try readBack("a\(character)b")
        let message = try #require(read.message)
        #expect(message.unicodeScalars.count == 3 && message.first == "a" && message.last == "b")
        #expect(!message.contains(character) && !read.content.contains(character))
    }

    // MARK: Equal values

    @Test("Of versions with the same best score, the first is the best, in a text and in a chart")
    func bestScoreTie() throws {
        func rows(_ scores: [(String, Double?)]) throws -> StatusCounts {
            let rows = scores.map { name, score in
                StatusRow(SampleStatus.version(name, "RUNNING", f1: score), nil, before: nil)
            }
            return StatusCounts(rows, of: project)
        }
        let tie = try rows([("low", 0.5), ("first", 0.9), ("second", 0.9), ("none", nil)])
        #expect(tie.best?.version.name.text == "first" && tie.bestText == "Best F1 0.900 (first).")
        #expect(try rows([("second", 0.9), ("first", 0.9)]).best?.version.name.text == "second")
        #expect(try rows([("zero", 0)]).best?.version.name.text == "zero", "0 is a score")
        #expect(try rows([("none", nil)]).best == nil)
    }

    // Guide page managing-adapters: the service ignores an expired adapter, and still uses a deprecated one. Its message
    // may be that of a trained one.
    @Test("What a status means comes before the service's message, in text and in HTML", arguments: [true, false])
    func endOfLife(hasMessage: Bool) {
        let message = hasMessage ? "The model is ready to run." : nil
        var sample = SampleStatus()
        let arn = projectARN("signs")
        sample.desired = DesiredState(projects: [DesiredProject(arn: arn, versions: [])])
        sample.live[arn] = .present(
            LiveProject(
                feature: .contentModeration,
                versions: ["EXPIRED", "DEPRECATED", "TRAINING_COMPLETED"].map { status in
                    SampleStatus.version(status, status) { $0.statusMessage = message }
                }
            )
        )
        let report = sample.report(.init(hasFiles: false))
        let text = StatusText(now: SampleStatus.now).render(report)
        let page = StatusPage(now: SampleStatus.now, generator: "test").render(report)
        for output in [text, page] {
            #expect(output.components(separatedBy: AdapterWords.expired).count == 2)
            // The page escapes the rest of the text.
            #expect(AdapterWords.deprecated.hasPrefix("still runs, and expires 60 to 90 days"))
            #expect(output.components(separatedBy: "still runs, and expires 60 to 90 days").count == 2)
            #expect(output.components(separatedBy: "the service says: The model").count == (hasMessage ? 3 : 1))
        }
    }

    // Guide page managing-adapters: the service ignores an expired adapter, and still uses a deprecated one.
    @Test("The best version is one that can serve")
    func bestServes() {
        func best(_ statuses: String...) -> String? {
            let rows = statuses.enumerated().map { index, status in
                // The first has the highest score.
                StatusRow(SampleStatus.version(status, status, f1: 0.9 - Double(index) / 10), nil, before: nil)
            }
            return StatusCounts(rows, of: project).best?.version.name.text
        }
        #expect(best("EXPIRED", "DELETING", "BRAND_NEW", "DEPRECATED", "RUNNING") == "DEPRECATED")
        #expect(best("EXPIRED", "STOPPED") == "STOPPED")
        #expect(best("EXPIRED") == nil)
    }
}
