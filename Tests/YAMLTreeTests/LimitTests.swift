import Diagnostics
import Testing
import YAMLTree

struct LimitTests {
    /// Each line repeats the one before nine times.
    private static func bomb(_ lines: Int) -> String {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for line in 1...lines {
            let alias = "*a\(line - 1)"
            text += "a\(line): &a\(line) [" + Array(repeating: alias, count: 9).joined(separator: ", ") + "]\n"
        }
        return text
    }

    @Test func anAliasBombIsRefusedWhereItGoesOff() {
        let found = parse(Self.bomb(30)).diagnostics
        #expect(found.map(\.severity) == [.error])
        #expect(found[0].message.hasPrefix("aliases make this document too large"))
        #expect(found[0].location?.line == 6)
    }

    @Test func aBombOfOneLongTextIsRefused() {
        // 100,000 aliases are allowed, but not of a text of 100 kB.
        let text = "- &a \(String(repeating: "x", count: 100_000))\n" + String(repeating: "- *a\n", count: 20_000)
        let found = parse(text).diagnostics
        #expect(found.count == 1)
        #expect(found.first?.message.hasPrefix("aliases make this document too large") == true)
        #expect(parse("- &a x\n" + String(repeating: "- *a\n", count: 20_000)).diagnostics.isEmpty)
    }

    @Test func aBombOfMergeKeysIsRefused() {
        var text = "a0: &a0 {k: [x, x, x, x, x, x, x, x, x]}\n"
        for line in 1...40 { text += "a\(line): &a\(line) {p: *a\(line - 1), q: *a\(line - 1), <<: *a\(line - 1)}\n" }
        #expect(parse(text).diagnostics.first?.message.hasPrefix("aliases make this document too large") == true)
    }

    @Test func honestAliasesAreNotRefused() {
        let defaults = "- &d {" + (0..<20).map { "k\($0): v" }.joined(separator: ", ") + "}\n"
        let text = defaults + String(repeating: "- <<: *d\n  name: x\n  tags: [a, b]\n", count: 20_000)
        let result = parse(text)
        #expect(result.diagnostics.isEmpty)
        #expect(result.documents.count == 1)
    }

    @Test(arguments: ["[", "{a: ", "[{a: ", "- ", "{? "])
    func fortyThousandLevelsCostNothing(opening: String) {
        let text = String(repeating: opening, count: 40_000)
        let elapsed = ContinuousClock().measure {
            let found = parse(text).diagnostics
            #expect(found.last?.message == "nested deeper than 64 levels, the limit")
            #expect(found.count <= 65)
        }
        #expect(elapsed < .seconds(2))
    }

    @Test func sixtyFourLevelsAreReadAndNoMore() {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(errors(nested(64)).isEmpty)
        #expect(errors(nested(65)) == ["1:65 nested deeper than 64 levels, the limit"])
        let block = (0..<64).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
        #expect(errors(block).isEmpty)
        #expect(
            errors(block + String(repeating: " ", count: 64) + "a: 1\n") == [
                "65:65 nested deeper than 64 levels, the limit"
            ]
        )
    }

    @Test func aliasesDoNotNestDeeperEither() {
        let half = String(repeating: "[", count: 40) + String(repeating: "]", count: 40)
        let text = "- &a \(half)\n- " + String(repeating: "[", count: 40) + "*a" + String(repeating: "]", count: 40)
        #expect(errors(text) == ["2:43 nested deeper than 64 levels, the limit"])
        let allowed = "- &a \(half)\n- " + String(repeating: "[", count: 23) + "*a" + String(repeating: "]", count: 23)
        #expect(errors(allowed).isEmpty)
    }

    @Test func filesDocumentsNodesAndKeysAreBounded() {
        var limits = YAMLLimits()
        limits.bytes = 10
        #expect(errors("a: 1234567", limits: limits).isEmpty)
        #expect(errors("a: 12345678", limits: limits) == ["- a.yaml is larger than 10 bytes, the limit"])
        limits = YAMLLimits()
        limits.documents = 2
        #expect(errors("---\n---\n", limits: limits).isEmpty)
        #expect(
            errors("---\n---\n---\n", limits: limits) == [
                "3:1 the file has more than 2 documents, the limit"
            ]
        )
        limits = YAMLLimits()
        limits.nodes = 5
        #expect(errors("[a, b, c, d]", limits: limits).isEmpty)
        #expect(
            errors("[a, b, c, d, e]", limits: limits) == [
                "1:14 the file has more than 5 keys and values, the limit"
            ]
        )
        let long = String(repeating: "k", count: 1024)
        #expect(errors("? \(long)\n: 1\n").isEmpty)
        #expect(errors("? \(long)k\n: 1\nb: 2\n") == ["1:3 the key has 1025 bytes; the limit is 1024"])
    }

    @Test func readingStopsAfterAThousandErrors() {
        let found = errors(String(repeating: "- {a: 1, a: 2}\n", count: 5000)).filter { !$0.hasPrefix("->") }
        #expect(found.count == 1001)
        #expect(found.last?.hasSuffix("too many errors: the rest of the file was not read") == true)
    }

    @Test func timeGrowsWithTheLengthOnly() {
        // Each of these took quadratic time in a YAML reader.
        let texts = [
            String(repeating: "k: v\n", count: 1), (0..<50_000).map { "key\($0): v\n" }.joined(),
            String(repeating: "- &a x\n- *a\n", count: 50_000),
            "a: \"" + String(repeating: "\\n", count: 200_000) + "\"",
            String(repeating: "---\n", count: 50_000), "a: " + String(repeating: "x ", count: 200_000),
            String(repeating: "? a\n", count: 500), "#" + String(repeating: "x", count: 1_000_000),
        ]
        for text in texts {
            let elapsed = ContinuousClock().measure { _ = parse(text) }
            #expect(elapsed < .seconds(10), "\(text.prefix(20))")
        }
    }
}
