import Foundation
import TestSupport
import Testing

@testable import Commands

/// `rekon select`, and what `wait` and `apply --wait` hand to later steps. The rules are those of specs/select.md.
@Suite(.timeLimit(.minutes(30)))
struct SelectTests {
    /// Three trained versions; the sandbox gives each a score that depends on its name.
    private func workplace(_ text: String = document("v1", "v2", "v3")) async throws -> Workplace {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        place.time = VirtualClock()
        let file = try place.write("a.yaml", text)
        #expect(await place.run("sandbox", "seed", file).status == .success)
        #expect(await place.run("apply", "--auto-approve", "--wait", "--max-trainings", "2", file).status == .success)
        return place
    }

    private func read(_ place: Workplace, _ name: String) throws -> String {
        try String(contentsOfFile: place.path(name), encoding: .utf8)
    }

    private func isARN(_ output: String, of name: String) -> Bool {
        let start = "\(signs.dropLast(13))version/\(name)/"
        return output.hasPrefix(start) && output.dropFirst(start.count).wholeMatch(of: #/[0-9]+\n/#) != nil
    }

    @Test("The standard output has the ARN alone, with files, with an ARN, and in a script")
    func select() async throws {
        let place = try await workplace()
        let best = await place.run("select", place.path("a.yaml"))
        #expect(best.status == .success)
        #expect(
            best.errors.hasPrefix(sandboxHeading) && best.errors.contains(" of signs: the best of 3 that qualify, F1 ")
        )
        #expect(await place.run("select", "--project", signs).output == best.output)
        let newest = await place.run("select", "--newest", place.path("a.yaml"))
        #expect(isARN(newest.output, of: "v3"))
        #expect(await place.run("select", "--newest", "--target", "v1", "--project", signs).output.contains("/v1/"))
        // A settings file does not change what a script reads.
        try place.write("rekon.yaml", "apiVersion: rekon/v1\nkind: Settings\nformats: { plan: json }\n")
        let configured = await place.run("select", "--config", place.path("rekon.yaml"), place.path("a.yaml"))
        #expect(configured.output == best.output)
    }

    @Test("Outputs and JSON name the version")
    func outputs() async throws {
        let place = try await workplace()
        let outcome = await place.run(
            "select",
            "--format",
            "json",
            "--outputs",
            "dotenv=\(place.path("o.env"))",
            place.path("a.yaml")
        )
        #expect(outcome.status == .success && outcome.errors.isEmpty)
        let values = try read(place, "o.env")
        let arn = try #require(values.firstMatch(of: #/selected_arn=(\S+)/#)?.1)
        #expect(outcome.output.contains("\"arn\" : \"\(arn)\""))
        #expect(values.contains("selected_name=v") && values.contains("selected_f1=0."))
        #expect(!values.contains("trained_arns"))
    }

    @Test("Outputs are added to no file of other content")
    func otherContent() async throws {
        let place = try await workplace()
        let file = place.path("a.yaml")
        let before = try read(place, "a.yaml")
        let outcome = await place.run("select", "--outputs", "github=\(file)", file)
        #expect(outcome.status == .failure && outcome.errors.contains("has other content than outputs"))
        #expect(try read(place, "a.yaml") == before)
        let runner = try place.write("runner", "step-1=a\nlong<<END\nx\nEND\n")
        #expect(await place.run("select", "--outputs", "github=\(runner)", file).status == .success)
        #expect(try read(place, "runner").hasPrefix("step-1=a\nlong<<END\nx\nEND\nexit-code=0\n"))
    }

    @Test("E3: no version qualifies; the standard output is empty")
    func none() async throws {
        let place = try await workplace()
        let outcome = await place.run(
            "select",
            "--min-f1",
            "1",
            "--outputs",
            "dotenv=\(place.path("o.env"))",
            place.path("a.yaml")
        )
        #expect(outcome.status == .gateFailed && outcome.output.isEmpty)
        #expect(outcome.errors.contains("No version of signs qualifies.\n  not v3: F1 "))
        let values = try read(place, "o.env")
        #expect(values.contains("exit_code=4\n") && values.contains("selected_arn=\n"))
        let json = await place.run("select", "--min-f1", "1", "--format", "json", place.path("a.yaml"))
        #expect(json.status == .gateFailed && !json.output.contains("\"selected\""))
    }

    @Test("E1: a version is selected in one project")
    func projects() async throws {
        let place = try await workplace()
        let lights = signs.replacing("signs", with: "lights")
        try place.write("b.yaml", document("v1", project: lights))
        let several = await place.run("select", place.root)
        #expect(several.status == .usage && several.output.isEmpty)
        #expect(several.errors.contains("2 projects are named:\n  \(signs)\n  \(lights)"))
        #expect(several.errors.contains("name one of them with --project"))
        #expect(await place.run("select", "--project", "signs", place.root).status == .success)
        let none = await place.run("select")
        #expect(none.status == .usage && none.errors.contains("Name files or folders"))
        #expect(await place.run("select", "--best", "--newest", place.root).status == .usage)
        #expect(await place.run("select", "--min-f1", "1.5", place.root).status == .usage)
    }

    @Test("E2: nothing is selected where the versions are not all known")
    func unreadable() async throws {
        let place = try await workplace()
        let nowhere = signs.replacing("signs", with: "nowhere")
        let outcome = await place.run(
            "select",
            "--outputs",
            "dotenv=\(place.path("o.env"))",
            "--project",
            nowhere
        )
        #expect(outcome.status == .failure && outcome.output.isEmpty)
        #expect(outcome.errors.contains("no version was selected in \(nowhere): the project does not exist"))
        #expect(try read(place, "o.env").contains("selected_arn=\n"))
        let json = await place.run("select", "--format", "json", "--project", nowhere)
        #expect(json.status == .failure && json.output.contains("\"complete\" : false"))
    }

    // Guide page using-adapters-manifest-files: AggregatedEvaluationResults has an F1Score.
    @Test("C7: adapters are judged by the F1 score that the service reports")
    func adapters() async throws {
        let text = """
            apiVersion: rekon/v1
            project: \(signs)
            defaults:
              output: s3://bucket/out/
              featureConfig: { contentModeration: { confidenceThreshold: 60 } }
            versions:
              - { name: v1, datasets: { training: [s3://bucket/a.manifest], testing: auto } }
              - { name: v2, datasets: { training: [s3://bucket/a.manifest], testing: auto } }

            """
        let place = try await workplace(text)
        // The sandbox gives v2 the higher score.
        for arguments in [[], ["--best"], ["--newest"], ["--newest", "--min-f1", "0.1"]] {
            let outcome = await place.run(["select"] + arguments + [place.path("a.yaml")])
            #expect(outcome.status == .success && isARN(outcome.output, of: "v2"), "\(outcome.errors)")
        }
        #expect(await place.run("select", "--min-f1", "1", place.path("a.yaml")).status == .gateFailed)
    }

    // MARK: What wait and apply hand on

    @Test("wait and apply --wait give every trained version's ARN, score and verdict, in the same way")
    func trained() async throws {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        place.time = VirtualClock()
        let text = document("v1", "v2").replacing("- name: v2", with: "- { name: v2, expect: { minF1Score: 1 } }")
        let file = try place.write("a.yaml", text)
        #expect(await place.run("sandbox", "seed", file).status == .success)
        let outputs = ["--outputs", "github=\(place.path("out"))"]
        func lists() throws -> [String] {
            let lines = try read(place, "out").split(separator: "\n").filter { $0.hasPrefix("trained-") }
            return lines.suffix(3).map(String.init)
        }
        let applied = await place.run(["apply", "--auto-approve", "--wait", "--format", "json"] + outputs + [file])
        #expect(applied.status == .gateFailed)
        let first = try lists()
        #expect(first.count == 3 && first[2] == "trained-gates=none,missed")
        #expect(first[0].split(separator: ",").map { $0.contains("/version/v1/") } == [true, false])
        #expect(first[1].wholeMatch(of: #/trained-f1=0\.[0-9]+,0\.[0-9]+/#) != nil)
        let waited = await place.run(["wait", "--format", "json"] + outputs + [file])
        #expect(try lists() == first)
        func member(_ json: String) throws -> Substring {
            try #require(json.firstMatch(of: #/"trained" : \[\n[\s\S]*?\n  \]/#)?.0)
        }
        // In the second run the trainings do not count: they had ended before.
        let inWait = try member(waited.output).replacing(#/ +"counted" : false,\n/#, with: "")
        #expect(inWait == (try member(applied.output)))
        #expect(inWait.matches(of: #/"gate" : "(none|missed)"/#).count == 2)
    }

    @Test("A dotenv report of GitLab that would be too long has empty lists, and a warning")
    func gitlab() async throws {
        let names = (1...40).map { "version-with-a-name-of-some-length-\($0)" }
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        place.time = VirtualClock()
        let list = names.map { "  - name: \($0)\n" }.joined()
        let file = try place.write("a.yaml", document("x").replacing("  - name: x\n", with: list))
        #expect(await place.run("sandbox", "seed", "--concurrent-trainings", "100", file).status == .success)
        #expect(
            await place.run("apply", "--auto-approve", "--wait", "--max-trainings", "100", file).status == .success
        )
        for (format, isShort) in [("gitlab", true), ("dotenv", false)] {
            let outcome = await place.run("wait", "--outputs", "\(format)=\(place.path(format))", file)
            #expect(outcome.status == .success)
            #expect(outcome.errors.contains("40 trained versions are too many for a dotenv report") == isShort)
            let values = try read(place, format)
            #expect(values.contains("trained_arns=\n") == isShort && values.contains("trained_gates=\n") == isShort)
            #expect((values.utf8.count < 1000) == isShort)
        }
    }
}
