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

    @Test("A file may have a node for each six bytes, and 100,000 more")
    func density() {
        var limits = YAMLLimits()
        #expect(limits.nodesInAnyFile == 100_000 && limits.bytesPerNode == 6)
        limits.nodesInAnyFile = 100
        func list(_ count: Int) -> String { "[" + String(repeating: "a,", count: count) + "]" }
        // 2 bytes for each text, and two for the brackets: 100 + (2 n + 2) / 6 is n + 1.
        #expect(errors(list(149), limits: limits).isEmpty)
        #expect(errors(list(150), limits: limits).first?.contains("keys and values, the limit") == true)
        // The shortest versions.
        #expect(errors((0..<500).map { "- {name: v\(100_000 + $0)}\n" }.joined(), limits: limits).isEmpty)
    }

    @Test("Keys that differ, anchors, and entries that `<<` adds have limits")
    func counts() {
        var limits = YAMLLimits()
        // Every document knows the key `<<` and the empty one.
        limits.distinctKeys = 5
        #expect(errors("{a: 1, b: 1, c: {a: 1}}", limits: limits).isEmpty)
        #expect(
            errors("{a: 1, b: 1, c: {d: 1}}", limits: limits).first
                == "1:18 the file has more than 5 different keys, the limit"
        )
        limits = YAMLLimits()
        limits.anchors = 2
        #expect(errors("[&a 1, &b 2, &a 3]", limits: limits).isEmpty)
        #expect(
            errors("[&a 1, &b 2, &c [3]]", limits: limits).first
                == "1:14 the document has more than 2 anchors, the limit"
        )
        limits = YAMLLimits()
        limits.mergedEntriesInAnyFile = 3
        limits.bytesPerMergedEntry = 1000
        #expect(errors("- &a {x: 1, y: 1}\n- {<<: *a, y: 2}\n- <<: *a\n", limits: limits).isEmpty)
        #expect(
            errors("- &a {x: 1, y: 1}\n- {<<: *a}\n- {<<: *a}\n", limits: limits).first
                == "3:8 `<<` makes this document too large: it repeats too many keys for the length of the file"
        )
    }

    @Test("Sixteen `%TAG` lines before a document are read, and no more")
    func directives() {
        func tags(_ count: Int) -> String { (0..<count).map { "%TAG !t\($0)! tag:x\n" }.joined() + "--- a\n" }
        #expect(errors(tags(16)).isEmpty)
        #expect(errors(tags(17)).first == "17:1 more than 16 `%TAG` lines, the limit")
        #expect(errors(tags(17).replacing("\n", with: "\r\n")).first?.hasPrefix("17:1 more than 16") == true)
        #expect(errors(tags(17).replacing("\n", with: "\r")).first?.hasPrefix("17:1 more than 16") == true)
        // To editors, U+0085 is no line break.
        #expect(errors(tags(17).replacing("\n", with: "\u{85}")).first?.hasPrefix("1:1 more than 16") == true)
        #expect(errors(tags(16) + "...\n" + tags(16)).isEmpty)
        #expect(errors("a: b\n" + tags(100_000)).first?.hasPrefix("18:1 more than 16") == true)
        #expect(errors("a: |\n" + String(repeating: " %TAG\n", count: 100)).isEmpty)
    }

    @Test func readingStopsAfterAThousandErrors() {
        let found = errors(String(repeating: "- {a: 1, a: 2}\n", count: 5000)).filter { !$0.hasPrefix("->") }
        #expect(found.count == 1001)
        #expect(found.last?.hasSuffix("too many errors: the rest of the file was not read") == true)
    }

    /// Each of these took quadratic time in a YAML reader.
    @Test(
        "The time grows with the length only",
        .timeLimit(.minutes(30)),
        arguments: [
            ("k: v\n", 1, 1), ("- &a x\n- *a\n", 50_000, 1), ("---\n", 50_000, 50_000), ("a: x\n---\n", 50_000, 50_001),
            ("x ", 200_000, 1), ("#x", 500_000, 0), ("- '\\n'\n", 50_000, 1), ("[\n", 63, 0),
            ("- !!str a\n", 50_000, 1),
        ]
    )
    func growth(part: String, count: Int, documents: Int) {
        #expect(parse(String(repeating: part, count: count)).documents.count == documents)
    }

    @Test("Many keys, and a text of many escapes", .timeLimit(.minutes(30)))
    func manyKeys() {
        #expect(parse((0..<50_000).map { "key\($0): v\n" }.joined()).diagnostics.isEmpty)
        #expect(parse("a: \"" + String(repeating: "\\n", count: 200_000) + "\"").diagnostics.isEmpty)
    }
}
