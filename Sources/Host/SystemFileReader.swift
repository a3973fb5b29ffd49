import LibC
import SystemPackage

/// Reads the files of this machine.
package struct SystemFileReader: FileReader {
    package init() {}

    package func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        let status = try Self.status(of: path)
        if status.kind == .folder { throw FileError(path: path, reason: .isFolder) }
        let size = status.size
        if size > limit { throw FileError(path: path, reason: .tooLarge(limit: limit)) }
        do {
            let descriptor = try FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec)
            return try descriptor.closeAfter { try Self.readAll(descriptor, path: path, size: size, limit: limit) }
        } catch {
            throw FileError(path: path, thrown: error)
        }
    }

    /// - Parameter size: of the file; 0 where it is unknown, as for a pipe.
    private static func readAll(
        _ descriptor: FileDescriptor,
        path: String,
        size: Int,
        limit: Int
    ) throws -> [UInt8] {
        var content: [UInt8] = []
        // The caller may keep the content: reserve no more than the file needs.
        content.reserveCapacity(size)
        while true {
            // One byte more than the size, to see the end.
            let room = min(max(size - content.count + 1, 65_536), 262_144)
            let chunk = try unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
                count = try unsafe descriptor.read(into: UnsafeMutableRawBufferPointer(buffer))
            }
            if chunk.isEmpty { return content }
            content += chunk
            if content.count > limit { throw FileError(path: path, reason: .tooLarge(limit: limit)) }
        }
    }

    package func kind(of path: String) throws(FileError) -> FileKind { try Self.status(of: path).kind }
    package func identity(of path: String) -> FileIdentity? { (try? Self.status(of: path))?.identity }
    package func isLink(_ path: String) -> Bool { (try? FileStatus(of: path, followsLink: false))?.isLink ?? false }

    package func realPath(of path: String) -> String? {
        guard let text = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(text) }
        return unsafe String(cString: text)
    }

    private static func status(of path: String) throws(FileError) -> FileStatus {
        do throws(Errno) {
            return try FileStatus(of: path)
        } catch {
            throw FileError(path: path, thrown: error)
        }
    }

    package func read(_ path: String, within folder: String, limit: Int) throws(FileError) -> [UInt8] {
        do {
            // Not blocking: a pipe may have replaced the file.
            let descriptor = try FileDescriptor.open(
                FilePath(path),
                .readOnly,
                options: [.closeOnExec, .nonBlocking]
            )
            return try descriptor.closeAfter {
                let status = try FileStatus(of: descriptor)
                guard status.kind == .file else { throw FileError(path: path, reason: .notAFile) }
                guard let real = realPath(of: descriptor, at: path), real.isPath(within: folder) else {
                    throw FileError(path: path, reason: .leavesFolder)
                }
                if status.size > limit { throw FileError(path: path, reason: .tooLarge(limit: limit)) }
                return try Self.readAll(descriptor, path: path, size: status.size, limit: limit)
            }
        } catch {
            throw FileError(path: path, thrown: error)
        }
    }

    /// Of the file that is open, not of the one that has its path now.
    private func realPath(of descriptor: FileDescriptor, at path: String) -> String? {
        #if os(Linux)
        // The kernel names the file without links (proc(5)): realpath would ask again about each folder.
        if let real = Self.target(ofLink: "/proc/self/fd/\(descriptor.rawValue)") { return real }
        #endif
        // Without /proc: the file at the path must be the open one.
        guard let real = realPath(of: path), let status = try? FileStatus(of: real, followsLink: false),
            status.identity == (try? FileStatus(of: descriptor))?.identity
        else { return nil }
        return real
    }

    #if os(Linux)
    /// Nil where there is no link, or where its text is too long for a path.
    private static func target(ofLink path: String) -> String? {
        let size = Int(PATH_MAX)
        let text = unsafe [CChar](unsafeUninitializedCapacity: size) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            unsafe count = max(readlink(path, start, size), 0)
        }
        guard !text.isEmpty, text.count < size else { return nil }
        return String(decoding: text.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
    #endif

    package func names(inFolder path: String) throws(FileError) -> [String] {
        guard let folder = unsafe opendir(path) else {
            throw FileError(path: path, thrown: Errno(rawValue: errno))
        }
        defer { unsafe closedir(folder) }
        return try unsafe Self.names(in: folder, path: path)
    }

    /// - Parameter folder: an open folder, read to its end.
    @unsafe static func names(in folder: DirectoryStream, path: String) throws(FileError) -> [String] {
        var names: [String] = []
        while true {
            // errno tells the end from an error.
            errno = 0
            guard let entry = unsafe readdir(folder) else {
                guard errno == 0 else { throw FileError(path: path, thrown: Errno(rawValue: errno)) }
                break
            }
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
                unsafe field.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}

extension FileError {
    init(path: String, thrown: any Error) {
        if let already = thrown as? FileError {
            self = already
            return
        }
        let reason: Reason =
            switch thrown as? Errno {
            case .noSuchFileOrDirectory: .notFound
            case .permissionDenied, .notPermitted: .permissionDenied
            case .isDirectory: .isFolder
            case .notDirectory: .notAFolder
            case .tooManySymbolicLinkLevels: .linkLoop
            case .some(let number): .other(number.description)
            case nil: .other("could not be read")
            }
        self.init(path: path, reason: reason)
    }
}

extension SystemFileReader {
    package func stream(_ path: String) throws(FileError) -> ByteStream {
        if path == "-" {
            let open = OpenFile(.standardInput, path: "the standard input", closes: false)
            return ByteStream(size: nil) { try open.next() }
        }
        try checkFile(path)
        let isInherited = InheritedDescriptor(path) != nil
        do {
            // Not blocking: a pipe may have replaced the file.
            let options: FileDescriptor.OpenOptions = isInherited ? .closeOnExec : [.closeOnExec, .nonBlocking]
            let descriptor = try FileDescriptor.open(FilePath(path), .readOnly, options: options)
            let open = OpenFile(descriptor, path: path, closes: true)
            let status = try FileStatus(of: descriptor)
            guard status.kind == .file || isInherited else { throw FileError(path: path, reason: .notAFile) }
            return ByteStream(size: status.kind == .file ? status.size : nil) { try open.next() }
        } catch {
            throw FileError(path: path, thrown: error)
        }
    }
}

/// A file that is closed with its last reference.
private final class OpenFile: Sendable {
    /// In bytes; fits into the processor's caches.
    private static let pieceSize = 262_144

    private let descriptor: FileDescriptor
    private let path: String
    private let closes: Bool

    init(_ descriptor: FileDescriptor, path: String, closes: Bool) {
        self.descriptor = descriptor
        self.path = path
        self.closes = closes
    }

    deinit {
        // An error does not matter: nothing was written.
        if closes { try? descriptor.close() }
    }

    func next() throws(FileError) -> [UInt8]? {
        do {
            let piece = try unsafe [UInt8](unsafeUninitializedCapacity: Self.pieceSize) { buffer, count in
                count = try unsafe descriptor.read(into: UnsafeMutableRawBufferPointer(buffer))
            }
            return piece.isEmpty ? nil : piece
        } catch {
            throw FileError(path: path, thrown: error)
        }
    }
}
