import Foundation
import TestSupport
import Testing

@testable import Commands

/// What tells a run against the sandbox from one against AWS.
@Suite(.timeLimit(.minutes(30)))
struct SandboxNoticeTests {
    private static let sentence = "Sandbox: state.json; no AWS account was read."

    private func workplace() async throws -> Workplace {
        let place = try Workplace()
        place.time = VirtualClock()
        place.environment["REKON_SANDBOX"] = place.sandbox
        try place.write("a.yaml", document("v1"))
        let arguments = ["sandbox", "seed", "--training-duration", "1", place.path("a.yaml")]
        #expect(await place.run(arguments).status == .success)
        return place
    }

    private func content(_ place: Workplace, _ name: String) throws -> String {
        try String(contentsOfFile: place.path(name), encoding: .utf8).replacing(place.folder.path + "/", with: "")
    }

    @Test(
        "The text says it once, in its first line, and validate does not use the sandbox",
        arguments: [
            ["plan"], ["plan", "--verify"], ["apply", "--auto-approve"], ["apply", "--auto-approve", "--wait"],
            ["wait"],
            ["drift"], ["verify"], ["status"], ["status", "--explain", "v1"], ["validate"],
        ]
    )
    func text(command: [String]) async throws {
        let place = try await workplace()
        if ["wait", "status"].contains(command[0]) {
            _ = await place.run("apply", "--auto-approve", "--wait", place.path("a.yaml"))
        }
        let outcome = await place.run(command + [place.path("a.yaml")])
        #expect(outcome.output.hasPrefix(sandboxHeading) == (command != ["validate"]), "\(outcome)")
        #expect(outcome.output.ranges(of: "Sandbox:").count == (command == ["validate"] ? 0 : 1))
        // An apply with nothing to do.
        guard command[0] == "apply" else { return }
        let again = await place.run(command + [place.path("a.yaml")])
        #expect(again.output.hasPrefix(sandboxHeading) && again.output.ranges(of: "Sandbox:").count == 1)
    }

    @Test("The plan that is shown for an approval beside JSON, a saved plan that is done, a page and an import say it")
    func otherTexts() async throws {
        let place = try await workplace()
        let (file, plan) = (place.path("a.yaml"), place.path("plan.json"))
        #expect(await place.run("plan", "--out", plan, file).status == .success)
        #expect(await place.run("apply", plan).output.hasPrefix(sandboxHeading))
        let done = await place.run("apply", plan)
        #expect(done.output.hasPrefix(sandboxHeading) && done.output.ranges(of: "Sandbox:").count == 1, "\(done)")
        let imported = await place.run("import", "--project", signs)
        #expect(imported.output.hasPrefix("# \(Self.sentence)\n"))
        let page = await place.run("report", "--html", "-", file)
        #expect(page.output.contains("<p class=\"notice\">\(Self.sentence)</p>"))
    }

    @Test("JSON has a member, of a failure too", arguments: ["plan", "apply", "wait", "drift", "verify", "status"])
    func json(command: String) async throws {
        let place = try await workplace()
        let options = command == "apply" ? ["--auto-approve"] : []
        let arguments = [command, "--format", "json"] + options + [place.path("a.yaml")]
        func member(_ outcome: Workplace.Outcome) throws -> Bool? {
            let value = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
            return value?["sandbox"] as? Bool
        }
        let sandbox = await place.run(arguments)
        #expect(try member(sandbox) == true)
        guard command != "status" else { return }
        place.environment["REKON_SANDBOX"] = nil
        // There are no credentials.
        let failed = await place.run(arguments)
        #expect(try member(failed) == false)
    }

    @Test("Formats for programs have it, and so have outputs, events and the audit log")
    func machineFormats() async throws {
        let place = try await workplace()
        let file = place.path("a.yaml")
        let drift = await place.run(
            "drift",
            "--report",
            "sarif=\(place.path("r.sarif"))",
            "--report",
            "junit=\(place.path("r.xml"))",
            "--metrics",
            place.path("r.prom"),
            "--outputs",
            "dotenv=\(place.path("drift.env"))",
            "--format",
            "github",
            file
        )
        #expect(drift.output.contains("\n::notice title=rekon drift::\(Self.sentence)\n"))
        #expect(try content(place, "r.sarif").contains("\"properties\":{\"sandbox\":true}"))
        #expect(try content(place, "r.xml").contains("<property name=\"sandbox\" value=\"true\"/>"))
        #expect(try content(place, "r.prom").contains("\nrekon_drift_sandbox 1\n"))
        #expect(try content(place, "drift.env").contains("sandbox=true\n"))
        let apply = await place.run(
            "apply",
            "--auto-approve",
            "--events",
            place.path("events"),
            "--audit-log",
            place.path("audit"),
            "--outputs",
            "dotenv=\(place.path("apply.env"))",
            file
        )
        #expect(apply.status == .success, "\(apply)")
        for name in ["events", "audit"] {
            let first = try content(place, name).split(separator: "\n").first
            #expect(first?.contains("\"sandbox\":true") == true, "\(name)")
        }
        #expect(try content(place, "apply.env").contains("sandbox=true\n"))
        let csv = await place.run("status", "--format", "csv", file)
        #expect(csv.output.split(separator: "\r\n").last?.hasSuffix(",111122223333,us-east-1,true") == true)
        let validate = await place.run("validate", "--outputs", "dotenv=\(place.path("validate.env"))", file)
        #expect(validate.status == .success)
        #expect(try content(place, "validate.env").contains("sandbox=false\n"))
    }

    @Test("The default key of a comment has region and account, of an invalid state too, and the sandbox has its own")
    func keys() async throws {
        let place = try await workplace()
        let templates = ["$": document("v1"), "bad": document("v 1")].mapValues {
            $0.replacing("111122223333", with: "${var:ACCOUNT}")
        }
        func marker(_ account: String, _ template: String = "$", sandbox: Bool = true) async throws -> String {
            place.environment["REKON_SANDBOX"] = sandbox ? place.sandbox : nil
            let file = try place.write("b.yaml", templates[template] ?? "")
            let outcome = await place.run("plan", "--format", "markdown", "--var", "ACCOUNT=\(account)", file)
            return String(outcome.output.prefix { $0 != "\n" })
        }
        let one = try await marker("111122223333")
        #expect(one.contains(try Regex("key=us-east-1:111122223333/[0-9a-f]{16} -->")), "\(one)")
        #expect(try await marker("111122223333") == one)
        #expect(try await marker("111122223333", "bad") == one)
        #expect(try await marker("444455556666").contains("key=us-east-1:444455556666/"))
        // A run that fails, for want of credentials.
        let real = try await marker("111122223333", sandbox: false)
        #expect(real != one && real.contains("key=us-east-1:111122223333/"))
    }
}
