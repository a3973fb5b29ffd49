import Foundation
import TestSupport
import Testing

@testable import Commands

/// The reports of `apply` and `wait` for reviewers.
@Suite(.timeLimit(.minutes(30)))
struct RunReportTests {
    private static let formats = ["text", "json", "markdown", "github", "junit"]

    /// v1 is trained, v2 fails.
    private func workplace(duration: Int = 600) async throws -> Workplace {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        place.time = VirtualClock()
        let text = document("v1", "v2").replacing(
            "- name: v2",
            with: "- { name: v2, tags: { 'rekon-sandbox:outcome': fail } }"
        )
        let file = try place.write("models/a.yaml", text)
        #expect(await place.run("sandbox", "seed", "--training-duration", "\(duration)", file).status == .success)
        return place
    }

    private func content(_ place: Workplace, _ name: String) throws -> String {
        try String(contentsOf: place.folder.appending(path: name), encoding: .utf8)
            .replacing(place.folder.path + "/", with: "")
    }

    private func reports(_ place: Workplace, _ formats: [String] = formats) -> [String] {
        formats.flatMap { ["--report", "\($0)=\(place.path("r.\($0)"))"] }
    }

    private func deny(_ action: String, in place: Workplace) throws {
        let state = try String(contentsOfFile: place.sandbox, encoding: .utf8)
        let region = try #require(state.firstRange(of: "\"region\""))
        let denied = "\"denied\" : [\"\(action)\"], \"region\""
        try place.write("state.json", state.replacingCharacters(in: region, with: denied))
    }

    @Test("wait: each file has the content of stdout in its format")
    func sameBytes() async throws {
        let place = try await workplace()
        #expect(await place.run("apply", "--auto-approve", "--wait", place.path("models")).status == .gateFailed)
        let all = await place.run(["wait", "--all"] + reports(place) + [place.path("models")])
        #expect(all.status == .gateFailed, "\(all.errors)")
        for format in Self.formats {
            let alone = await place.run("wait", "--all", "--format", format, place.path("models"))
            #expect(alone.status == .gateFailed && !alone.output.isEmpty)
            #expect(try content(place, "r.\(format)") == alone.output, "\(format)")
        }
        // Reports of an earlier run are replaced.
        #expect(await place.run(["wait", "--all"] + reports(place) + [place.path("models")]).errors == all.errors)
    }

    @Test("apply --wait: F1, cost, and why a training failed, as status --explain says it")
    func explained() async throws {
        let place = try await workplace()
        place.environment["GITHUB_STEP_SUMMARY"] = try place.write("summary.md", "")
        let apply = await place.run(
            ["apply", "--auto-approve", "--wait", "--format", "github"] + reports(place) + [place.path("models")]
        )
        #expect(apply.status == .gateFailed)
        let head = "Apply: 2 created. Wait: 1 trained, 1 failed.\n::notice title=rekon apply::Sandbox: "
        #expect(apply.output.hasPrefix(head), "\(apply.output)")
        #expect(apply.output.contains("\n::error file=models/a.yaml,line=6,col="))
        #expect(apply.output.contains("title=rekon apply%3A failed::version v2 of signs: training failed: The model"))
        #expect(apply.output.contains("ERROR_TOO_MANY_INVALID_ROWS_IN_MANIFEST"))
        #expect(apply.output.contains("title=rekon apply%3A trained::version v1 of signs: trained, F1 0."))
        let markdown = try content(place, "r.markdown")
        #expect(markdown.hasPrefix("<!-- rekon:apply key=us-east-1:111122223333/"))
        #expect(markdown.contains("#### Trainings: 2") && markdown.contains("| `signs` | `v2` | training failed |"))
        #expect(markdown.contains("#### What failed: 1") && markdown.contains("`ERROR_INVALID_IMAGE`"), "\(markdown)")
        #expect(markdown.contains("Charged: 10m of training, about 0.17 USD"))
        // Without the marker of a comment.
        let summary = try content(place, "summary.md").trimmingCharacters(in: .newlines)
        let comment = markdown.split(separator: "\n", maxSplits: 1)[1].trimmingCharacters(in: .newlines)
        #expect(summary == comment)
        #expect(try content(place, "r.junit").contains("<testcase classname=\"signs\" name=\"v2\">\n      <failure"))
        // A file of text has the plan too, which stdout shows before the question.
        let text = try content(place, "r.text")
        #expect(text.hasPrefix(sandboxHeading) && text.contains("  + v1  (models/a.yaml:5)"))
        #expect(text.contains("\nApply: 2 created.\n"))
        #expect(text.split(separator: "\n").last?.hasPrefix("Charged: ") == true)
        #expect(try content(place, "r.json").contains("\"result\" : \"created\""))
    }

    @Test("What cannot be read about a failed training is said, and changes nothing else")
    func unexplained() async throws {
        let place = try await workplace()
        try deny("s3:GetObject", in: place)
        let denied = await place.run("apply", "--auto-approve", "--wait", "--format", "markdown", place.path("models"))
        #expect(denied.status == .gateFailed)
        #expect(denied.output.contains("could not be read: "), "\(denied.output)")
        #expect(denied.output.contains("`s3:GetObject`"))
        #expect(denied.output.contains("| `signs` | `v1` | trained |"))
    }

    @Test("What ended before the run is one line of text, and folded in Markdown")
    func folded() async throws {
        let place = try await workplace()
        _ = await place.run("apply", "--auto-approve", "--wait", place.path("models"))
        let text = await place.run("wait", place.path("models"))
        #expect(text.status == .success)
        #expect(
            text.output == sandboxHeading + """
                Ended before this run: 1 trained, 1 failed or below the required F1 (v2). An earlier failure does not \
                count; `rekon wait --all` counts it.
                Wait: 1 trained, 1 failed or below the required F1 before this run.

                """
        )
        let markdown = await place.run("wait", "--format", "markdown", place.path("models")).output
        #expect(markdown.contains("<details><summary>Ended before this run: 2</summary>"))
        #expect(!markdown.contains("What failed") && !markdown.contains("Charged"))
        // With the saved plan that created them, they are what the run is about.
        try place.write("models/a.yaml", document("v1", "v2", "v3"))
        let plan = place.path("p.json")
        #expect(await place.run("plan", "--target", "v3", "--out", plan, place.path("models")).status == .success)
        #expect(await place.run("apply", "--wait", plan).status == .success)
        let mine = await place.run("wait", "--format", "markdown", plan).output
        #expect(mine.contains("#### Trainings: 1") && mine.contains("from `v1`"), "\(mine)")
    }

    @Test("A refused apply is reported in every format", arguments: formats)
    func refused(format: String) async throws {
        let place = try await workplace()
        let file = place.path("r")
        let arguments = ["apply", "--auto-approve", "--max-creates", "1", "--report", "\(format)=\(file)"]
        let apply = await place.run(arguments + [place.path("models")])
        #expect(apply.status == .blocked && apply.errors.contains("--max-creates allows 1; nothing was created"))
        let text = try content(place, "r")
        #expect(text.contains(format == "json" ? "too-many-creates" : "--max-creates"), "\(text)")
        // It is a report, which the next run replaces.
        #expect(await place.run(arguments + [place.path("models")]).status == .blocked)
        guard format != "text" else { return }
        let options = ["apply", "--format", format, "--auto-approve", "--max-creates", "1"]
        #expect(await place.run(options + [place.path("models")]).output == text)
    }

    @Test("Errors that end a run early are its report", arguments: ["apply", "wait"])
    func failures(command: String) async throws {
        let place = try await workplace()
        let options = command == "apply" ? ["apply", "--auto-approve"] : ["wait"]
        try place.write("models/a.yaml", document("v 1"))
        for format in Self.formats {
            let invalid = await place.run(options + ["--format", format, place.path("models")])
            #expect(invalid.status == .failure && invalid.errors.contains("`name` may contain only"))
            #expect(invalid.output.isEmpty == (format == "text"), "\(format)")
            if format == "junit" { #expect(invalid.output.contains("invalid-desired-state")) }
        }
        let absent = await place.run(options + reports(place) + [place.path("none.yaml")])
        #expect(absent.status == .failure)
        for format in Self.formats { #expect(try content(place, "r.\(format)").contains("none.yaml"), "\(format)") }
        #expect(await place.run(options + ["--format", "sarif", place.path("models")]).status == .usage)
    }

    @Test("A report replaces no file that the run reads or writes")
    func neededOtherwise() async throws {
        let place = try await workplace()
        let plan = place.path("p.json")
        #expect(await place.run("plan", "--out", plan, place.path("models")).status == .success)
        for path in [plan, place.path("audit.jsonl"), place.path("models/a.yaml"), place.sandbox] {
            let files = ["--audit-log", place.path("audit.jsonl"), "--report", "json=\(path)"]
            let outcome = await place.run(["apply", plan] + files + ["--expect-state", place.path("models")])
            #expect(outcome.status == .usage, "\(path): \(outcome.errors)")
        }
        #expect(await place.run("apply", plan, "--report", "markdown=\(place.path("r.md"))").status == .success)
        #expect(try content(place, "r.md").contains("| `signs` | `v1` | created |"))
    }

    @Test("The comment of a saved plan has the place of its projects, and a key for each command")
    func markers() async throws {
        let place = try await workplace()
        let plan = place.path("p.json")
        #expect(await place.run("plan", "--out", plan, place.path("models")).status == .success)
        var markers: Set<Substring> = []
        for arguments in [["apply", plan], ["wait", plan], ["wait", place.path("models")]] {
            let options = ["--format", "markdown", "--comment-order", "4"]
            let output = await place.run(arguments + options).output
            let marker = try #require(output.split(separator: "\n").first)
            #expect(marker.contains("key=us-east-1:111122223333/") && marker.hasSuffix(" order=4.0 -->"))
            markers.insert(marker)
        }
        #expect(markers.count == 3)
        let key = await place.run("wait", "--format", "markdown", "--comment-key", "mine", plan)
        #expect(key.output.hasPrefix("<!-- rekon:wait key=mine -->\n"))
    }

    @Test("In a job of GitHub Actions no line of stderr is a command, in any format")
    func guarded() async throws {
        let place = try await workplace()
        place.environment["GITHUB_ACTIONS"] = "true"
        let outcome = await place.run("wait", place.path("::error::x\n::warning::y##[z]"))
        #expect(outcome.status == .failure && outcome.errors.contains("error::x"))
        for line in outcome.errors.split(separator: "\n") {
            #expect(!line.drop { $0 == " " }.hasPrefix("::") && !line.contains("##["), "\(line)")
        }
    }
}
