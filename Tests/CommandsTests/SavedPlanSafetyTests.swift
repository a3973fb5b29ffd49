import Foundation
import Host
import Synchronization
import TestSupport
import Testing

@testable import Commands

/// A saved plan must not train something else, hide a failure or destroy a file.
@Suite(.timeLimit(.minutes(30)))
struct SavedPlanSafetyTests {
    private func workplace(_ text: String = document("v1", "v2"), duration: String = "5") async throws -> Workplace {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        place.time = VirtualClock()
        let models = try place.write("a.yaml", text)
        #expect(await place.run("sandbox", "seed", "--training-duration", duration, models).status == .success)
        return place
    }

    private let failing = document("v1").replacing(
        "- name: v1",
        with: "- { name: v1, tags: { 'rekon-sandbox:outcome': fail } }"
    )

    @Test("A dataset that was deleted and created again is another dataset")
    func replacedDataset() async throws {
        let place = try await workplace()
        let plan = place.path("plan.json")
        #expect(await place.run("plan", "--out", plan, place.path("a.yaml")).status == .success)
        let state = try String(contentsOfFile: place.sandbox, encoding: .utf8)
        let other = state.replacing("dataset\\/test\\/1", with: "dataset\\/test\\/2")
            .replacing("dataset/test/1", with: "dataset/test/2")
        #expect(other != state)
        try place.write("state.json", other)
        let apply = await place.run("apply", plan)
        #expect(apply.status == .blocked)
        #expect(apply.errors.contains("project `signs` has another test dataset: the old one was deleted"))
        try place.write("state.json", state)
        #expect(await place.run("apply", plan).status == .success)
    }

    @Test("A failed training of the plan: 4 with --wait, as for `wait`; 3 otherwise")
    func failedTraining() async throws {
        let place = try await workplace(failing + document("v2").replacing("apiVersion", with: "---\napiVersion"))
        let plan = place.path("plan.json")
        #expect(await place.run("plan", "--out", plan, place.path("a.yaml")).status == .success)
        let first = await place.run("apply", "--wait", plan)
        #expect(first.status == .gateFailed)
        for arguments in [["apply", "--wait", plan], ["wait", plan]] {
            let again = await place.run(arguments)
            #expect(again.status == .gateFailed, "\(again)")
            #expect(again.output.contains("the tag rekon-sandbox:outcome says so"), "\(again.output)")
            #expect(!again.output.contains("Blocked") && again.errors.isEmpty, "\(again)")
        }
        let plain = await place.run("apply", plan)
        #expect(plain.status == .blocked)
        #expect(
            plain.errors.hasPrefix(
                """
                error: a training that \(plan) started has failed; nothing was created
                  - version `v1` of `signs` was created, and its training failed: The model training failed
                """.replacing(place.root + "/", with: "")
            ),
            "\(plain.errors)"
        )
        let json = await place.run("apply", "--format", "json", plan)
        #expect(json.output.contains("\"refused\" : \"blocked\""))
        let waited = await place.run("apply", "--wait", "--format", "json", plan)
        #expect(waited.status == .gateFailed)
        #expect(!waited.output.contains("\"refused\""))
        #expect(waited.output.contains("\"result\" : \"failed\""))
    }

    @Test("The rest of a plan is created and followed after one training failed")
    func failedAndLeft() async throws {
        let place = try await workplace(failing + document("v2", "v3").replacing("apiVersion", with: "---\napiVersion"))
        let plan = place.path("plan.json")
        #expect(await place.run("plan", "--out", plan, place.path("a.yaml")).status == .success)
        #expect(await place.run("apply", "--max-trainings", "1", plan).status == .unfinished)
        try await place.time?.sleep(until: .init(offset: .seconds(60)), tolerance: nil)
        let rest = await place.run("apply", "--wait", plan)
        #expect(rest.status == .gateFailed, "\(rest)")
        #expect(rest.output.contains("Apply: 2 created, 1 already there.\n"), "\(rest.output)")
        #expect(!rest.output.contains("Blocked"), "\(rest.output)")
    }

    @Test("--out overwrites a saved plan, an empty file, and nothing else")
    func overwriting() async throws {
        let place = try await workplace()
        let models = place.path("a.yaml")
        let text = try String(contentsOfFile: models, encoding: .utf8)
        let refused = await place.run("plan", "--out", models, models)
        #expect(refused.status == .failure)
        #expect(refused.output.isEmpty)
        #expect(refused.errors.hasPrefix("error: a.yaml exists and is not a saved plan: it is not overwritten\n"))
        #expect(try String(contentsOfFile: models, encoding: .utf8) == text)
        #expect(await place.run("plan", "--out", "/dev/null", models).errors.contains("/dev/null: is not a file"))
        #expect(await place.run("plan", "--out", "-", models).status == .usage)
        let plan = try place.write("plan.json", "")
        #expect(await place.run("plan", "--out", plan, models).status == .success)
        #expect(await place.run("plan", "--out", plan, models).status == .success)
    }

    @Test("An earlier plan that stays in the file is reported", arguments: [0, 1, 2])
    func earlierPlan(reason: Int) async throws {
        let place = try await workplace()
        let (models, plan) = (place.path("a.yaml"), place.path("plan.json"))
        #expect(await place.run("plan", "--out", plan, models).status == .success)
        var arguments = ["plan", "--out", plan]
        switch reason {
        case 0:
            #expect(await place.run("apply", plan).status == .success)
            try place.write("a.yaml", document("v1", output: "s3://bucket/elsewhere/"))
        case 1: arguments += ["--max-creates", "1"]
        default: try place.write("a.yaml", "project:")
        }
        let outcome = await place.run(arguments + [models])
        #expect(outcome.status == (reason == 2 ? .failure : .blocked))
        #expect(
            outcome.errors.contains(
                "plan.json was not written: it still contains the plan of an earlier run\n"
            )
        )
    }

    @Test("wait checks the target of a plan, and says that it is a part")
    func waiting() async throws {
        let place = try await workplace()
        let (models, plan) = (place.path("a.yaml"), place.path("plan.json"))
        #expect(await place.run("plan", "--out", plan, "--target", "v1", models).status == .success)
        #expect(await place.run("apply", "--wait", plan).status == .success)
        let wait = await place.run("wait", plan)
        #expect(wait.status == .success)
        #expect(wait.output.contains("Partial: --target 'v1' left out 1 version."), "\(wait.output)")
        place.environment["REKON_SANDBOX"] = nil
        let other = await place.run("wait", plan)
        #expect(other.status == .blocked)
        #expect(other.errors.contains("is a plan for the sandbox, and this run is for AWS"))
    }

    @Test("A plan with the markers of a merge is recognized")
    func misplaced() async throws {
        let place = try await workplace()
        let (models, plan) = (place.path("a.yaml"), place.path("plan.json"))
        #expect(await place.run("plan", "--out", plan, models).status == .success)
        let text = try String(contentsOfFile: plan, encoding: .utf8)
        let merged = try place.write("merged.json", "<<<<<<< HEAD\n\(text)=======\n\(text)>>>>>>> other\n")
        let apply = await place.run("apply", merged)
        #expect(apply.status == .failure)
        #expect(apply.errors.contains("merged.json is not valid JSON ("))
    }

    @Test("A plan on the standard input is read once, by every command of plans", arguments: ["-", "/dev/stdin"])
    func piped(name: String) async throws {
        let place = try await workplace()
        let (models, plan) = (place.path("a.yaml"), place.path("plan.json"))
        #expect(await place.run("plan", "--out", plan, models).status == .success)
        let text = try String(contentsOfFile: plan, encoding: .utf8)
        for command in [["apply", "--wait"], ["wait"], ["status"]] {
            let outcome = await place.run(command + [name], files: StandardInput(text))
            #expect(outcome.status == .success, "\(outcome)")
            #expect(outcome.output.contains("v1"))
        }
        let shown = name == "-" ? "<stdin>" : name
        let again = await place.run("plan", name, files: StandardInput(text))
        #expect(again.status == .usage)
        #expect(again.errors.contains("\(shown) is a saved plan, not a desired state"), "\(again.errors)")
        #expect(again.errors.contains("run `rekon apply \(name)`"))
    }

    @Test("A desired state on the standard input is read once, and a question about it is not asked without a terminal")
    func pipedState() async throws {
        let place = try await workplace()
        let text = try String(contentsOfFile: place.path("a.yaml"), encoding: .utf8)
        let asked = await place.run("apply", "-", files: StandardInput(text))
        #expect(asked.status == .usage && asked.errors.contains("there is no terminal to ask on"), "\(asked.errors)")
        let twice = await place.run("apply", "--auto-approve", "-", "/dev/stdin", files: StandardInput(text))
        #expect(twice.status == .success, "\(twice.errors)")
    }

    @Test("A file that is no plan is reported by its cause, not by a missing terminal")
    func noPlan() async throws {
        let place = try await workplace()
        let (models, plan) = (place.path("a.yaml"), place.path("plan.json"))
        #expect(await place.run("plan", "--out", plan, models).status == .success)
        let text = try String(contentsOfFile: plan, encoding: .utf8)
        func utf16(_ text: String, bigEndian: Bool) -> [UInt8] {
            text.utf16.flatMap { unit in
                let bytes = [UInt8(truncatingIfNeeded: unit), UInt8(truncatingIfNeeded: unit >> 8)]
                return bigEndian ? bytes.reversed() : bytes
            }
        }
        func utf32(_ text: String, bigEndian: Bool) -> [UInt8] {
            text.unicodeScalars.flatMap { scalar in
                let bytes = (0..<4).map { UInt8(truncatingIfNeeded: scalar.value >> (8 * $0)) }
                return bigEndian ? bytes.reversed() : bytes
            }
        }
        let wrong: [(content: [UInt8], reason: String)] = [
            ([], "is empty: it is neither a saved plan nor a desired state"),
            (Array(" \r\n\t".utf8), "is empty"),
            ([0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00], "the content is compressed with gzip; unpack it"),
            (Array("PK\u{3}\u{4}xx".utf8), "the content is a ZIP archive"),
            (utf16("\u{FEFF}" + text, bigEndian: false), "is a saved plan in UTF-16, and must be UTF-8"),
            (utf16("\u{FEFF}" + text, bigEndian: true), "is a saved plan in UTF-16"),
            (utf16(text, bigEndian: false), "is a saved plan in UTF-16"),
            (utf32("\u{FEFF}" + text, bigEndian: false), "is a saved plan in UTF-32, and must be UTF-8"),
            (utf32("\u{FEFF}" + text, bigEndian: true), "is a saved plan in UTF-32"),
            (utf32(text, bigEndian: false), "is a saved plan in UTF-32"),
            (utf32("\u{FEFF}a: b", bigEndian: false), "the file is UTF-32 text"),
            (Array("\u{FEFF}\(text)".utf8), "is a saved plan behind a byte order mark (U+FEFF)"),
            (Array("[]".utf8), "is JSON of another kind"),
            (Array(#"{"format_version": "1.2", "resource_changes": []}"#.utf8), "is JSON of another kind"),
            (Array("null".utf8), "is JSON of another kind"),
            (Array("# nothing\n".utf8), "contains no document"),
            (Array("{".utf8), "error: "),
        ]
        for (content, reason) in wrong {
            for command in ["apply", "wait", "status", "plan"] {
                let outcome = await place.run(command, "-", files: StandardInput(content))
                #expect(outcome.status == .failure, "\(command) \(reason): \(outcome)")
                // An empty input is an error of the desired state there, which a report contains.
                let isEmpty = command == "plan" && reason.contains("is empty")
                #expect(outcome.errors.contains(isEmpty ? "<stdin>" : reason), "\(outcome.errors)")
                #expect(!outcome.errors.contains("terminal"))
            }
        }
        let state = try String(contentsOfFile: models, encoding: .utf8)
        let valid = await place.run("plan", "-", files: StandardInput(utf16("\u{FEFF}" + state, bigEndian: false)))
        #expect(valid.status == .success, "\(valid.errors)")
    }

    @Test(
        "A command of the files says that a saved plan is none, in one error",
        arguments: [["validate"], ["render"], ["pin"], ["retire", "v1", "--in"]]
    )
    func planInsteadOfFiles(command: [String]) async throws {
        let place = try await workplace()
        let plan = place.path("plan.json")
        #expect(await place.run("plan", "--out", plan, place.path("a.yaml")).status == .success)
        let outcome = await place.run(command + [plan])
        #expect(outcome.status == .failure)
        #expect(outcome.errors.contains("plan.json is a saved plan, not a desired state"), "\(outcome.errors)")
        #expect(outcome.errors.contains("1 error") && !outcome.errors.contains("unknown key"))
    }

    @Test("--allow-recreate is for one project")
    func allowRecreate() async throws {
        let second = signs.replacing("signs", with: "second")
        func both(_ names: (String) -> String) -> String { names(signs) + "---\n" + names(second) }
        let place = try await workplace(both { document("v2", project: $0) }, duration: "0")
        let models = place.path("a.yaml")
        #expect(await place.run("apply", "--auto-approve", models).status == .success)
        try await place.time?.sleep(until: .init(offset: .seconds(60)), tolerance: nil)
        try place.write("a.yaml", both { document("v2", "v3", project: $0) })
        #expect(await place.run("apply", "--auto-approve", models).status == .success)
        try place.write("a.yaml", both { document("v1", "v2", "v3", project: $0) })
        for command in [["plan"], ["apply", "--auto-approve"]] {
            let outcome = await place.run(command + ["--no-history", "--allow-recreate", "v1", models])
            #expect(outcome.status == .usage, "\(outcome)")
            #expect(
                outcome.errors.contains(
                    "was probably trained and deleted in 2 projects: \(signs), \(second)\n  help: select one with `--project`"
                ),
                "\(outcome.errors)"
            )
        }
        // A third project that does not exist changes nothing about it.
        let third = signs.replacing("signs", with: "third")
        try place.write("b.yaml", document("v1", project: third))
        let missing = await place.run("plan", "--no-history", "--allow-recreate", "v1", models, place.path("b.yaml"))
        #expect(missing.status == .usage && missing.errors.contains("deleted in 2 projects"), "\(missing)")
        let one = await place.run(
            ["apply", "--no-history", "--auto-approve", "--allow-recreate", "v1", "--project", "second", models]
        )
        #expect(one.status == .success, "\(one)")
        // Once it is there, the permission is needed in the other alone.
        #expect(
            await place.run("apply", "--no-history", "--auto-approve", "--allow-recreate", "v1", models).status
                == .success
        )
    }
}

/// A file as the standard input.

/// A standard input that can be read once, as a pipe.
private final class StandardInput: FileReader {
    private let content: Mutex<[UInt8]>

    init(_ content: [UInt8]) { self.content = Mutex(content) }
    convenience init(_ text: String) { self.init(Array(text.utf8)) }

    func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        guard path == "/dev/stdin" else { return try SystemFileReader().read(path, limit: limit) }
        return content.withLock { content in
            defer { content = [] }
            return content
        }
    }

    func kind(of path: String) throws(FileError) -> FileKind {
        path == "/dev/stdin" ? .stream : try SystemFileReader().kind(of: path)
    }

    func names(inFolder path: String) throws(FileError) -> [String] { try SystemFileReader().names(inFolder: path) }

    func identity(of path: String) -> FileIdentity? {
        path == "/dev/stdin" ? FileIdentity(device: 0, inode: 1) : SystemFileReader().identity(of: path)
    }
}
