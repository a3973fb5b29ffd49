import Host
import LibC
import SystemPackage

/// An open file to which whole lines are written, each with one write(2). No symbolic link leads to it.
///
/// The file is closed with the last reference.
final class LineFile: Sendable {
    let kind: FileKind
    /// In bytes, when it was opened.
    let size: Int
    /// Whether the file was open when the process began: `/dev/fd/3`.
    let isInherited: Bool
    private let path: String
    private let identity: FileIdentity?
    private let descriptor: FileDescriptor

    /// Opens a file, or creates one that only its owner may read.
    ///
    /// - Parameter options: beside `.create`, `.noFollow` and `.closeOnExec`.
    init(_ path: String, options: FileDescriptor.OpenOptions) throws(Errno) {
        self.path = path
        isInherited = InheritedDescriptor(path) != nil
        do {
            descriptor = try FileDescriptor.open(
                FilePath(path),
                .writeOnly,
                // The name of an open file is a link too, made by the system.
                options: options.union(isInherited ? .closeOnExec : [.create, .noFollow, .closeOnExec]),
                permissions: .ownerReadWrite
            )
        } catch {
            throw error as? Errno ?? .ioError
        }
        let status = try FileStatus(of: descriptor)
        (kind, size, identity) = (status.kind, status.size, status.identity)
    }

    deinit { try? descriptor.close() }

    /// Opens the same file for reading.
    ///
    /// - Throws: `Errno`, also where another file has its path now.
    func openForReading() throws -> FileDescriptor {
        let reader = try FileDescriptor.open(
            FilePath(path),
            .readOnly,
            options: isInherited ? .closeOnExec : [.noFollow, .nonBlocking, .closeOnExec]
        )
        guard try FileStatus(of: reader).identity == identity else {
            try? reader.close()
            throw Errno.staleNFSFileHandle
        }
        return reader
    }

    /// Writes the whole line.
    ///
    /// - Parameter timeout: how long to wait for room in a pipe, in milliseconds.
    /// - Throws: a part of the line may have been written.
    func write(_ line: [UInt8], timeout: Int32 = 0) throws(Errno) {
        try descriptor.writeAll(line, timeout: timeout)
    }

    /// Removes its content.
    ///
    /// - Throws: `Errno`.
    func empty() throws(Errno) {
        guard ftruncate(descriptor.rawValue, 0) == 0 else { throw Errno(rawValue: errno) }
    }

    /// Returns when all writes are on the disk.
    func synchronize() throws {
        while fsync(descriptor.rawValue) != 0 {
            guard errno == EINTR else { throw Errno(rawValue: errno) }
        }
    }

    /// Makes the name of a new file durable. Some file systems do not support it; that is not an error.
    static func synchronizeFolder(of path: String) {
        var folder = FilePath(path)
        folder.removeLastComponent()
        guard let descriptor = try? FileDescriptor.open(folder.isEmpty ? "." : folder, .readOnly, options: .closeOnExec)
        else { return }
        fsync(descriptor.rawValue)
        try? descriptor.close()
    }
}

/// The files that a command line reads and writes: no file may have two uses.
struct RecordedFiles {
    private let files: any FileReader
    /// Each with its use, as messages name it.
    private var taken: [(place: Place, use: String, isStream: Bool)] = []

    /// - Parameters:
    ///   - paths: of the command line.
    ///   - sandbox: the state file of the sandbox.
    init(besides paths: [String], sandbox: String?, in context: Context) {
        files = context.files
        for path in paths where path != "-" { taken.append((Place(path, files), "which the command reads", false)) }
        if let sandbox { taken.append((Place(sandbox, files), "the state file of the sandbox", false)) }
    }

    /// Adds a file to write.
    ///
    /// - Parameter option: such as `--events`.
    /// - Throws: `CommandFailure` for a file that has another use.
    mutating func add(_ path: String, for option: String) throws {
        let place = Place(path, files)
        // What is open is not replaced, so a standard stream that has the same file loses nothing.
        let isOpen = InheritedDescriptor(path) != nil
        if let other = taken.first(where: { $0.place == place && !(isOpen && $0.isStream) }) {
            throw CommandFailure(
                message: "\(option) names \(path), \(other.use); nothing was done",
                help: "use another file for \(option)",
                status: .usage
            )
        }
        taken.append((place, "the file of \(option)", false))
    }

    /// Adds the files that the standard streams are redirected to: replacing such a file loses output.
    mutating func addStandardStreams() {
        taken.append((Place("/dev/stdout", files), "which receives the standard output", true))
        taken.append((Place("/dev/stderr", files), "which receives the standard error", true))
    }

    /// The file that a path leads to, existing or not.
    private enum Place: Equatable {
        case existing(FileIdentity)
        case new(folder: FileIdentity, name: String)
        /// Neither the file nor its folder exists.
        case path(String)
        /// A pipe, a terminal, a device: several uses do no harm.
        case stream

        static func == (one: Place, other: Place) -> Bool {
            switch (one, other) {
            case (.existing(let one), .existing(let other)): one == other
            case (.new(let folder, let name), .new(let otherFolder, let otherName)):
                folder == otherFolder && name.utf8.elementsEqual(otherName.utf8)
            case (.path(let one), .path(let other)): one.utf8.elementsEqual(other.utf8)
            default: false
            }
        }

        init(_ path: String, _ files: any FileReader) {
            if (try? files.kind(of: path)) == .stream {
                self = .stream
            } else if let identity = files.identity(of: path) {
                self = .existing(identity)
            } else {
                let folder = FilePath(path).removingLastComponent()
                let name = FilePath(path).lastComponent?.string
                if let name, let identity = files.identity(of: folder.isEmpty ? "." : folder.string) {
                    self = .new(folder: identity, name: name)
                } else {
                    self = .path(path)
                }
            }
        }
    }
}
