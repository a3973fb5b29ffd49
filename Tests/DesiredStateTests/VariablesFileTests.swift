import Diagnostics
import ModelVersions
import Testing
import YAMLTree

@testable import DesiredState

struct VariablesFileTests {
    private func file(_ text: String, path: String = "v.yaml") -> (file: VariablesFile, complaints: [String]) {
        let (file, errors) = VariablesFile.read(YAMLParser.parse(Array(text.utf8), path: path), path: path)
        return (
            file,
            errors.map { error in
                (error.location.map { "\($0.line):\($0.column): " } ?? "") + error.message
            }
        )
    }

    private func value(
        _ name: String,
        given: [String: String] = [:],
        files: [String],
        environment: [String: String] = [:],
        allowing allowed: Set<String> = []
    ) -> Variables.Lookup {
        let files = files.map { file($0).file }
        return Variables(given: given, files: files, allowing: allowed) { environment[$0] }.lookUp(name, .variable)
    }

    @Test("Scalars are read as their text")
    func scalars() {
        let text = "A: 012345678901\nB: 1.10\nC: no\nD: 'null'\nE: \"\"\nF: 2026-01-02\nG: &a x y\nH: *a\n"
        let (file, complaints) = file(text)
        #expect(complaints == [])
        #expect(file.names == ["A", "B", "C", "D", "E", "F", "G", "H"])
        let texts = file.names.map { file[$0]?.value }
        let expected = ["012345678901", "1.10", "no", "null", "", "2026-01-02", "x y", "x y"]
        #expect(texts == expected.map { .text($0) })
    }

    @Test("--var wins over files, later files over earlier ones, and files over the environment")
    func precedence() {
        let files = ["A: first\nB: first\nC: first\n", "A: second\nB: second\n"]
        let environment = ["REKON_VAR_A": "e", "REKON_VAR_C": "e", "REKON_VAR_D": "e", "D": "allowed", "E": "allowed"]
        func found(_ name: String) -> Variables.Lookup {
            value(name, given: ["A": "given"], files: files, environment: environment, allowing: ["D", "E"])
        }
        #expect(found("A") == .value("given"))
        #expect(found("B") == .value("second"))
        #expect(found("C") == .value("first"))
        #expect(found("D") == .value("e"))
        #expect(found("E") == .value("allowed"))
        #expect(found("F") == .unset)
    }

    @Test("An empty value of a file is a value")
    func empty() {
        #expect(value("A", files: ["A: x\n", "A: ''\n"], environment: ["REKON_VAR_A": "e"]) == .value(""))
    }

    @Test(
        "Everything but a string is an error at its place",
        arguments: [
            ("A:\n", ["1:3: the variable `A` must be a string, not null"]),
            (
                "A: ~\nB: [x]\n",
                [
                    "1:4: the variable `A` must be a string, not null",
                    "2:4: the variable `B` must be a string, not a list",
                ]
            ),
            ("A: { b: c }\n", ["1:4: the variable `A` must be a string, not a mapping"]),
            ("a-b: c\n", ["1:1: `a-b` is not a valid name for a variable"]),
            ("1A: c\n", ["1:1: `1A` is not a valid name for a variable"]),
            ("A: x\nA: y\n", ["2:1: duplicate key `A`"]),
            ("[A]\n", ["1:1: a variables file must be a map of names to strings, not a list"]),
            ("A=x\n", ["1:1: a variables file must be a map of names to strings, not a single value"]),
            ("", ["v.yaml contains no variables"]),
            ("# only a comment\n", ["v.yaml contains no variables"]),
            ("---\n---\n# nothing\n", ["v.yaml contains no variables"]),
            ("A: x\n---\nB: y\n", ["3:1: a variables file has one document"]),
            ("A: x\n---\n---\nB: y\n", ["4:1: a variables file has one document"]),
        ]
    )
    func invalid(text: String, expected: [String]) {
        #expect(file(text).complaints == expected)
    }

    @Test(
        "A document without content is none",
        arguments: ["A: x\n---\n", "---\n# first\n---\nA: x\n", "A: x\n---\n~\n"]
    )
    func emptyDocuments(text: String) {
        #expect(file(text).complaints == [] && file(text).file.names == ["A"])
    }

    @Test("A file without variables is one")
    func none() {
        #expect(file("{}").complaints == [] && file("{}").file.names == [])
    }

    /// As Terraform 1.9 prints it.
    private static let outputs = """
        {
          "account": { "sensitive": false, "type": "string", "value": "012345678901" },
          "bucket-name": { "sensitive": false, "type": "string", "value": "acme" },
          "count": { "sensitive": false, "type": "number", "value": 3 },
          "enabled": { "sensitive": false, "type": "bool", "value": true },
          "nothing": { "sensitive": false, "type": "dynamic", "value": null },
          "password": { "sensitive": true, "type": "string", "value": "canary" },
          "subnets": { "sensitive": false, "type": ["list", "string"], "value": ["canary"] },
          "url": { "sensitive": false, "type": "string", "value": "a\\u0026b" }
        }

        """

    @Test("Terraform's outputs are variables where they are strings")
    func terraform() {
        #expect(file(Self.outputs).complaints == [])
        func found(_ name: String) -> Variables.Lookup { value(name, files: [Self.outputs]) }
        #expect(found("account") == .value("012345678901"))
        #expect(found("count") == .value("3"))
        #expect(found("enabled") == .value("true"))
        #expect(found("url") == .value("a&b"))
        func place(_ line: Int) -> Diagnostics.SourceLocation {
            Diagnostics.SourceLocation(path: "v.yaml", position: SourcePosition(line: line, column: 3))
        }
        #expect(found("nothing") == .unusable(.notText(kind: "null"), at: place(6)))
        #expect(found("password") == .unusable(.sensitive, at: place(7)))
        #expect(found("subnets") == .unusable(.notText(kind: "a list"), at: place(8)))
        // A later file decides, and --var too.
        #expect(value("password", files: [Self.outputs, "password: x\n"]) == .value("x"))
        #expect(value("password", given: ["password": "x"], files: [Self.outputs]) == .value("x"))
        #expect(value("password", files: ["password: x\n", Self.outputs]) == .unusable(.sensitive, at: place(7)))
    }

    @Test("An output without a text is an error only where it is used", arguments: ["password", "subnets", "nothing"])
    func unusable(name: String) throws {
        let variables = Variables(files: [file(Self.outputs, path: "tf.json").file]) { _ in "canary" }
        func diagnostics(_ value: String) -> [Diagnostic] {
            let result = YAMLParser.parse(Array(version("name: a\noutput: s3://abc/\(value)").utf8), path: "f.yaml")
            return Array(DesiredStateReader.read(result.documents, variables: variables).diagnostics)
        }
        #expect(diagnostics("${var:account}") == [])
        // A default does not hide it.
        let found = diagnostics("${var:\(name):-x}")
        let error = try #require(found.first)
        #expect(found.count == 1 && error.severity == .error)
        #expect(error.location?.description == "f.yaml:5:22")
        #expect(error.related.map(\.location.path) == ["tf.json"])
        let text = error.message + (error.help ?? "")
        #expect(text.contains(name == "password" ? "sensitive" : "and not a string"))
        #expect(!text.contains("canary"))
    }

    @Test(
        "A mapping that is not Terraform's is an error",
        arguments: ["", ", \"x\": { \"value\": 1 }", ", \"x\": \"y\""]
    )
    func mixed(more: String) {
        let output = "\"a\": { \"sensitive\": false, \"type\": \"string\", \"value\": \"x\" }"
        let complaints = file("{ \(output)\(more) }").complaints
        #expect(complaints.isEmpty == more.isEmpty)
        #expect(complaints.allSatisfy { $0.hasSuffix("must be a string, not a mapping") })
    }
}
