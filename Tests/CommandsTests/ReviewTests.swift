import Foundation
import Host
import Testing

@testable import Commands

@Suite(.timeLimit(.minutes(30)))
struct ReviewTests {
    private func place() async throws -> Workplace {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        try place.write("a.yaml", document("v1", "v2"))
        #expect(await place.run("sandbox", "seed", place.path("a.yaml")).status == .success)
        return place
    }

    @Test("The marker of a comment: the same key for the same command line, the pipeline's own number")
    func marker() async throws {
        let place = try await place()
        func marker(_ options: String...) async -> String {
            let outcome = await place.run(["plan", "--format", "markdown", place.path("a.yaml")] + options)
            return String(outcome.output.prefix { $0 != "\n" })
        }
        let plain = await marker()
        #expect(plain.hasPrefix("<!-- rekon:plan key=") && !plain.contains("order"))
        #expect(await marker() == plain)
        let other = await place.run("plan", "--format", "markdown", place.root + "/./a.yaml")
        #expect(other.output.hasPrefix(plain + "\n"))
        #expect(await marker("--target", "v1") != plain)
        #expect(await marker("--comment-key", "prod") == "<!-- rekon:plan key=prod -->")
        #expect(
            await marker("--comment-key", "prod", "--comment-order", "7") == "<!-- rekon:plan key=prod order=7.0 -->"
        )
        place.environment["GITHUB_RUN_NUMBER"] = "41"
        place.environment["GITHUB_RUN_ATTEMPT"] = "2"
        #expect(await marker("--comment-key", "prod") == "<!-- rekon:plan key=prod order=41.2 -->")
        #expect(await marker("--comment-key", "prod", "--comment-order", "7.3").contains("order=7.3"))
        let key = await marker()
        place.environment["GITHUB_JOB"] = "other"
        #expect(await marker() != key)
        place.environment["GITHUB_RUN_NUMBER"] = nil
        place.environment["CI_PIPELINE_ID"] = "900"
        place.environment["CI_JOB_ID"] = "17"
        #expect(await marker("--comment-key", "prod").contains("order=900.17"))
        for options in [["--comment-key", "a--b"], ["--comment-order", "x"]] {
            #expect(await place.run(["plan", place.path("a.yaml")] + options).status == .usage)
        }
    }

    @Test("An unknown format is refused with a list of the formats")
    func unknownFormat() async throws {
        let place = try Workplace()
        for command in ["plan", "validate"] {
            let outcome = await place.run(command, "--format", "html", "a.yaml")
            #expect(outcome.status == .usage)
            for name in ["text", "json", "markdown", "github", "sarif", "junit"] {
                #expect(outcome.errors.contains(name))
            }
        }
    }

    @Test("Errors of the desired state are reported in the format, and on stderr", arguments: ["plan", "validate"])
    func invalid(command: String) async throws {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        try place.write("a.yaml", document("v1", "v 2"))
        let starts = [
            "markdown": "<!-- rekon:\(command) key=", "github": "The desired state", "sarif": "{", "junit": "<?xml",
        ]
        for (format, start) in starts {
            let outcome = await place.run(command, "--format", format, place.path("a.yaml"))
            #expect(outcome.status == .failure)
            #expect(outcome.output.hasPrefix(start))
            #expect(outcome.output.contains("invalid-desired-state"))
            #expect(outcome.errors.contains("a.yaml:6:11: error: `name` may contain only"))
            #expect(outcome.errors.hasSuffix("1 error\n"))
        }
        let json = await place.run("plan", "--format", "json", place.path("a.yaml"))
        #expect(json.output.contains(#""complete" : false"#))
        #expect(json.output.contains("`name` may contain only"))
    }

    @Test("A file name that looks like a workflow command does not act as one")
    func commandAsName() async throws {
        let place = try Workplace()
        let outcome = await place.run(
            "validate",
            "--no-config",
            "--format",
            "github",
            "::error::x.yaml",
            files: OneFile()
        )
        #expect(outcome.status == .failure)
        #expect(outcome.errors.hasPrefix("| ::error::x.yaml:1:"))
        #expect(outcome.output.contains("file=%3A%3Aerror%3A%3Ax.yaml,line=1"))
        #expect(!outcome.errors.split(separator: "\n").contains { $0.hasPrefix("::") })
    }

    @Test("The exit status is the plan's, whatever the format")
    func statuses() async throws {
        let place = try await place()
        for format in ["markdown", "github", "sarif", "junit"] {
            let arguments = ["plan", "--format", format, place.path("a.yaml")]
            #expect(await place.run(arguments).status == .success)
            #expect(await place.run(arguments + ["--detailed-exitcode"]).status == .changes)
            let excess = await place.run(arguments + ["--max-creates", "1"])
            #expect(excess.status == .blocked)
            #expect(excess.output.contains("limit-exceeded"))
            if format == "markdown" || format == "github" {
                #expect(excess.output.contains("0 unchanged. Blocked: a limit or a failed check stands in the way."))
            }
            #expect(await place.run(arguments, outputFailure: .readerGone).status.rawValue == 141)
        }
    }

    @Test("The step's summary is added to the file that GitHub names; one that cannot be is a warning")
    func stepSummary() async throws {
        let place = try await place()
        let summary = try place.write("summary.md", "before\n")
        place.environment["GITHUB_STEP_SUMMARY"] = summary
        let arguments = ["plan", "--format", "github", place.path("a.yaml")]
        let outcome = await place.run(arguments)
        #expect(outcome.status == .success && outcome.errors.isEmpty)
        let text = try String(contentsOfFile: summary, encoding: .utf8)
        #expect(text.hasPrefix("before\n**Plan: 2 to create, 0 unchanged.**\n\nSandbox: `"))
        #expect(text.contains("\n- `v1` (`"))
        // Other formats leave it alone.
        _ = await place.run("plan", "--format", "markdown", place.path("a.yaml"))
        #expect(try String(contentsOfFile: summary, encoding: .utf8) == text)

        for bad in [place.root, place.path("missing/summary.md")] {
            place.environment["GITHUB_STEP_SUMMARY"] = bad
            let outcome = await place.run(arguments)
            #expect(outcome.status == .success)
            #expect(outcome.errors.hasPrefix("warning: the step's summary could not be written to "))
        }
    }

    @Test("A summary that is nearly full does not change, with a warning")
    func fullSummary() async throws {
        let place = try await place()
        let content = String(repeating: "x", count: 999_990)
        let summary = try place.write("summary.md", content)
        place.environment["GITHUB_STEP_SUMMARY"] = summary
        let outcome = await place.run("plan", "--format", "github", place.path("a.yaml"))
        #expect(outcome.status == .success)
        #expect(outcome.errors.hasSuffix(": it is full\n"))
        #expect(try String(contentsOfFile: summary, encoding: .utf8) == content)
    }
}

/// A file of any name, whatever the name.
private struct OneFile: FileReader {
    func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] { Array("apiVersion: 1\n".utf8) }
    func kind(of path: String) throws(FileError) -> FileKind { .file }
    func names(inFolder path: String) throws(FileError) -> [String] { [] }
}
