import Diagnostics
import Testing
import YAMLTree

struct SyntaxErrorTests {
    @Test(arguments: [
        ("a:\n\tb: 1\n", ["2:1 a tab cannot indent YAML"]),
        ("a:\n  b: 1\n\tc: 2\n", ["3:1 a tab cannot indent YAML"]),
        ("a: |\n\tx\n", ["2:1 a tab cannot indent YAML"]),
        ("- \t- a\n", ["1:3 a tab cannot indent YAML"]),
        ("a: b: c\n", ["1:5 a second `: ` in one line"]),
        (
            "foo:bar\nbaz: 1\n",
            [
                "2:4 a mapping cannot start here: the line above is read as a text that goes on",
                "-> 1:4 a space after the `:` seems to be missing here",
            ]
        ),
        ("a: 1\nfoo:bar\nb: 2\n", ["2:1 this is neither `key: value` nor an item of a list"]),
        ("a: 1\nb\n", ["2:1 this is neither `key: value` nor an item of a list"]),
        ("a: 1\n b: 2\n", ["2:3 a key cannot stand here"]),
        ("a:\n    b: 1\n  c: 2\n", ["3:3 this does not fit the mapping around it", "-> 1:1 the mapping starts here"]),
        ("a:\n  - b\n  c: 1\n", ["3:3 this does not fit the list around it", "-> 2:3 the list starts here"]),
        ("a: 1\n- b\n", ["2:1 this does not fit the mapping around it", "-> 1:1 the mapping starts here"]),
        ("a: - b\n", ["1:4 a list cannot start here"]),
        ("a: \"abc\nb: 1\n", ["1:4 the quote that opens here is never closed"]),
        ("é: 'abc\n---\n", ["1:4 the quote that opens here is never closed"]),
        ("a: 'it's'\n", ["1:8 nothing may follow the closing quote in this line"]),
        ("a: [1]]\n", ["1:7 nothing may follow the closing bracket in this line"]),
        ("a: \"\\d+\"\n", ["1:5 unknown escape in double quotes"]),
        ("a: \"\\xZZ\"\n", ["1:7 bad escape in double quotes: did not find expected hexdecimal number"]),
        (
            "a: [1, 2\nb: 3\n",
            [
                "1:4 a `,` or the closing `]` is missing in what opens here", "-> 2:2 it was expected before this",
            ]
        ),
        (
            "{a: 1 b: 2}\n",
            [
                "1:1 a `,` or the closing `}` is missing in what opens here", "-> 1:8 it was expected before this",
            ]
        ),
        (
            "a: [1, 2",
            [
                "1:4 a `,` or the closing `]` is missing in what opens here", "-> 1:9 it was expected before this",
            ]
        ),
        ("a: [", ["1:5 the file ends where a value is expected"]),
        ("a: ,b\n", ["1:4 a value is missing before this"]),
        ("a: @foo\n", ["1:4 a text cannot start with `@`"]),
        ("a: `foo\n", ["1:4 a text cannot start with a backtick"]),
        ("a: %x\n", ["1:4 a text cannot start with `%`"]),
        ("%x\na: 1\n", ["1:1 `%` in the first column starts a directive, and this is none that YAML knows"]),
        ("%YAML 1.3\n---\na: 1\n", ["1:1 only YAML 1.1 and 1.2 can be read"]),
        ("a: *.txt\n", ["1:4 `*` starts an alias, and no name of an anchor follows"]),
        ("a: & x\n", ["1:4 `&` starts an anchor, and no name follows"]),
        ("a: !e!x y\n", ["1:4 unknown tag"]),
        ("a: !<x y\n", ["1:4 `!` starts a tag, and this is none"]),
        ("a: |foo\n", ["1:4 `|` and `>` start a block of text, which begins on the next line"]),
        ("a: 1\n...\n---\nb: 1\n c: 2\n", ["5:3 a key cannot stand here"]),
        ("a: 1\n...\nb: 1\n", ["3:1 this does not belong to what stands before it"]),
        ("]\n", ["1:1 a value is missing before this"]),
        ("[a]\nb\n", ["2:1 this does not belong to what stands before it"]),
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
            parse(text).diagnostics.first?.help == "a value with `${...}` must stand in quotes in `[...]` and `{...}`"
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
