import Foundation
import Host
import LibC
import SystemPackage
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(30)))
struct FileReaderTests {
    @Test("A file within a folder is read, by whatever links inside the folder")
    func within() throws {
        let folder = try TemporaryFolder()
        let reader = SystemFileReader()
        try folder.write("x/..2026/a.yaml", "text")
        let root = try #require(reader.realPath(of: folder.path("x")))
        for (name, target) in [("x/..data", "..2026"), ("x/a.yaml", "..data/a.yaml")] {
            try FileManager.default.createSymbolicLink(atPath: folder.path(name), withDestinationPath: target)
        }
        for name in ["x/a.yaml", "x/..data/a.yaml", "x/..2026/a.yaml"] {
            #expect(try reader.read(folder.path(name), within: root, limit: 10) == Array("text".utf8))
        }
        #expect(throws: FileError(path: folder.path("x/a.yaml"), reason: .tooLarge(limit: 3))) {
            try reader.read(folder.path("x/a.yaml"), within: root, limit: 3)
        }
    }

    @Test("A link that appeared after the search, and leaves the folder, is refused when the file is open")
    func leaving() throws {
        let folder = try TemporaryFolder()
        let reader = SystemFileReader()
        try folder.write("xy/secret", "text")
        try folder.write("x/sub/other", "")
        let root = try #require(reader.realPath(of: folder.path("x")))
        // The folder's name is the beginning of the other folder's name.
        for (name, target) in [("x/a.yaml", "../xy/secret"), ("x/b", "../xy")] {
            try FileManager.default.createSymbolicLink(atPath: folder.path(name), withDestinationPath: target)
        }
        for path in [folder.path("x/a.yaml"), folder.path("x/b/secret"), "/dev/null"] {
            #expect(throws: FileError.self) { try reader.read(path, within: root, limit: 10) }
        }
        #expect(throws: FileError(path: folder.path("x/a.yaml"), reason: .leavesFolder)) {
            try reader.read(folder.path("x/a.yaml"), within: root, limit: 10)
        }
    }

    @Test("No piece of a pipe or a device at a path is read, and the pipe does not block", arguments: ["pipe", "zero"])
    func streams(name: String) throws {
        let folder = try TemporaryFolder()
        let made = unsafe mkfifo(folder.path("pipe"), 0o600)
        #expect(made == 0)
        try FileManager.default.createSymbolicLink(atPath: folder.path("zero"), withDestinationPath: "/dev/zero")
        #expect(throws: FileError(path: folder.path(name), reason: .notAFile)) {
            try SystemFileReader().stream(folder.path(name))
        }
    }

    @Test("A pipe that is open already is read in pieces, by its number")
    func inherited() async throws {
        let pipe = try FileDescriptor.pipe()
        #expect(fcntl(pipe.readEnd.rawValue, F_SETFD, 0) == 0)
        try pipe.writeEnd.closeAfter { _ = try pipe.writeEnd.writeAll("text".utf8) }
        var content: [UInt8] = []
        for try await piece in try SystemFileReader().stream("/dev/fd/\(pipe.readEnd.rawValue)") { content += piece }
        #expect(content == Array("text".utf8))
        try pipe.readEnd.close()
    }

    @Test("A pipe that replaced a file does not block")
    func pipe() throws {
        let folder = try TemporaryFolder()
        let made = unsafe mkfifo(folder.path("a.yaml"), 0o600)
        #expect(made == 0)
        #expect(throws: FileError(path: folder.path("a.yaml"), reason: .notAFile)) {
            try SystemFileReader().read(folder.path("a.yaml"), within: "/", limit: 10)
        }
    }
}
