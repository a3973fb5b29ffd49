import Foundation
import Testing

@testable import Commands

/// `--report FORMAT=FILE`: one result, from one reading, in several formats.
@Suite(.timeLimit(.minutes(30)))
struct ReportFilesTests {
    private static let reviewed = ["markdown", "github", "sarif", "junit"]
    private static let commands = ["validate", "plan", "verify", "drift"]

    private static func formats(of command: String) -> [String] {
        ["text", "json"] + (command == "drift" ? ["prometheus"] : []) + reviewed
    }

    private func place() async throws -> Workplace {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        try place.write("models/a.yaml", document("v1", "v2"))
        #expect(await place.run("sandbox", "seed", place.path("models")).status == .success)
        return place
    }

    private func content(_ place: Workplace, _ name: String) throws -> String {
        try String(contentsOf: place.folder.appending(path: name), encoding: .utf8)
            .replacing(place.folder.path + "/", with: "")
    }

    /// Names in the folder that nobody has asked for.
    private func leftovers(_ place: Workplace, besides known: [String]) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: place.root).filter {
            !known.contains($0) && !$0.hasPrefix("state.json") && $0 != "models"
        }
    }

    @Test("Each file has the content of stdout in its format", arguments: commands)
    func sameBytes(command: String) async throws {
        let place = try await place()
        let formats = Self.formats(of: command)
        let reports = formats.flatMap { ["--report", "\($0)=\(place.path("r.\($0)"))"] }
        // A terminal folds and colours; a file is neither narrow nor coloured.
        place.terminal = Terminal(outputIsTerminal: true, columns: 40)
        let all = await place.run([command] + reports + [place.path("models")])
        #expect(all.output.contains("\u{1B}[") || command == "validate")
        place.terminal = Terminal()
        for format in formats {
            let alone = await place.run(command, "--format", format, place.path("models"))
            #expect(alone.status == all.status)
            #expect(try content(place, "r.\(format)") == alone.output, "\(format)")
            #expect(!alone.output.isEmpty)
        }
        #expect(try leftovers(place, besides: formats.map { "r.\($0)" }).isEmpty)
    }

    @Test("A desired state with errors is reported in the files too", arguments: commands)
    func invalid(command: String) async throws {
        let place = try await place()
        try place.write("models/a.yaml", document("v 1"))
        let formats = Self.formats(of: command)
        for format in formats { try place.write("r.\(format)", "") }
        let reports = formats.flatMap { ["--report", "\($0)=\(place.path("r.\($0)"))"] }
        let outcome = await place.run([command, "--format", "github"] + reports + [place.path("models")])
        #expect(outcome.status == .failure && outcome.output.contains("invalid-desired-state"))
        for format in Self.reviewed {
            let alone = await place.run(command, "--format", format, place.path("models"))
            #expect(try content(place, "r.\(format)") == alone.output)
        }
        let heading = command == "validate" ? "" : sandboxHeading
        #expect(try content(place, "r.text").hasPrefix(heading + "models/a.yaml:5:11: error: `name` may contain only"))
        let alone = await place.run(command, "--format", "json", place.path("models"))
        #expect(try content(place, "r.json") == alone.output)
    }

    @Test("A plan that is blocked, and one that could not be read, are reported as they are")
    func blocked() async throws {
        let place = try await place()
        let report = ["--report", "json=\(place.path("r.json"))", "--report", "markdown=\(place.path("r.md"))"]
        let limited = await place.run(["plan", "--max-creates", "1"] + report + [place.path("models")])
        #expect(limited.status == .blocked)
        #expect(try content(place, "r.md").contains("--max-creates"))
        try place.write("models/b.yaml", document("v1", project: signs.replacing("signs", with: "gone")))
        let absent = await place.run(["plan"] + report + [place.path("models")])
        #expect(absent.status == .failure)
        #expect(try content(place, "r.json").contains("\"complete\" : false"))
        #expect(!absent.errors.contains("not written"))
    }

    @Test("The report of a saved plan is of that plan, and a plan without its report is not saved")
    func besideSavedPlan() async throws {
        let place = try await place()
        let models = place.path("models")
        let plan = place.path("p.json")
        let good = await place.run("plan", "--out", plan, "--report", "markdown=\(place.path("r.md"))", models)
        #expect(good.status == .success)
        #expect(try content(place, "r.md").contains("- `v1` (`models/a.yaml:5`)\n  - datasets: "))
        try FileManager.default.removeItem(atPath: plan)
        let bad = await place.run("plan", "--out", plan, "--report", "markdown=\(place.path("none/r.md"))", models)
        #expect(bad.status == .failure)
        #expect(bad.output.contains("2 to create"), "stdout has its result all the same")
        #expect(bad.errors.contains("the report could not be written: none/r.md"))
        #expect(!FileManager.default.fileExists(atPath: plan))
        // The other files are written, whole, and nothing else is left.
        let others = ["--report", "json=\(place.path("none/r.json"))", "--report", "sarif=\(place.path("r.sarif"))"]
        #expect(await place.run(["plan"] + others + [models]).status == .failure)
        #expect(try content(place, "r.sarif").hasSuffix("}\n"))
        #expect(try leftovers(place, besides: ["r.md", "r.sarif"]).isEmpty)
    }

    @Test("A file that the run needs otherwise, or that is not a file, is not overwritten", arguments: commands)
    func neededOtherwise(command: String) async throws {
        let place = try await place()
        let models = place.path("models")
        let file = place.path("models/a.yaml")
        try FileManager.default.createSymbolicLink(atPath: place.path("link"), withDestinationPath: file)
        var bad = [file, place.path("link"), place.path("models/../models/a.yaml"), place.sandbox, models, place.root]
        bad += ["/dev/null", "/dev/zero"]
        let before = try [content(place, "models/a.yaml"), content(place, "state.json")]
        for path in bad {
            let outcome = await place.run(command, "--report", "json=\(path)", models)
            #expect(outcome.status == .usage, "\(path): \(outcome.errors)")
            #expect(outcome.output.isEmpty)
        }
        #expect(try [content(place, "models/a.yaml"), content(place, "state.json")] == before)
        let one = place.path("one")
        let twice = await place.run(
            command,
            "--report",
            "json=\(one)",
            "--report",
            "text=\(place.path("./one"))",
            models
        )
        #expect(twice.status == .usage && !FileManager.default.fileExists(atPath: one))
        let out = command == "plan" ? "--out" : "--metrics"
        guard command == "plan" || command == "drift" else { return }
        let both = await place.run(command, out, one, "--report", "json=\(one)", models)
        #expect(both.status == .usage && both.errors.contains("the file of \(out)"))
        #expect(!FileManager.default.fileExists(atPath: one))
    }

    @Test("A report replaces a report of its format, and no other file", arguments: commands)
    func ownFiles(command: String) async throws {
        let place = try await place()
        let models = place.path("models")
        let formats = Self.formats(of: command)
        try place.write("invalid.yaml", document("v 1"))
        #expect(await place.run("plan", "--out", place.path("plan.json"), models).status == .success)
        for (format, other) in zip(formats, formats.dropFirst() + formats.prefix(1)) {
            let file = place.path("r.\(format)")
            for input in [models, place.path("invalid.yaml"), models] {
                let outcome = await place.run(command, "--report", "\(format)=\(file)", input)
                #expect(outcome.status != .usage, "\(format): \(outcome.errors)")
            }
            let text = try content(place, "r.\(format)")
            // Annotations without a finding are the one line that a text report is too.
            guard Set([format, other]) != ["text", "github"] else { continue }
            let refused = await place.run(command, "--report", "\(other)=\(file)", models)
            #expect(refused.status == .usage && refused.errors.contains("is not a report of rekon in the format"))
            #expect(try content(place, "r.\(format)") == text)
            for foreign in ["[default]\naws_access_key_id = AKIA\n", "{}", "{\n  \"a\": 1\n}\n", "apiVersion: v1\n"] {
                let path = try place.write("foreign", foreign)
                #expect(await place.run(command, "--report", "\(format)=\(path)", models).status == .usage)
                #expect(try content(place, "foreign") == foreign)
            }
            let plan = await place.run(command, "--report", "\(format)=\(place.path("plan.json"))", models)
            #expect(plan.status == .usage, "a saved plan stays")
        }
    }

    @Test(
        "A wrong value is a wrong command line",
        arguments: ["json", "json=", "=x", "yaml=x", "json=-", "JSON=x", "prometheus=x", ""]
    )
    func wrongValues(value: String) async throws {
        let place = try await place()
        let outcome = await place.run("plan", "--report", value, place.path("models"))
        #expect(outcome.status == .usage && outcome.output.isEmpty)
        let twice = await place.run("plan", "--report", "json=a", "--report", "text=a", place.path("models"))
        #expect(twice.status == .usage && twice.errors.contains("twice"))
    }

    @Test("A path may contain an equals sign")
    func signInPath() throws {
        let file = try ReportFile("prometheus=a=b.prom", of: ReportFormat.drift)
        #expect(file.format == .prometheus && file.path == "a=b.prom")
    }

    @Test(
        "An error that ends a run early is the content of its reports",
        arguments: [
            (["--target", "nothing"], Commands.ExitStatus.usage, "matches no version"),
            (["--endpoint-url", "ftp://x"], .failure, "ftp"), (["--profile", "nosuch"], .failure, "nosuch"),
        ]
    )
    func earlyErrors(options: [String], status: Commands.ExitStatus, part: String) async throws {
        let place = try await place()
        place.environment["REKON_SANDBOX"] = nil
        let names = ["json", "markdown", "sarif", "junit", "github", "text"]
        let reports = names.flatMap { ["--report", "\($0)=\(place.path("r.\($0)"))"] }
        for command in ["plan", "verify", "drift"] {
            let outcome = await place.run([command, place.path("models")] + options + reports)
            #expect(outcome.status == status, "\(outcome.errors)")
            for name in names {
                #expect(try content(place, "r.\(name)").contains(part), "\(command) \(name)")
            }
            #expect(try content(place, "r.sarif").contains("run-failed"))
        }
    }

    @Test("Annotations in a file write no summary of the step")
    func stepSummary() async throws {
        let place = try await place()
        let summary = try place.write("summary.md", "")
        place.environment["GITHUB_STEP_SUMMARY"] = summary
        let report = ["--report", "github=\(place.path("r.txt"))", place.path("models")]
        #expect(await place.run(["plan"] + report).status == .success)
        #expect(try content(place, "summary.md").isEmpty)
        let annotated = await place.run(["plan", "--format", "github"] + report)
        #expect(try content(place, "r.txt") == annotated.output)
        #expect(try !content(place, "summary.md").isEmpty)
    }
}
