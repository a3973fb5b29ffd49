import Foundation
import Testing

@testable import Commands

@Suite(.timeLimit(.minutes(30)))
struct OtherCommandTests {
    @Test func validate() async throws {
        let place = try Workplace()
        let file = try place.write("a.yaml", document("v1", "v2"))
        let outcome = await place.run("validate", file)
        #expect(outcome.status == .success)
        #expect(outcome.output == "Valid: 2 versions in 1 project.\n")
        let json = await place.run("validate", "--format", "json", file)
        #expect(
            json.output
                == "{\n  \"diagnostics\" : [\n\n  ],\n  \"formatVersion\" : \"1.0\",\n  \"omitted\" : 0,\n  \"valid\" : true\n}\n"
        )
    }

    @Test("Of very many errors the first are shown, and the rest counted")
    func tooManyErrors() async throws {
        let place = try Workplace()
        let names = (0..<250).map { "{name: a b\($0)}" }.joined(separator: ", ")
        let file = try place.write(
            "a.yaml",
            "apiVersion: rekon/v1\nproject: \(signs)\ndefaults: { output: s3://bucket/ }\nversions: [\(names)]\n"
        )
        let text = await place.run("validate", file)
        #expect(text.status == .failure)
        #expect(text.errors.hasSuffix("\n... and 150 more errors\n250 errors\n"))
        #expect(text.errors.count(of: "error: ") == 100)
        let json = await place.run("validate", "--format", "json", file)
        #expect(json.status == .failure)
        #expect(json.output.contains("\"omitted\" : 150,\n  \"valid\" : false"))
        #expect(json.output.count(of: "\"severity\"") == 100)
    }

    @Test func schemaIsTheSpecification() async throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../specs/desired-state.schema.json")
        let outcome = await (try Workplace()).run("schema")
        #expect(outcome.status == .success)
        #expect(outcome.output == (try String(contentsOf: path.standardized, encoding: .utf8)))
    }

    @Test("The README shows what the program prints")
    func readme() async throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
        let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        let examples = root.appending(path: "examples/models/projects").path
        _ = await place.run("sandbox", "seed", examples)
        let plan = await place.run("plan", examples)
        let shown = plan.output.replacingOccurrences(of: root.path + "/", with: "")
        #expect(readme.contains("```text\n$ rekon plan examples/models/projects\n\(shown)```"))
    }

    @Test(
        "Colour: only where it is wanted",
        arguments: [
            ("auto", true, [:], true), ("auto", false, [:], false), ("auto", true, ["NO_COLOR": "1"], false),
            ("auto", true, ["TERM": "dumb"], false), ("always", false, ["NO_COLOR": "1"], true),
            ("never", true, [:], false),
        ] as [(String, Bool, [String: String], Bool)]
    )
    func color(choice: String, isTerminal: Bool, environment: [String: String], isColoured: Bool) async throws {
        let place = try Workplace()
        place.environment = environment
        place.environment["REKON_SANDBOX"] = place.sandbox
        place.terminal = Terminal(outputIsTerminal: isTerminal)
        let file = try place.write("a.yaml", document("v1"))
        _ = await place.run("sandbox", "seed", file)
        let outcome = await place.run("plan", "--color", choice, file)
        #expect(outcome.output.contains("\u{1B}[") == isColoured)
    }

    @Test func seedNeedsAFile() async throws {
        let place = try Workplace()
        let outcome = await place.run("sandbox", "seed", try place.write("a.yaml", document("v1")))
        #expect(outcome.status == .usage)
        #expect(outcome.errors.contains("--sandbox FILE"))
    }
}

extension String {
    fileprivate func count(of part: String) -> Int { components(separatedBy: part).count - 1 }
}
