import Foundation
import Host
import Testing

/// The real thing, in a folder of the test's own.
struct FileWriterTests {
    @Test("A file is replaced as a whole, is readable only by its owner, and leaves no temporary file")
    func replace() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "rekon-writer-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "token.json").path
        try "old and longer".write(toFile: path, atomically: true, encoding: .utf8)
        try SystemFileWriter().replace(path, with: Array("new".utf8))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "new")
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["token.json"])
    }

    @Test("A file for everyone can be read by everyone")
    func readers() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "rekon-\(UUID()).json").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try SystemFileWriter(readers: .everyone).replace(path, with: [])
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
        #expect(mode & 0o600 == 0o600 && mode & ~0o644 == 0)
    }

    @Test("A link stays a link, and its target gets the new content")
    func link() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "rekon-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (file, link) = (folder.appending(path: "file").path, folder.appending(path: "link").path)
        try "old".write(toFile: file, atomically: true, encoding: .utf8)
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
        try SystemFileWriter().replace(link, with: Array("new".utf8))
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "new")
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == file)
    }

    @Test func noFolder() {
        let nowhere = FileManager.default.temporaryDirectory.appending(path: "rekon-\(UUID())/x").path
        #expect(throws: FileError(path: nowhere, reason: .notFound)) {
            try SystemFileWriter().replace(nowhere, with: [])
        }
    }
}
