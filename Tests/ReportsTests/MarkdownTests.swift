import Synchronization
import Testing

@testable import Reports

struct MarkdownTests {
    @Test(
        "A code span is longer than any run of backticks in it, and begins and ends with neither a backtick nor spaces",
        arguments: [
            ("v1", "`v1`"), ("a`b", "``a`b``"), ("a``b`c", "```a``b`c```"), ("`a", "`` `a ``"), ("a`", "`` a` ``"),
            (" a ", "`  a  `"), (" a", "` a`"), ("", "(empty)"), ("a\nb\tc\u{202E}", "`a␊b c\u{FFFD}`"),
            ("<b>&lt;</b>", "`<b>&lt;</b>`"),
        ]
    )
    func code(text: String, markdown: String) {
        #expect(Markdown.code(text) == markdown)
    }

    @Test("More backticks in a row than a parser counts are shown as another character")
    func longRun() {
        let text = String(repeating: "`", count: 9)
        #expect(Markdown.code(text) == "`" + String(repeating: "\u{02CB}", count: 9) + "`")
        let short = String(repeating: "`", count: 8)
        #expect(Markdown.code(short) == "````````` \(short) `````````")
    }

    @Test("Only plain words of a sentence stay plain")
    func prose() {
        let cases = [
            ("the name is used up: try 12 of them, or 1.50.", "the name is used up: try 12 of them, or 1.50."),
            ("write `retired: true` there", "write `retired: true` there"),
            ("`a` `b`, `c`", "`a b`, `c`"),
            ("hello @octocat and #12!", "hello `@octocat` and `#12`!"),
            ("see http://a.b/c, please", "see `http://a.b/c`, please"),
            ("www.a.b and a@b.c", "`www.a.b` and `a@b.c`"),
            ("a ` b", "a `` ` `` b"),
            ("GH-12 deadbeef 1234567", "`GH-12 deadbeef 1234567`"),
            ("it's (really) \"so\"", "it's (really) \"so\""),
            ("a|b *c* _d_ ~~e~~ $f$ :g:", "`a|b *c* _d_ ~~e~~ $f$ :g`:"),
            ("![x](y)", "`![x](y`)"),
            ("x`y`z @a`b`", "x`y`z `@ab`"),
            ("", ""), ("  two  spaces  ", "two spaces"),
        ]
        for (text, markdown) in cases { #expect(Markdown.prose(text) == markdown) }
    }

    @Test("What is too long is cut, and says so")
    func cut() {
        #expect(Markdown.code("abcdef", limit: 3) == "`abc`…")
        #expect(Markdown.code("äöü", limit: 3) == "`äöü`")
        #expect(Markdown.prose("one two three", limit: 7) == "one two…")
    }

    @Test("A bar ends no cell")
    func cells() {
        #expect(Markdown.row(["`a|b`", "c"]) == "| `a\\|b` | c |")
        #expect(Markdown.cell("\\|") == "\\\\|")
    }
}

struct MarkdownDocumentTests {
    private func document(_ counts: [Int], size: Int = 100) -> MarkdownDocument {
        let item = String(repeating: "x", count: size - 1)
        return MarkdownDocument(
            head: ["**Summary.**"],
            sections: counts.enumerated().map { number, count in
                MarkdownSection("Part \(number)", count: count) { _ in item }
            },
            hint: "See elsewhere."
        )
    }

    @Test("A document of exactly the limit is whole; of one byte less it is cut, and says so", arguments: 1...60)
    func limit(count: Int) {
        let document = document([count, 3])
        let whole = document.render(limit: .max)
        let size = whole.utf8.count
        #expect(document.render(limit: size) == whole)
        let cut = document.render(limit: size - 1)
        #expect(cut.utf8.count < size)
        #expect(cut.contains("**Cut to fit a comment:**"))
        #expect(cut.hasPrefix("**Summary.**\n"))
    }

    @Test(
        "Whatever the limit, nothing stays open, the head is whole, and every item is shown or counted",
        arguments: 0..<40
    )
    func anyLimit(step: Int) throws {
        let document = document([60, 3, 40])
        let limit = 250 + step * 260
        let text = document.render(limit: limit)
        #expect(text.utf8.count <= limit)
        #expect(text.hasPrefix("**Summary.**\n"))
        let lines = text.split(separator: "\n")
        #expect(lines.count { $0.hasPrefix("<details>") } == lines.count { $0 == "</details>" })
        let shown = lines.count { $0.hasPrefix("xxx") }
        guard shown < 103 else { return }
        let notice = try #require(lines.first { $0.hasPrefix("**Cut") })
        #expect(notice.contains(" \(103 - shown) item"))
    }

    @Test("A short section is whole beside one that takes all the room there is")
    func fairness() {
        let text = document([10_000, 3]).render()
        #expect(text.utf8.count <= MarkdownDocument.commentLimit)
        #expect(text.utf8.count > MarkdownDocument.commentLimit - 300)
        #expect(text.contains("#### Part 1: 3\n"))
        #expect(MarkdownDocument.shares(of: [5, 100, 30], room: 90) == [5, 55, 30])
        #expect(MarkdownDocument.shares(of: [5, 100, 300], room: 90) == [5, 42, 43])
        #expect(MarkdownDocument.shares(of: [1, 2], room: -5) == [0, 0])
    }

    @Test("An item is asked for only while there may be room for it")
    func lazy() {
        final class Counter: Sendable {
            let count = Mutex(0)
        }
        let counter = Counter()
        let section = MarkdownSection("Part", count: 1_000_000) { index in
            counter.count.withLock { $0 += 1 }
            return "- \(index)"
        }
        let text = MarkdownDocument(head: ["x"], sections: [section], hint: "y").render()
        #expect(text.utf8.count <= MarkdownDocument.commentLimit)
        #expect(counter.count.withLock(\.self) < MarkdownDocument.commentLimit / 3)
    }
}
