import Diagnostics
import Foundation
import LibC
import Synchronization
import Testing

@testable import Commands
@testable import Host

/// What of a folder is read, and under which name.
@Suite(.timeLimit(.minutes(30)))
struct FileFinderTests {
    private func find(_ place: Workplace, _ paths: String...) -> (files: [String], errors: [String]) {
        let result = FileFinder(files: SystemFileReader()).find(paths.map { $0 == "" ? "" : place.path($0) })
        func local(_ text: String) -> String { text.replacingOccurrences(of: place.root + "/", with: "") }
        return (result.files.map { local($0.name) }, result.diagnostics.map { local($0.message) })
    }

    private func link(_ place: Workplace, _ name: String, to target: String) {
        let result = unsafe symlink(target, place.path(name))
        #expect(result == 0)
    }

    @Test("Links that form a loop end, and no file is read twice", arguments: [1, 2, 3])
    func loops(links: Int) async throws {
        let place = try Workplace()
        try place.write("x/a.yaml", document("v1"))
        try place.write("x/deep/b.yaml", document("v2"))
        for number in 0..<links { link(place, "x/\(number)", to: ".") }
        link(place, "x/deep/up", to: "..")
        link(place, "x/self", to: "self")
        #expect(find(place, "x") == (["x/a.yaml", "x/deep/b.yaml"], []))
        let outcome = await place.run("validate", place.path("x"))
        #expect(outcome.output == "Valid: 2 versions in 1 project.\n")
        #expect(outcome.status == .success)
    }

    @Test("A folder with only a loop contains no file")
    func onlyALoop() throws {
        let place = try Workplace()
        try place.write("x/readme", "")
        link(place, "x/a", to: ".")
        #expect(find(place, "x") == ([], ["x: the folder contains no *.yaml or *.yml file"]))
    }

    @Test("Folders with links to each other are each searched once")
    func lattice() throws {
        let place = try Workplace()
        for number in 0..<60 {
            try place.write("x/\(number)/n\(number).yaml", "")
            for name in ["l", "r"] { link(place, "x/\(number)/\(name)", to: "../\((number + 1) % 60)") }
        }
        let found = find(place, "x")
        #expect(found.errors == [])
        #expect(Set(found.files) == Set((0..<60).map { "x/\($0)/n\($0).yaml" }))
        #expect(found.files.count == 60)
    }

    @Test("A file with several names is read once, whatever the order of the arguments")
    func severalNames() throws {
        let place = try Workplace()
        try place.write("x/b.yaml", document("v1"))
        link(place, "x/c.yaml", to: "b.yaml")
        let result = unsafe Glibc.link(place.path("x/b.yaml"), place.path("x/a.yaml"))
        #expect(result == 0)
        link(place, "y", to: "x")
        #expect(find(place, "x").files == ["x/a.yaml"])
        #expect(find(place, "y", "x", "x/c.yaml") == (["x/a.yaml"], []))
        #expect(find(place, "x/c.yaml", "x", "y") == (["x/a.yaml"], []))
    }

    @Test("A dangling link matters only with the name of a YAML file, and hides nothing else")
    func danglingLinks() throws {
        let place = try Workplace()
        try place.write("x/z.yaml", "")
        link(place, "x/README", to: "nowhere")
        #expect(find(place, "x") == (["x/z.yaml"], []))
        link(place, "x/b.yml", to: "nowhere")
        #expect(find(place, "x") == (["x/z.yaml"], ["x/b.yml: the target of the link was not found"]))
    }

    @Test("An entry that cannot be read hides nothing else")
    func oneBadEntry() {
        struct Files: FileReader {
            func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] { [] }
            func kind(of path: String) throws(FileError) -> FileKind {
                if path == "x/b" { throw FileError(path: path, reason: .permissionDenied) }
                return path == "x" ? .folder : .file
            }
            func names(inFolder path: String) throws(FileError) -> [String] { ["a.yaml", "b", "c.yaml"] }
        }
        let result = FileFinder(files: Files()).find(["x"])
        #expect(result.files == [.file("x/a.yaml"), .file("x/c.yaml")])
        #expect(result.diagnostics.map(\.message) == ["x/b: permission denied"])
    }

    @Test("A name that is not UTF-8 is reported")
    func strangeName() throws {
        let place = try Workplace()
        try place.write("x/a.yaml", "")
        let name = Array(place.path("x/caf").utf8CString.dropLast()) + [CChar(bitPattern: 0xE9), 0]
        let result = unsafe mkdir(name, 0o755)
        #expect(result == 0)
        #expect(find(place, "x") == (["x/a.yaml"], ["x/caf\u{FFFD}: the name is not UTF-8"]))
    }

    @Test("An empty path is an error, not the current folder", arguments: ["validate", "plan"])
    func emptyPath(command: String) async throws {
        let outcome = await (try Workplace()).run(command, "")
        #expect(outcome.status == .failure)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.hasPrefix("error: a path is empty\n  help: check the variable"))
    }

    @Test("`-` is the standard input, `./-` a file")
    func dash() {
        struct Files: FileReader {
            func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] { [] }
            func kind(of path: String) throws(FileError) -> FileKind { .file }
            func names(inFolder path: String) throws(FileError) -> [String] { [] }
        }
        let finder = FileFinder(files: Files())
        #expect(finder.find(["-"]).files == [.standardInput])
        #expect(finder.find(["./-", "-"]).files == [.file("-"), .standardInput])
        #expect(InputFile.file("-").path == "-")
        #expect(InputFile.standardInput.path == "/dev/stdin")
    }

    @Test("A pipe with the name of a YAML file is an error, in a folder and alone")
    func pipes() throws {
        let place = try Workplace()
        try place.write("x/a.yaml", "")
        let result = unsafe mkfifo(place.path("x/b.yaml"), 0o600) + mkfifo(place.path("x/other"), 0o600)
        #expect(result == 0)
        let error = "x/b.yaml: is not a file but a pipe, a socket or a device"
        #expect(find(place, "x") == (["x/a.yaml"], [error]))
        #expect(find(place, "x/b.yaml") == ([], [error]))
    }

    @Test("A link that leaves the folder is an error that names it, and hides nothing else")
    func leavingLinks() throws {
        let place = try Workplace()
        try place.write("x/a.yaml", "")
        try place.write("y/secret", "")
        try place.write("y/b.yaml", "")
        for (name, target) in ["up": "..", "root": "/", "proc": "/proc", "y": "../y", "s.yaml": "../y/secret"] {
            link(place, "x/\(name)", to: target)
        }
        link(place, "x/README", to: "../y/b.yaml")
        let errors = ["proc", "root", "s.yaml", "up", "y"].map { "x/\($0): leads out of the folder that was named" }
        #expect(find(place, "x") == (["x/a.yaml"], errors))
    }

    @Test("The links of a Kubernetes volume are followed, those to hidden files are not")
    func hiddenTargets() throws {
        let place = try Workplace()
        try place.write("x/..2026_11_29/a.yaml", "")
        link(place, "x/..data", to: "..2026_11_29")
        link(place, "x/a.yaml", to: "..data/a.yaml")
        #expect(find(place, "x") == (["x/a.yaml"], []))
        try place.write("x/.git/config", "")
        try place.write("x/.env", "")
        link(place, "x/b.yaml", to: ".git/config")
        link(place, "x/c.yaml", to: ".env")
        link(place, "x/d", to: ".git")
        let errors = ["b.yaml", "c.yaml", "d"].map { "x/\($0): leads to a hidden file or folder" }
        #expect(find(place, "x") == (["x/a.yaml"], errors))
    }

    @Test("The text of a named file may be shown unless a link on its way leaves its folder")
    func shownText() throws {
        let place = try Workplace()
        try place.write("x/a.yaml", "")
        try place.write("x/.git/config", "")
        let targets = ["in.yaml": "a.yaml", "out.yaml": "../z", "git.yaml": ".git/config", "folder": "../y"]
        for (name, target) in targets { link(place, "x/\(name)", to: target) }
        try place.write("z", "")
        try place.write("y/b.yaml", "")
        func shown(_ name: String) -> Bool? {
            let found = FileFinder(files: SystemFileReader()).find([place.path(name)])
            guard case .file(_, _, let shown)? = found.files.first else { return nil }
            return shown
        }
        #expect(shown("x/a.yaml") == true && shown("x/in.yaml") == true)
        #expect(shown("x/out.yaml") == false && shown("x/git.yaml") == false)
        #expect(shown("x/folder") == false && shown("x/folder/b.yaml") == false)
    }

    @Test("The search looks at 100,000 entries")
    func entryLimit() {
        struct Files: FileReader {
            let count: Int
            func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] { [] }
            func kind(of path: String) throws(FileError) -> FileKind { path.hasSuffix("d") ? .folder : .file }
            func names(inFolder path: String) throws(FileError) -> [String] {
                path == "d" ? ["d", "a.yaml"] : (0..<count).map { "\($0)" }
            }
        }
        #expect(FileFinder(files: Files(count: 99_998)).find(["d"]).diagnostics.isEmpty)
        let result = FileFinder(files: Files(count: 99_999)).find(["d"])
        #expect(result.diagnostics.map(\.message) == ["d: the folder contains more than 100,000 files and folders"])
    }

    @Test("A folder that cannot be read to its end is an error")
    func brokenFolder() throws {
        let place = try Workplace()
        guard let folder = unsafe opendir(place.root) else {
            Issue.record("the folder cannot be opened")
            return
        }
        defer { unsafe closedir(folder) }
        // Reading goes on in something that is no folder.
        let other = unsafe open("/dev/null", O_RDONLY)
        let number = unsafe dirfd(folder)
        #expect(dup2(other, number) == number)
        close(other)
        #expect(throws: FileError(path: "x", reason: .notAFolder)) {
            try unsafe SystemFileReader.names(in: folder, path: "x")
        }
    }
}

/// What a run reads and leaves open.
@Suite(.timeLimit(.minutes(30)))
struct RunTests {
    /// Counts the reads of each file.
    private final class CountingFiles: FileReader {
        let reads = Mutex<[String: Int]>([:])
        private let system = SystemFileReader()

        func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
            reads.withLock { $0[path, default: 0] += 1 }
            return try system.read(path, limit: limit)
        }
        func kind(of path: String) throws(FileError) -> FileKind { try system.kind(of: path) }
        func names(inFolder path: String) throws(FileError) -> [String] { try system.names(inFolder: path) }
        func identity(of path: String) -> FileIdentity? { system.identity(of: path) }
    }

    @Test("A file of the command line is read once", arguments: ["plan", "verify", "drift", "status"])
    func readOnce(command: String) async throws {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        let file = try place.write("a.yaml", document("v1"))
        #expect(await place.run("sandbox", "seed", file).status == .success)
        let files = CountingFiles()
        let report = command == "status" ? [] : ["--report", "json=\(place.path("r.json"))"]
        _ = await place.run([command, file] + report, files: files)
        #expect(files.reads.withLock { $0[file] } == 1)
    }

    @Test("The end of a run undoes the last step first")
    func order() async {
        let scope = RunScope()
        let steps = Mutex<[Int]>([])
        for step in 1...3 { scope.atEnd { steps.withLock { $0.append(step) } } }
        await scope.end()
        await scope.end()
        #expect(steps.withLock { $0 } == [3, 2, 1])
    }
}
