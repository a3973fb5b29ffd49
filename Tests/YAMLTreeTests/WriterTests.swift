import Diagnostics
import TestSupport
import Testing

@testable import YAMLTree

private typealias Item = YAMLOutput.Item
private typealias Entry = YAMLOutput.Entry

private func write(_ root: YAMLOutput, comment: [String] = []) throws -> String {
    try YAMLWriter.write([YAMLOutputDocument(root, comment: comment)])
}

struct WriterTests {
    @Test func indentsListsAndKeepsTheOrderOfKeys() throws {
        let manifest = YAMLOutput.mapping(
            [Entry("bucket", .string("b")), Entry("key", .string("a?b")), Entry("version", .null)],
            style: .flow
        )
        let version = YAMLOutput.mapping([
            Entry("name", .string("2026-11-day")),
            Entry(
                "datasets",
                .mapping([
                    Entry("training", .sequence([Item(.string("s3://b/k?versionId=x")), Item(manifest)])),
                    Entry("testing", .string("auto")),
                ])
            ),
            Entry("tags", .mapping([Entry("a", .string("1.10")), Entry("b", .string("two words"))])),
            Entry("retired", .bool(true)),
        ])
        let root = YAMLOutput.mapping([
            Entry("project", .string("arn:aws:x")),
            Entry("defaults", .mapping([Entry("output", .string("s3://b/"))])),
            Entry("versions", .sequence([Item(version), Item(.mapping([Entry("name", .string("no"))]))])),
        ])
        #expect(
            try write(root, comment: ["Made by hand."]) == """
                # Made by hand.
                project: arn:aws:x
                defaults:
                  output: s3://b/
                versions:
                  - name: 2026-11-day
                    datasets:
                      training:
                        - s3://b/k?versionId=x
                        - {bucket: b, key: "a?b", version: null}
                      testing: auto
                    tags:
                      a: "1.10"
                      b: two words
                    retired: true
                  - name: "no"

                """
        )
    }

    @Test func commentsStandAboveWhatTheyAreAbout() throws {
        let entry = YAMLOutput.mapping([Entry("name", .string("b"), comment: ["inside"])])
        let root = YAMLOutput.mapping([
            Entry(
                "versions",
                .sequence([
                    Item(.mapping([Entry("name", .string("a"))]), comment: ["failed"], isCommentedOut: true),
                    Item(entry, comment: ["first", "", "third"]),
                ]),
                comment: ["the list"]
            ),
            Entry("empty", .sequence([Item(.string("x"), isCommentedOut: true)])),
            Entry("none", .sequence([])),
        ])
        let text = try write(root)
        #expect(
            text == """
                # the list
                versions:
                  # failed
                  # - name: a
                  # first
                  #
                  # third
                  - # inside
                    name: b
                empty: []
                  # - x
                none: []

                """
        )
        #expect(tree(text) == "{versions: [{name: b}], empty: [], none: []}")
    }

    @Test func documentsArePartedByDashes() throws {
        let documents = ["a", "b"].map { YAMLOutputDocument(.mapping([Entry("k", .string($0))]), comment: ["c"]) }
        #expect(try YAMLWriter.write(documents) == "# c\nk: a\n---\n# c\nk: b\n")
        #expect(try YAMLWriter.write([]) == "")
        #expect(try write(.sequence([Item(.string("a"), isCommentedOut: true)])) == "[]\n# - a\n")
    }

    @Test(arguments: [
        "signs-2026.baseline", "First labelled batch", "s3://bucket/a/b=c/", "arn:aws:kms:us-east-1:1:key/0a", "v1",
        "2026-11-baseline", "3HL4kqtJlcp", "it's (done)", "alias/vision-training", "a@b.c", "nope", "yesterday",
    ])
    func plainWhereNobodyDoubtsIt(text: String) throws {
        #expect(try write(.mapping([Entry("k", .string(text))])) == "k: \(text)\n")
    }

    @Test(arguments: [
        "", " ", "a ", " a", "no", "Yes", "ON", "off", "y", "N", "null", "~", "True", "1", "1.10", "010", "0o17",
        "0x1f",
        "0b1", "1_000", "12:30:45", "2026-11-24", "2026-11-24T10:00:00Z", "1e3", "0e", "+1", "-1", ".5", ".inf", ".nan",
        "-.inf", "=", "<<", "-", "- a", "?", "? a", "a: b", "a:", "a #b", "#a", "@a", "`a", "%a", "&a", "*a", "!a", "|",
        ">",
        "[a", "{a", "a, b", "---", "...", "_a", "a\tb", "a\nb", "a\r\nb", "\u{85}", "a\u{2028}b", "\u{FEFF}", "\0",
        "\"a\"",
        "a\\b", "é", "\u{202E}", "\u{1F600}", "\u{FFFE}", "1:2", "9z", "0xabcdef", "a  b", "'a'",
    ])
    func quotedWhereSomebodyMight(text: String) throws {
        let written = try write(.mapping([Entry("k", .string(text)), Entry(text, .string("k"))]))
        // A key with a line break is on its own line after a question mark.
        #expect(written.hasPrefix("k: \"") && (written.contains("\n\"") || written.contains("\n? \"")))
        try expectRoundTrip(.mapping([Entry("k", .string(text)), Entry(text, .string("k"))]))
    }

    @Test func whatCannotBeSeenIsEscaped() throws {
        #expect(try write(.string("a\u{202E}b")) == "\"a\\u202Eb\"\n")
        #expect(try write(.string("a\u{A0}b\u{200B}")) == "\"a\\_b\\u200B\"\n")
        #expect(try write(.string("grün")) == "\"grün\"\n")
    }

    @Test(arguments: [
        (55.5, "55.5"), (0, "0"), (100, "100"), (0.85, "0.85"), (1e-5, "0.00001"), (1.5e-7, "0.00000015"), (-2, "-2"),
        (1e20, "100000000000000000000"), (1.25e22, "12500000000000000000000"), (.infinity, "null"), (.nan, "null"),
    ])
    func numbersHaveNoExponent(number: Double, text: String) throws {
        #expect(try write(.number(number)) == text + "\n")
    }

    /// A comment stays a comment, whatever it contains.
    @Test func commentsCannotBeBrokenOutOf() throws {
        for breaker in [
            "\n", "\r", "\r\n", "\u{85}", "\u{2028}", "\u{2029}", "\u{0B}", "\u{0C}", "\0", "\u{FFFE}", "\u{FEFF}",
        ] {
            let item = Item(
                .mapping([Entry("name", .string("x\(breaker)- evil"))]),
                comment: ["a\(breaker)- evil: 1"],
                isCommentedOut: true
            )
            let text = try write(
                .mapping([Entry("a", .sequence([item, Item(.string("b"))]), comment: ["x\(breaker)evil: 1"])]),
                comment: ["\(breaker)evil: 2"]
            )
            #expect(tree(text) == "{a: [b]}")
        }
    }

    // MARK: The property

    @Test func everyTreeComesBack() throws {
        var random = SplitMix64(seed: 20_261_124)
        for _ in 0..<3000 {
            let node = YAMLOutput.random(depth: 4, &random)
            try expectRoundTrip(node)
        }
    }
}

/// Checks that the reader finds what was written, byte for byte.
private func expectRoundTrip(_ node: YAMLOutput) throws {
    let text = try write(node)
    let result = parse(text)
    #expect(result.diagnostics.map(\.message) == [])
    let document = try #require(result.documents.first)
    #expect(isSame(node, document.root), "\(text)")
}

private func isSame(_ written: YAMLOutput, _ read: YAMLNode) -> Bool {
    switch (written, read.content) {
    case (.string(let text), .scalar(let scalar)):
        return text.utf8.elementsEqual(scalar.text.utf8) && !scalar.isNull
    case (.bool(let value), .scalar(let scalar)): return scalar.isPlain && scalar.text == "\(value)"
    case (.null, .scalar(let scalar)): return scalar.isNull
    case (.number(let value), .scalar(let scalar)): return scalar.isPlain && Double(scalar.text) == value
    case (.sequence(let items, _), .sequence(let nodes)):
        let items = items.filter { !$0.isCommentedOut }
        return items.count == nodes.count && zip(items, nodes).allSatisfy { isSame($0.node, $1) }
    case (.mapping(let entries, _), .mapping(let others)):
        return entries.count == others.count
            && zip(entries, others).allSatisfy { $0.key.utf8.elementsEqual($1.key.utf8) && isSame($0.value, $1.value) }
    default: return false
    }
}

extension YAMLOutput {
    fileprivate static func random(depth: Int, _ random: inout SplitMix64) -> YAMLOutput {
        func comment(_ random: inout SplitMix64) -> [String] {
            (0..<(random.below(4) == 0 ? 2 : 0)).map { _ in text(&random) }
        }
        let style: Style = random.below(4) == 0 ? .flow : .block
        switch random.below(depth > 0 ? 8 : 4) {
        case 0: return .bool(random.chance)
        case 1: return random.chance ? .null : .number(Double(random.below(100_000)) / 1000)
        case 2, 3: return .string(text(&random))
        case 4, 5:
            let items = (0..<random.below(4)).map { _ in
                Item(
                    self.random(depth: depth - 1, &random),
                    comment: comment(&random),
                    isCommentedOut: random.below(5) == 0
                )
            }
            return .sequence(items, style: style)
        default:
            var keys: Set<[UInt8]> = []
            let entries = (0..<random.below(4)).compactMap { _ -> Entry? in
                let key = text(&random)
                guard key.utf8.count <= 1024, keys.insert(Array(key.utf8)).inserted else { return nil }
                return Entry(key, self.random(depth: depth - 1, &random), comment: comment(&random))
            }
            return .mapping(entries, style: style)
        }
    }

    private static let parts = [
        "a", "no", "null", "1", "0x", ".", ":", ": ", " ", "#", " #", "-", "- ", "?", "? ", ",", "[", "]", "{", "}",
        "&", "*",
        "!", "|", ">", "'", "\"", "\\", "%", "@", "`", "~", "\n", "\r", "\t", "\u{85}", "\u{2028}", "\u{2029}", "\0",
        "\u{1B}",
        "é", "e\u{301}", "\u{202E}", "\u{FEFF}", "\u{FFFE}", "\u{1F600}", "\u{A0}", "---", "...", "=", "<<", "_",
        "12:30",
        "2026-11-24", "word", "\u{7F}", "\u{9F}", "\u{E000}", "\u{10FFFF}",
    ]

    private static func text(_ random: inout SplitMix64) -> String {
        let length = random.below(40) == 0 ? 150 : random.below(5)
        return (0..<length).map { _ in parts[random.below(parts.count)] }.joined()
    }
}
