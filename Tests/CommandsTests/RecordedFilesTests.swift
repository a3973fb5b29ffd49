import Foundation
import Testing

@testable import Commands

/// The files that a run writes beside its report: none that is something else is written over.
@Suite(.timeLimit(.minutes(30)))
struct RecordedFilesTests {
    private let audit = #"{"formatVersion":"1.0","rekon":"0","run":"r","time":"t","type":"run"}"# + "\n"
    private let events = #"{"formatVersion":"1.0","rekon":"0","time":1,"type":"version"}"# + "\n"

    private func workplace() async throws -> Workplace {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        try place.write("models/a.yaml", document("v1"))
        #expect(await place.run("sandbox", "seed", place.path("models/a.yaml")).status == .success)
        return place
    }

    private func content(_ place: Workplace, _ name: String) throws -> String {
        try String(contentsOf: place.folder.appending(path: name), encoding: .utf8)
    }

    @Test("Files that the run needs otherwise are refused before it starts")
    func neededOtherwise() async throws {
        let place = try await workplace()
        let file = place.path("models/a.yaml")
        let plan = place.path("plan.json")
        #expect(await place.run("plan", "--out", plan, file).status == .success)
        try FileManager.default.createSymbolicLink(atPath: place.path("link"), withDestinationPath: file)
        let new = place.path("new")
        let commands = [
            ["apply", "--auto-approve", "--audit-log", new, "--events", new, file],
            ["apply", "--auto-approve", "--audit-log", new, "--events", place.path("models/../new"), file],
            ["apply", "--auto-approve", "--audit-log", file, file],
            ["apply", "--auto-approve", "--events", file, file],
            ["apply", "--auto-approve", "--events", place.path("link"), file],
            ["apply", "--auto-approve", "--audit-log", place.sandbox, file],
            ["apply", "--auto-approve", "--events", place.sandbox, file],
            ["apply", "--events", plan, plan],
            ["apply", "--audit-log", plan, plan],
            ["wait", "--events", file, file],
            ["wait", "--events", place.sandbox, file],
        ]
        for command in commands {
            let names = ["models/a.yaml", "plan.json", "state.json"]
            let before = try names.map { try content(place, $0) }
            let outcome = await place.run(command)
            #expect(outcome.status == .usage, "\(command): \(outcome.errors)")
            #expect(outcome.errors.contains("use another file for"))
            #expect(try names.map { try content(place, $0) } == before)
            #expect(!FileManager.default.fileExists(atPath: new))
        }
    }

    @Test("Another file is not overwritten by events, nor appended to by an audit log")
    func foreignContent() async throws {
        let place = try await workplace()
        let file = place.path("models/a.yaml")
        for text in ["notes\n", "{}\n", "\n" + events, audit, #"{"type":"plan"}"# + "\n"] {
            let path = try place.write("other", text)
            for command in ["apply", "wait"] {
                let approval = command == "apply" ? ["--auto-approve"] : []
                let outcome = await place.run([command] + approval + ["--events", path, file])
                #expect(outcome.status == .failure && outcome.errors.contains("something other than events"))
            }
            #expect(try content(place, "other") == text)
        }
        for text in ["notes\n", "{}\n", events, "\n" + audit, #"{"formatVersion":"1.0"}"# + "\n", "{\n}\n"] {
            let path = try place.write("other", text)
            let outcome = await place.run("apply", "--auto-approve", "--audit-log", path, file)
            #expect(outcome.status == .failure && outcome.errors.contains("is not an audit log"))
            #expect(try content(place, "other") == text)
        }
        #expect(await place.run("plan", "--detailed-exitcode", file).status == .changes, "nothing was created")
    }

    @Test("No record is written through a link, to an existing file or to a new one")
    func links() async throws {
        let place = try await workplace()
        let file = place.path("models/a.yaml")
        try place.write("log", audit)
        try place.write("stream", events)
        for (option, target) in [("--audit-log", "log"), ("--events", "stream"), ("--events", "new")] {
            try FileManager.default.createSymbolicLink(atPath: place.path("link"), withDestinationPath: target)
            let outcome = await place.run("apply", "--auto-approve", option, place.path("link"), file)
            #expect(outcome.status == .failure && outcome.errors.contains("it is a symbolic link"), "\(outcome.errors)")
            try FileManager.default.removeItem(atPath: place.path("link"))
        }
        #expect(try content(place, "log") == audit && content(place, "stream") == events)
        #expect(!FileManager.default.fileExists(atPath: place.path("new")))
        #expect(await place.run("plan", "--detailed-exitcode", file).status == .changes, "nothing was created")
    }

    @Test("Empty files and files of earlier runs are accepted")
    func ownContent() async throws {
        let place = try await workplace()
        let file = place.path("models/a.yaml")
        let (log, stream) = (try place.write("log", audit), try place.write("stream", events + "old\n"))
        let outcome = await place.run("apply", "--auto-approve", "--audit-log", log, "--events", stream, file)
        #expect(outcome.status == .success, "\(outcome.errors)")
        #expect(try content(place, "log").hasPrefix(audit))
        #expect(try content(place, "log").split(separator: "\n").count == 4)
        #expect(try !content(place, "stream").contains("old"))
        let empty = try place.write("empty", "")
        #expect(await place.run("wait", "--timeout", "1s", "--events", empty, file).errors.contains("error") == false)
        #expect(try !content(place, "empty").isEmpty)
    }
}
