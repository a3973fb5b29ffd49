import ArgumentParser
import DesiredState
import Diagnostics
import Host
import TestSupport
import Testing

@testable import Commands

/// Faults end in a message that says what to do, exit 1, and nothing created.
@Suite(.timeLimit(.minutes(30)))
struct BadInputTests {
    @Test func missingFile() async throws {
        let outcome = await (try Workplace()).run("plan", "nowhere.yaml")
        #expect(outcome.status == .failure)
        #expect(outcome.errors.contains("error: nowhere.yaml: no such file or folder"))
    }

    @Test("A path that is no UTF-8 is named as such: the process has already replaced its bytes")
    func pathWithoutUTF8() async throws {
        let outcome = await (try Workplace()).run("plan", "x\u{FFFD}.yaml")
        #expect(outcome.status == .failure)
        #expect(outcome.errors.contains("error: x\u{FFFD}.yaml: the path is not UTF-8 text\n  help: rename it"))
    }

    @Test("An empty path of a file to write is an error before anything is read")
    func emptyOutput() async throws {
        let outcome = await (try Workplace()).run("plan", "--out", "", "nowhere.yaml")
        #expect(outcome.status == .usage)
        #expect(outcome.errors.hasPrefix("error: the path of the file for the plan is empty\n"), "\(outcome)")
        #expect(!outcome.errors.contains("nowhere.yaml"))
    }

    @Test(
        "An unknown command is an error with the command that is meant, also after `help`",
        arguments: [
            (["paln", "a.yaml"], "unknown command `paln`\n  help: did you mean `plan`?"),
            (["help", "nosuch"], "unknown command `nosuch`\n  help: the commands are validate, plan, "),
            (["help", "sandbox", "sed"], "unknown command `sed`\n  help: did you mean `seed`?"),
            (["manifest", "chekc"], "unknown command `chekc`\n  help: did you mean `check`?"),
        ]
    )
    func unknownCommand(arguments: [String], message: String) async throws {
        let place = try Workplace()
        let outcome = await place.run(arguments)
        #expect(outcome.status == .usage && outcome.errors.contains("error: \(message)"), "\(outcome)")
        for known in [["help"], ["help", "plan"], ["help", "sandbox", "seed"], ["--help"], ["sandbox", "--help"]] {
            #expect(await place.run(known).status == .success, "\(known)")
        }
    }

    @Test func folderWithoutYAML() async throws {
        let place = try Workplace()
        try place.write("x/readme.md", "")
        let outcome = await place.run("validate", place.path("x"))
        #expect(outcome.status == .failure)
        #expect(outcome.errors.contains("error: x: the folder contains no *.yaml or *.yml file"))
    }

    @Test("An empty file, one of comments, one of blanks", arguments: ["", "# nothing\n", "\n \n"])
    func emptyFile(text: String) async throws {
        let place = try Workplace()
        let outcome = await place.run("validate", try place.write("a.yaml", text))
        #expect(outcome.status == .failure)
        #expect(outcome.errors.contains("a.yaml contains no document"))
    }

    @Test("Beside files with content, an empty file and one of comments are no errors")
    func emptyFiles() async throws {
        let place = try Workplace()
        try place.write("x/a.yaml", "")
        try place.write("x/b.yaml", "# nothing\n")
        #expect(await place.run("validate", place.path("x")).errors.contains("a.yaml contains no document"))
        try place.write("x/c.yaml", document("v1") + "---\n")
        let outcome = await place.run("validate", place.path("x"))
        #expect(outcome.status == .success && outcome.errors.isEmpty, "\(outcome.errors)")
    }

    @Test func unreadableFile() async throws {
        struct Locked: FileReader {
            func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
                throw FileError(path: path, reason: .permissionDenied)
            }
            func kind(of path: String) throws(FileError) -> FileKind { .file }
            func names(inFolder path: String) throws(FileError) -> [String] { [] }
        }
        let outcome = await (try Workplace()).run("plan", "--no-config", "a.yaml", files: Locked())
        #expect(outcome.status == .failure)
        #expect(outcome.errors.contains("error: a.yaml: permission denied"))
        #expect(outcome.errors.contains("help: give this user the right to read it"))
    }

    @Test func binaryFile() async throws {
        let place = try Workplace()
        let outcome = await place.run("validate", try place.write("a.yaml", "a: \u{0}\u{1}"))
        #expect(outcome.status == .failure)
        #expect(outcome.errors.hasPrefix("a.yaml:1:4: error:"))
    }

    @Test func everyFileIsReadInOneRun() async throws {
        let place = try Workplace()
        try place.write("a.yaml", document("a b"))
        try place.write("b.yaml", "a: [")
        try place.write("c.yaml", document("ok"))
        let outcome = await place.run("validate", place.root, "nowhere")
        #expect(outcome.errors.contains("a.yaml:5:11"))
        #expect(outcome.errors.contains("b.yaml:"))
        #expect(outcome.errors.contains("nowhere: no such file or folder"))
        #expect(outcome.errors.hasSuffix("3 errors\n"))
    }

    @Test("The files of a desired state have a limit together")
    func bytesOfAllFiles() throws {
        let place = try Workplace()
        for name in ["a", "b", "c"] { try place.write("x/\(name).yaml", document(name)) }
        let context = Context(
            process: .test(files: SystemFileReader()),
            output: TextBuffer(),
            errors: TextBuffer(),
            terminal: Terminal()
        )
        let input = DesiredInput([place.path("x")], try .parse([]), in: context)
        let size = 3 * document("a").utf8.count
        #expect(LoadedState(input, limit: size, in: context).diagnostics.isEmpty)
        let loaded = LoadedState(input, limit: size - 1, in: context)
        let error = "\(place.path("x/c.yaml")): with this file, the desired state is larger than 0 MiB"
        #expect(loaded.diagnostics.map(\.message) == [error])
        #expect(loaded.state.versionCount == 2)
    }

    @Test("What a run reports does not depend on how files are read beside each other")
    func manyFiles() async throws {
        let place = try Workplace()
        var expected: [String] = []
        for number in 100..<200 {
            let name = "\(number).yaml"
            switch number % 4 {
            case 0: try place.write("x/" + name, document("v\(number)"))
            // A variable: the document is read after the others of its batch.
            case 1: try place.write("x/" + name, document("${var:A:-v\(number - 1)}"))
            case 2: try place.write("x/" + name, document("a b"))
            default: try place.write("x/" + name, "a: [")
            }
            if number % 4 == 1 { expected.append("x/\(name):5:5: error: a version with this name") }
            if number % 4 == 2 { expected.append("x/\(name):5:11: error: `name` ") }
            if number % 4 == 3 { expected.append("x/\(name):") }
        }
        let outcome = await place.run("validate", place.path("x"))
        let lines = outcome.errors.split(separator: "\n").filter { $0.contains(": error: ") }
        #expect(lines.count == expected.count)
        for (line, start) in zip(lines, expected) { #expect(line.hasPrefix(start), "\(line)") }
        #expect(await place.run("validate", place.path("x")).errors == outcome.errors)
    }

    @Test func noCredentials() async throws {
        let place = try Workplace()
        let outcome = await place.run("plan", try place.write("a.yaml", document("v1")))
        #expect(outcome.status == .failure)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.hasPrefix("error: there are no AWS credentials"))
        #expect(outcome.errors.contains("/nonexistent/.aws/config"))
    }

    @Test("A profile whose section is ignored is named with its line, and the form that would count")
    func ignoredProfile() async throws {
        let place = try Workplace()
        place.environment["AWS_CONFIG_FILE"] = try place.write("config", "[default]\n[profile my prof]\nx = 1\n")
        let models = try place.write("a.yaml", document("v1"))
        let named = await place.run("plan", "--profile", "my prof", models)
        #expect(named.status == .failure)
        #expect(
            named.errors == """
                error: the profile `my prof` was not found: config:2: the section `[profile my prof]` has a name with \
                characters that are not allowed; it is ignored
                  help: write its header as `[profile "my prof"]`

                """
        )
        let unnamed = await place.run("plan", models)
        #expect(
            unnamed.errors.hasPrefix(
                """
                warning: config:2: the section `[profile my prof]` has a name with characters that are not allowed; it \
                is ignored: write its header as `[profile "my prof"]`
                error: there are no AWS credentials
                """
            )
        )
    }

    @Test("An advised command quotes the name of a profile")
    func quotedProfile() async throws {
        let outcome = await (try Workplace()).run("whoami", "--profile", "my prof")
        #expect(outcome.errors.contains("`aws configure --profile 'my prof'` makes one"), "\(outcome.errors)")
    }

    @Test func unknownProfile() async throws {
        let place = try Workplace()
        place.environment["AWS_CONFIG_FILE"] = try place.write("config", "[profile a]\n[default]\n")
        let outcome = await place.run("plan", "--profile", "b", try place.write("a.yaml", document("v1")))
        #expect(outcome.status == .failure)
        #expect(outcome.errors.contains("error: the profile `b` is neither in"))
        #expect(outcome.errors.contains("help: the profiles there are: a, default"))
    }

    @Test func brokenConfigFile() async throws {
        let place = try Workplace()
        place.environment["AWS_CONFIG_FILE"] = try place.write("config", "[default]\nregion\n")
        let outcome = await place.run("plan", try place.write("a.yaml", document("v1")))
        #expect(outcome.status == .failure)
        #expect(outcome.errors.hasPrefix("error: config:2: a setting is written `name = value`"))
    }

    @Test func noNetwork() async throws {
        let place = try Workplace()
        place.environment["AWS_ACCESS_KEY_ID"] = "AKIDEXAMPLE"
        place.environment["AWS_SECRET_ACCESS_KEY"] = "very-secret-indeed"
        // Port 1 of this machine: nobody listens there.
        place.environment["AWS_ENDPOINT_URL"] = "http://127.0.0.1:1"
        let file = try place.write("a.yaml", document("v1"))
        let outcome = await place.run("plan", file)
        #expect(outcome.status == .failure)
        #expect(outcome.output.contains("no connection to 127.0.0.1:1: connection refused (3 attempts)"))
        #expect(outcome.output.contains("Incomplete"))
        #expect(!(outcome.output + outcome.errors).contains("very-secret"))
        #expect(await place.run("apply", "--auto-approve", file).status == .failure)
    }

    @Test(
        "An endpoint that is none",
        arguments: ["localhost:80", "http://", "ftp://x", "http://x:99999", "http://a b"]
    )
    func badEndpoint(url: String) async throws {
        let place = try Workplace()
        place.environment["AWS_ACCESS_KEY_ID"] = "AKIDEXAMPLE"
        place.environment["AWS_SECRET_ACCESS_KEY"] = "x"
        let file = try place.write("a.yaml", document("v1"))
        let outcome = await place.run("plan", "--endpoint-url", url, file)
        #expect(outcome.status == .failure)
        #expect((outcome.output + outcome.errors).contains("from --endpoint-url"))
    }

    @Test func sandboxFiles() async throws {
        let place = try Workplace()
        let file = try place.write("a.yaml", document("v1"))
        let damaged = await place.run("plan", "--sandbox", try place.write("state.json", "{"), file)
        #expect(damaged.status == .failure)
        #expect((damaged.output + damaged.errors).contains("is not a state of a sandbox, or it is damaged"))
        let folder = await place.run("sandbox", "seed", "--sandbox", place.root, file)
        #expect(folder.status == .failure)
        #expect(folder.errors.hasPrefix("error: "), "\(folder.errors)")
        #expect(!folder.errors.contains("SandboxError"))
    }
}
