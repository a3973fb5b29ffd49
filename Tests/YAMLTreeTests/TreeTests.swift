import Diagnostics
import Testing
import YAMLTree

struct TreeTests {
    @Test(arguments: [
        ("a: 1", "{a: 1}"),
        ("a:\n  - x\n  - y: z\n", "{a: [x, {y: z}]}"),
        ("{a: [1, 2], b: {}}", "{a: [1, 2], b: {}}"),
        ("- []\n-\n- ''\n", "[[], , '']"),
        ("a: \"x\\ty\"\nb: 'it''s'\n", "{a: 'x\ty', b: 'it's'}"),
        ("a: |\n  x\n  y\nb: >-\n  x\n  y\n", "{a: 'x\ny\n', b: 'x y'}"),
        ("? a\n: b\n? c\n", "{a: b, c: }"),
        ("'a': 1\n\"b\": 2", "{a: 1, b: 2}"),
        ("just text", "just text"),
        ("%YAML 1.2\n---\na: 1\n", "{a: 1}"),
        ("%YAML 1.1\n---\na: 1\n...\n", "{a: 1}"),
        ("a: !!str 1\nb: !!int \"1\"\nc: ! x\nd: !!null ''\ne: !!bool yes", "{a: '1', b: 1, c: 'x', d: , e: yes}"),
        ("!!map {a: !!seq [x]}", "{a: [x]}"),
        ("a: x # comment\n# more\n", "{a: x}"),
        ("a: \"\\0\"", "{a: '\0'}"),
    ])
    func readsTree(text: String, expected: String) {
        #expect(tree(text) == expected)
    }

    @Test(arguments: [
        "1.10", "no", "yes", "on", "0755", "0x1F", "1e3", "1_000", "1:30", "2024-01-01", "010", ".inf", "=", "true",
        "2026-11-23T10:00:00Z", "12345678901234567890", "-0", "+1",
    ])
    func surprisesOfYAML11StayText(text: String) {
        #expect(tree("name: \(text)\n\(text): x\n") == "{name: \(text), \(text): x}")
    }

    @Test(arguments: [
        ("~", true), ("null", true), ("Null", true), ("NULL", true), ("", true), ("nULL", false), ("'null'", false),
        ("\"\"", false), ("!!str null", false), ("!!str", false), ("none", false), ("!!null ''", true),
        ("!!null a", true), ("!!null 'a'", true),
    ])
    func nullIsPlain(text: String, isNull: Bool) {
        let result = parse("a: \(text)\n")
        guard case .mapping(let entries)? = result.documents.first?.root.content,
            case .scalar(let scalar)? = entries.first?.value.content
        else {
            Issue.record("no mapping")
            return
        }
        #expect(scalar.isNull == isNull)
    }

    @Test func positionsCountFromOneInCodePoints() {
        #expect(
            tree("é: ü\n日本: {x: y}\nz:\n  - 😀: w\n", positions: true)
                == "{é@1:1: ü@1:4, 日本@2:1: {x@2:6: y@2:9}@2:5, z@3:1: [{😀@4:5: w@4:8}@4:5]@4:3}@1:1"
        )
    }

    @Test func aByteOrderMarkAndCarriageReturnsTakeNoColumn() {
        #expect(tree("\u{FEFF}a: 1\r\nb: 2\r\n", positions: true) == "{a@1:1: 1@1:4, b@2:1: 2@2:4}@1:1")
        #expect(parse("\u{FEFF}a: 1").source == Array("a: 1".utf8))
        #expect(tree("a: 1\rb: 2\r", positions: true) == "{a@1:1: 1@1:4, b@2:1: 2@2:4}@1:1")
    }

    @Test func linesAreThoseOfEditors() {
        #expect(
            tree("a: \"x\u{85}y\u{2028}z\"\nb:  2\r\nc: 3\rd: 4", positions: true)
                == "{a@1:1: 'x y\u{2028}z'@1:4, b@2:1: 2@2:5, c@3:1: 3@3:4, d@4:1: 4@4:4}@1:1"
        )
    }

    @Test(arguments: [
        ("", 0), ("# only a comment\n", 0), ("\n\n", 0), ("\u{FEFF}", 0), ("---\n---\n", 2), ("---", 1),
        ("a\n---\nb\n", 2),
    ])
    func countsDocuments(text: String, count: Int) {
        let result = parse(text)
        #expect(result.diagnostics.isEmpty)
        #expect(result.documents.count == count)
    }

    @Test func anEmptyDocumentIsNull() {
        guard case .scalar(let scalar)? = parse("---\n---\na: 1\n").documents.first?.root.content else {
            Issue.record("no scalar")
            return
        }
        #expect(scalar.isNull)
    }

    @Test(arguments: [true, false])
    func utf16(isBigEndian: Bool) {
        let units = [0xFEFF] + Array("é: ü😀\nb: [x\n".utf16)
        let bytes = units.flatMap { unit in
            isBigEndian ? [UInt8(unit >> 8), UInt8(unit & 0xFF)] : [UInt8(unit & 0xFF), UInt8(unit >> 8)]
        }
        let result = YAMLParser.parse(bytes, path: "a.yaml")
        #expect(result.source == Array("é: ü😀\nb: [x\n".utf8))
        #expect(result.diagnostics.first?.location?.position == SourcePosition(line: 2, column: 4))
        let good = YAMLParser.parse(bytes.dropLast(12) + (isBigEndian ? [0, 0x0A] : [0x0A, 0]), path: "a.yaml")
        #expect(good.diagnostics.isEmpty)
        #expect(good.documents.map { notation(of: $0.root, positions: true) } == ["{é@1:1: ü😀@1:4}@1:1"])
    }

    @Test("A byte that YAML does not allow is found at each place, whatever is beside it")
    func unreadableBytes() {
        let text = Array("a: one two three four five six\n".utf8)
        for byte: UInt8 in [0x00, 0x01, 0x08, 0x0B, 0x1F, 0x7F, 0x80, 0xC0, 0xFF] {
            for offset in 0..<text.count - 1 {
                var bytes = text
                bytes[offset] = byte
                let place = YAMLParser.parse(bytes, path: "a.yaml").diagnostics.first?.location?.position
                #expect(place == SourcePosition(line: 1, column: offset + 1), "\(byte) at \(offset)")
            }
        }
        for byte: UInt8 in [0x20, 0x21, 0x24, 0x5C, 0x7E] {
            let value = String(repeating: "x", count: 20) + String(Unicode.Scalar(byte)) + "y"
            #expect(tree("a: " + value) == "{a: \(value)}")
        }
        let wide = String(repeating: "é", count: 9) + "\u{85}"
        #expect(tree("a: \"\(wide)b\"") == "{a: '\(String(repeating: "é", count: 9)) b'}")
    }

    @Test("A `$` is noticed also as an escape")
    func dollars() {
        func holdsDollar(_ text: String) -> Bool? {
            YAMLParser.parse(Array(text.utf8), path: "a.yaml").documents.first?.holdsDollar
        }
        #expect(holdsDollar("a: b$") == true && holdsDollar("$: b") == true)
        #expect(holdsDollar(#"a: "\x24""#) == true && holdsDollar(#"a: "\u0024{x}""#) == true)
        #expect(holdsDollar(#"a: "\x25""#) == false && holdsDollar("a: b") == false)
        #expect(holdsDollar("# $\na: b") == false)
    }

    @Test("Keys of one length with the same ends are different keys")
    func similarKeys() {
        #expect(errors("{abc: 1, axc: 2, abc: 3}") == ["1:18 duplicate key `abc`", "-> 1:2 first defined here"])
        #expect(tree("- {abc: 1, axc: 2}\n- {axc: 1, abc: 2}") == "[{abc: 1, axc: 2}, {axc: 1, abc: 2}]")
    }

    @Test func whatIsMissingAtTheEndStandsAtTheEnd() {
        #expect(tree("a: 1\nb:", positions: true) == "{a@1:1: 1@1:4, b@2:1: @2:3}@1:1")
        #expect(tree("a: 1\nb:\n", positions: true) == "{a@1:1: 1@1:4, b@2:1: @2:3}@1:1")
        #expect(tree("--- # x", positions: true) == "@1:8")
    }

    @Test func manyKeysAreReadInTheirOrder() {
        let names = (0..<5000).map { "k\($0 * 7919 % 5000)" }
        let text = names.map { "\($0): 1\n" }.joined()
        #expect(tree(text) == "{" + names.map { "\($0): 1" }.joined(separator: ", ") + "}")
    }
}
