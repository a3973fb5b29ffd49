import Foundation
import Host
import LibC
import SystemPackage
import TestSupport
import Testing

/// The real thing, in a folder of the test's own.
struct FileWriterTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func content(_ name: String) throws -> String {
        try String(contentsOfFile: folder.path(name), encoding: .utf8)
    }

    private func mode(_ name: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.path(name))
        return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
    }

    private func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: folder.path(name), withDestinationPath: target)
    }

    @Test("A file is replaced as a whole, and leaves no temporary file")
    func replace() throws {
        try folder.write("plan.json", "old and longer")
        try SystemFileWriter(.result).replace(folder.path("plan.json"), with: Array("new".utf8))
        #expect(try content("plan.json") == "new")
        #expect(try folder.names == ["plan.json"])
    }

    @Test("A new file is readable only by its owner, metrics by everyone; an existing file keeps its mode")
    func modes() throws {
        try SystemFileWriter(.result).replace(folder.path("new"), with: [])
        #expect(try mode("new") == 0o600)
        try SystemFileWriter(.publicResult).replace(folder.path("metrics"), with: [])
        #expect(try mode("metrics") & 0o604 == 0o604)
        for purpose in [SystemFileWriter.Purpose.result, .publicResult] {
            for old in [0o640, 0o600, 0o444] {
                try folder.write("old", "x")
                let changed = unsafe chmod(folder.path("old"), mode_t(old))
                #expect(changed == 0)
                try SystemFileWriter(purpose).replace(folder.path("old"), with: [])
                #expect(try mode("old") == old)
            }
        }
    }

    @Test("No link is followed, whatever its target is")
    func links() throws {
        try folder.write("secret", "old")
        for target in ["secret", "nowhere", "loop", "."] {
            let path = folder.path("loop")
            try link("loop", to: target)
            #expect(throws: FileError(path: path, reason: .isLink)) {
                try SystemFileWriter(.result).replace(path, with: Array("new".utf8))
            }
            try FileManager.default.removeItem(atPath: path)
        }
        #expect(try content("secret") == "old")
        #expect(try folder.names == ["secret"])
    }

    @Test("Only regular files are replaced")
    func otherFiles() throws {
        let result = unsafe mkfifo(folder.path("pipe"), 0o600)
        #expect(result == 0)
        for (path, reason) in [
            (folder.path("pipe"), FileError.Reason.notAFile), ("/dev/null", .notAFile), (folder.url.path, .isFolder),
            (folder.path("none/x"), .notFound),
        ] {
            #expect(throws: FileError(path: path, reason: reason)) {
                try SystemFileWriter(.result).replace(path, with: [])
            }
        }
        #expect(try folder.names == ["pipe"])
    }

    @Test("What is already open gets the content as it is", arguments: ["/dev/fd/", "/proc/self/fd/"])
    func openFiles(start: String) throws {
        let pipe = try FileDescriptor.pipe()
        try SystemFileWriter(.result).replace("\(start)\(pipe.writeEnd.rawValue)", with: Array("new".utf8))
        try pipe.writeEnd.close()
        var buffer = [UInt8](repeating: 0, count: 10)
        let count = try unsafe buffer.withUnsafeMutableBytes { try unsafe pipe.readEnd.read(into: $0) }
        #expect(buffer.prefix(count) == Array("new".utf8)[...])
        try pipe.readEnd.close()
    }

    @Test("A number that this process opened itself, or that is not open, is no open file")
    func ownNumbers() throws {
        let path = try folder.write("old", "old")
        let own = try FileDescriptor.open(FilePath(path), .readWrite, options: .closeOnExec)
        for name in ["/dev/fd/\(own.rawValue)", "/dev/fd/987654", "/dev/fd/", "/dev/fd/1x", "/dev/fd/-1", "fd/1"] {
            #expect(InheritedDescriptor(name) == nil)
        }
        #expect(throws: FileError.self) {
            try SystemFileWriter(.result).replace("/dev/fd/\(own.rawValue)", with: Array("new".utf8))
        }
        try own.close()
        #expect(try content("old") == "old")
    }

    @Test("A credential cache is readable only by its owner; a link to it stays")
    func caches() throws {
        try folder.write("token.json", "old")
        try link("link", to: folder.path("token.json"))
        try SystemFileWriter(.cache).replace(folder.path("link"), with: Array("new".utf8))
        #expect(try content("token.json") == "new")
        #expect(try mode("token.json") == 0o600)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("link")).hasSuffix("token.json"))
    }
}
