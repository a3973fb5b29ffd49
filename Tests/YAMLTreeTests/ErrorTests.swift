import Diagnostics
import Testing
import YAMLTree

struct ErrorTests {
    @Test(arguments: [
        ("a: 1\nb: 2\na: 3", ["3:1 duplicate key `a`", "-> 1:1 first defined here"]),
        (
            "{a: 1, 'a': {b: 1, b: 2}, c: {a: 1}}",
            [
                "1:8 duplicate key `a`", "-> 1:2 first defined here", "1:20 duplicate key `b`",
                "-> 1:14 first defined here",
            ]
        ),
        (
            "a: 1\na: 2\na: 3",
            [
                "2:1 duplicate key `a`", "-> 1:1 first defined here", "3:1 duplicate key `a`",
                "-> 1:1 first defined here",
            ]
        ),
        (
            "[a]: 1\n? {b: 1}\n: 2\nc: 3\nc: 4",
            [
                "1:1 a key must be a text, not a list", "2:3 a key must be a text, not a mapping",
                "5:1 duplicate key `c`",
                "-> 4:1 first defined here",
            ]
        ),
        (
            "a: !foo 1\nb: !!binary eA==\nc: !<tag:x,1:y> {}",
            [
                "1:4 unknown tag `!foo`", "2:4 unknown tag `!!binary`", "3:4 unknown tag `!<tag:x,1:y>`",
            ]
        ),
        (
            "a: !!str {}\nb: !!map x\nc: !!seq {}",
            [
                "1:4 the tag `!!str` is not allowed for a mapping", "2:4 the tag `!!map` is not allowed for a text",
                "3:4 the tag `!!seq` is not allowed for a mapping",
            ]
        ),
        ("{? : x}", ["1:4 the key before this `:` is missing"]),
    ])
    func errorsOfMeaningAreAllCollected(text: String, expected: [String]) {
        #expect(errors(text) == expected)
    }

    @Test func keysAreComparedAsBytes() {
        #expect(errors("\u{E9}: 1\ne\u{301}: 2").isEmpty)
        let many = (0..<30).map { "k\($0): 1\n" }.joined()
        #expect(errors(many + "\u{E9}: 1\ne\u{301}: 2").isEmpty)
        #expect(errors(many + "k3: 1") == ["31:1 duplicate key `k3`", "-> 4:1 first defined here"])
        #expect(errors(many + "k29: 1") == ["31:1 duplicate key `k29`", "-> 30:1 first defined here"])
    }

    @Test func theDocumentsBeforeAnErrorOfSyntaxAreKept() {
        let result = parse("a: 1\n---\nb: [\n")
        #expect(result.documents.map { notation(of: $0.root) } == ["{a: 1}"])
        #expect(result.diagnostics.count == 1)
    }

    @Test(
        arguments: [
            ([0x1F, 0x8B, 0x08], "1:1 the file is compressed with gzip"),
            (
                [0x7F, 0x45, 0x4C, 0x46, 0x02, 0x00],
                "1:1 this is a binary file, or UTF-16 without a byte order mark: it has NUL bytes"
            ),
            ([0x61, 0x3A, 0x20, 0x00], "1:4 a NUL byte: this is a binary file, or UTF-16 without a byte order mark"),
            ([0x61, 0x0A, 0x62, 0xFF], "2:2 byte 0xFF is not UTF-8 text"),
            ([0xC3, 0xA9, 0xC3], "1:2 byte 0xC3 is not UTF-8 text"),
            ([0xC0, 0x80], "1:1 byte 0xC0 is not UTF-8 text"),
            ([0xED, 0xA0, 0x80], "1:1 byte 0xED is not UTF-8 text"),
            ([0xF4, 0x90, 0x80, 0x80], "1:1 byte 0xF4 is not UTF-8 text"),
            ([0xE2, 0x82], "1:1 byte 0xE2 is not UTF-8 text"),
            ([0x61, 0x0D, 0x0A, 0x1B], "2:1 the character U+001B is not allowed in YAML"),
            ([0x7F], "1:1 the character U+007F is not allowed in YAML"),
            ([0xC2, 0x9B], "1:1 the character U+009B is not allowed in YAML"),
            ([0xEF, 0xBF, 0xBF], "1:1 the character U+FFFF is not allowed in YAML"),
            ([0x61, 0xEF, 0xBB, 0xBF], "1:2 a byte order mark (U+FEFF) in the middle of the file"),
            ([0xFF, 0xFE, 0x61, 0x00, 0x00, 0xD8], "1:2 the file is not UTF-16 text"),
            ([0xFF, 0xFE, 0x61, 0x00, 0x62], "1:2 the file is not UTF-16 text"),
            (
                [0xFF, 0xFE, 0x61, 0x00, 0x00, 0x00],
                "1:2 a NUL byte: this is a binary file, or UTF-16 without a byte order mark"
            ),
            ([0xFF, 0xFE, 0x00, 0x00, 0x61, 0x00, 0x00, 0x00], "1:1 the file is UTF-32 text"),
            ([0x00, 0x00, 0xFE, 0xFF, 0x00, 0x00, 0x00, 0x61], "1:1 the file is UTF-32 text"),
        ] as [([UInt8], String)]
    )
    func whatIsNotTextIsRefused(bytes: [UInt8], expected: String) {
        #expect(errors(bytes) == [expected])
    }

    @Test(
        "An error of syntax names a line break of YAML that editors do not show",
        arguments: [("\u{85}", "U+0085 (next line)"), ("\u{2028}", "U+2028 (line separator)")]
    )
    func unusualBreaks(character: String, name: String) throws {
        let diagnostic = try #require(parse("a: 1\nb: x\(character)y\nc: 1\n").diagnostics.first)
        #expect(diagnostic.related.map(\.message) == ["\(name) ends the line for YAML"], "\(diagnostic)")
        #expect(diagnostic.related.map(\.location.position) == [SourcePosition(line: 2, column: 5)])
        #expect(diagnostic.help == "remove \(name) if it is there by mistake")
    }

    @Test(
        "An error of syntax names the invisible character that indents a line",
        arguments: [
            ("a:\n\u{A0}\u{A0}- b: 1\n    c: 2\n", 2, 1), ("a:\n  - b: 1\n  \u{A0}\u{A0}c: 2\n", 3, 3),
            ("a:\n  b:\n\u{A0}\u{A0}\u{A0}\u{A0}- c\n  d: 1\n", 3, 1), ("a:\n  b: 1\n\u{A0}# c\n  d: 1\n", 3, 1),
            ("a:\n  b: 1\n\u{A0}\n", 3, 1),
        ]
    )
    func oddIndentation(text: String, line: Int, column: Int) throws {
        let diagnostic = try #require(parse(text).diagnostics.first)
        #expect(
            diagnostic.message
                == "the line is indented with U+00A0 (no-break space), and YAML takes only spaces as indentation"
        )
        #expect(diagnostic.location?.position == SourcePosition(line: line, column: column), "\(diagnostic)")
        #expect(diagnostic.help == "replace each such character by a space")
    }

    @Test(
        "An error of syntax names an invisible character that takes the place of a space",
        arguments: [("a: 1\nb:\u{A0}2\nc: 3\n", 3), ("a:\n  -\u{A0}b: 1\n    c: 2\n", 4)]
    )
    func oddBlanks(text: String, column: Int) throws {
        let diagnostic = try #require(parse(text).diagnostics.first)
        #expect(diagnostic.related.map(\.message) == ["U+00A0 (no-break space) is no space for YAML"], "\(diagnostic)")
        #expect(diagnostic.related.map(\.location.position) == [SourcePosition(line: 2, column: column)])
        #expect(diagnostic.help == "replace it by a space")
    }

    @Test("Invisible characters in values are not blamed for another error of syntax")
    func innocentCharacters() throws {
        let diagnostic = try #require(parse("a: \"x\n  \u{A0}y\"\nb: [1\nc: 2\n").diagnostics.first)
        #expect(!diagnostic.message.contains("indented"))
        #expect(diagnostic.related.allSatisfy { !$0.message.contains("U+") })
    }

    @Test func everyByteThatIsNoTextIsRefusedSomehow() {
        for byte in UInt8.min...UInt8.max {
            let isText = (0x20...0x7E).contains(byte) || [0x09, 0x0A, 0x0D].contains(byte)
            let found = errors([0x61, 0x3A, 0x20, 0x22, byte, 0x22])
            if !isText { #expect(found.count == 1) }
        }
    }
}
