import Diagnostics
import Testing
import YAMLTree

struct SyntaxErrorTests {
    @Test(arguments: [
        ("a:\n\tb: 1\n", ["2:1 YAML does not allow tabs as indentation"]),
        ("a:\n  b: 1\n\tc: 2\n", ["3:1 YAML does not allow tabs as indentation"]),
        ("a: |\n\tx\n", ["2:1 YAML does not allow tabs as indentation"]),
        ("- \t- a\n", ["1:3 YAML does not allow tabs as indentation"]),
        ("a: b: c\n", ["1:5 a second `: ` in one line"]),
        (
            "foo:bar\nbaz: 1\n",
            [
                "2:4 a mapping cannot start here: the text of the line above continues on this line",
                "-> 1:4 a space after this `:` is probably missing",
            ]
        ),
        ("a: 1\nfoo:bar\nb: 2\n", ["2:1 this is neither `key: value` nor an item of a list"]),
        ("a: 1\nb\n", ["2:1 this is neither `key: value` nor an item of a list"]),
        ("a: 1\n b: 2\n", ["2:3 a key is not allowed here"]),
        ("a:\n    b: 1\n  c: 2\n", ["3:3 this does not fit the mapping around it", "-> 1:1 the mapping starts here"]),
        ("a:\n  - b\n  c: 1\n", ["3:3 this does not fit the list around it", "-> 2:3 the list starts here"]),
        ("a: 1\n- b\n", ["2:1 this does not fit the mapping around it", "-> 1:1 the mapping starts here"]),
        ("a: - b\n", ["1:4 a list cannot start here"]),
        ("a: \"abc\nb: 1\n", ["1:4 the quote that opens here is not closed"]),
        ("é: 'abc\n---\n", ["1:4 the quote that opens here is not closed"]),
        ("a: 'it's'\n", ["1:8 text after the closing quote is not allowed on this line"]),
        ("a: [1]]\n", ["1:7 text after the closing bracket is not allowed on this line"]),
        ("a: \"\\d+\"\n", ["1:5 unknown escape in double quotes"]),
        ("a: \"\\xZZ\"\n", ["1:7 bad escape in double quotes: did not find expected hexdecimal number"]),
        (
            "a: [1, 2\nb: 3\n",
            [
                "1:4 a `,` or the closing `]` is missing for the bracket that opens here",
                "-> 2:2 expected before this place",
            ]
        ),
        (
            "{a: 1 b: 2}\n",
            [
                "1:1 a `,` or the closing `}` is missing for the bracket that opens here",
                "-> 1:8 expected before this place",
            ]
        ),
        (
            "a: [1, 2",
            [
                "1:4 a `,` or the closing `]` is missing for the bracket that opens here",
                "-> 1:9 expected before this place",
            ]
        ),
        ("a: [", ["1:5 the file ends where a value is expected"]),
        ("a: ,b\n", ["1:4 a value is missing before this"]),
        ("a: @foo\n", ["1:4 a text cannot start with `@`"]),
        ("a: `foo\n", ["1:4 a text cannot start with a backtick"]),
        ("a: %x\n", ["1:4 a text cannot start with `%`"]),
        ("%x\na: 1\n", ["1:1 `%` in the first column starts a directive, but YAML does not know this directive"]),
        ("%YAML 1.3\n---\na: 1\n", ["1:1 only YAML 1.1 and 1.2 can be read"]),
        ("a: *.txt\n", ["1:4 `*` starts an alias, but no anchor name follows"]),
        ("a: & x\n", ["1:4 `&` starts an anchor, but no name follows"]),
        ("a: !e!x y\n", ["1:4 unknown tag"]),
        ("a: !<x y\n", ["1:4 `!` starts a tag, but this is not a tag"]),
        ("a: |foo\n", ["1:4 `|` and `>` start a block of text: the text begins on the next line"]),
        ("a: 1\n...\n---\nb: 1\n c: 2\n", ["5:3 a key is not allowed here"]),
        ("a: 1\n...\nb: 1\n", ["3:1 this line does not belong to the document above"]),
        ("]\n", ["1:1 a value is missing before this"]),
        ("[a]\nb\n", ["2:1 this line does not belong to the document above"]),
    ])
    func saysWhatToDoAtTheUsefulPlace(text: String, expected: [String]) {
        #expect(errors(text) == expected)
    }

    @Test(
        "A `${...}` in brackets needs quotes",
        arguments: ["a: {b: ${env:X}}\n", "a: [${env:X}, b]\n", "a: [s3://é/${env:X}]\n"]
    )
    func referenceInFlowStyle(text: String) {
        #expect(
            parse(text).diagnostics.first?.help == "put a value with `${...}` in quotes inside `[...]` and `{...}`"
        )
        #expect(parse(text.replacing("$", with: "x")).diagnostics.first?.help == nil)
    }

    @Test func readsWellWhenRendered() {
        let text = "versions:\n  - name: a\n    output: s3: //x\n"
        let result = parse(text)
        var sources = SourceTexts()
        sources["a.yaml"] = result.source
        #expect(
            DiagnosticRenderer(sources: sources).render(result.diagnostics) == """
                a.yaml:3:15: error: a second `: ` in one line
                    3 |     output: s3: //x
                      |               ^
                  help: put the value in quotes

                """
        )
    }
}
