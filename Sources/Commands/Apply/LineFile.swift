import Host
import LibC
import SystemPackage

/// An open file to which whole lines are written, each with one write(2).
///
/// The file is closed with the last reference.
final class LineFile: Sendable {
    enum Kind {
        case file
        case folder
        /// A pipe, a terminal, a device.
        case stream
    }

    let kind: Kind
    /// In bytes, when it was opened.
    let size: Int
    private let descriptor: FileDescriptor

    /// - Parameter options: beside `.create` and `.closeOnExec`.
    init(_ path: String, options: FileDescriptor.OpenOptions, permissions: FilePermissions) throws(Errno) {
        do {
            descriptor = try FileDescriptor.open(
                FilePath(path),
                .writeOnly,
                options: options.union([.create, .closeOnExec]),
                permissions: permissions
            )
        } catch {
            throw error as? Errno ?? .ioError
        }
        var information = stat()
        guard unsafe fstat(descriptor.rawValue, &information) == 0 else { throw Errno(rawValue: errno) }
        size = Int(information.st_size)
        kind =
            switch information.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            default: .stream
            }
    }

    deinit { try? descriptor.close() }

    /// Writes the whole line, with several writes where one takes only a part.
    ///
    /// - Parameter timeout: how long to wait for room in a pipe, in milliseconds.
    /// - Throws: `Errno`; a part of the line may have been written.
    func write(_ line: [UInt8], timeout: Int32 = 0) throws {
        var rest = line[...]
        while !rest.isEmpty {
            do {
                let count = try unsafe rest.withUnsafeBytes { try unsafe descriptor.write($0) }
                rest = rest.dropFirst(count)
            } catch Errno.wouldBlock {
                var request = pollfd(fd: descriptor.rawValue, events: Int16(POLLOUT), revents: 0)
                guard unsafe poll(&request, 1, timeout) > 0 else { throw Errno.wouldBlock }
            }
        }
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
    private var taken: [(place: Place, use: String)] = []

    /// - Parameters:
    ///   - paths: of the command line.
    ///   - sandbox: the state file of the sandbox.
    init(besides paths: [String], sandbox: String?, in context: Context) {
        files = context.files
        for path in paths where path != "-" { taken.append((Place(path, files), "which the command reads")) }
        if let sandbox { taken.append((Place(sandbox, files), "the state file of the sandbox")) }
    }

    /// Adds a file to write.
    ///
    /// - Parameter option: such as `--events`.
    /// - Throws: `CommandFailure` for a file that has another use.
    mutating func add(_ path: String, for option: String) throws {
        let place = Place(path, files)
        if let other = taken.first(where: { $0.place == place }) {
            throw CommandFailure(
                message: "\(option) names \(path), \(other.use); nothing was done",
                help: "use another file for \(option)",
                status: .usage
            )
        }
        taken.append((place, "the file of \(option)"))
    }

    /// Adds the files that the standard streams are redirected to: replacing such a file loses output.
    mutating func addStandardStreams() {
        taken.append((Place("/dev/stdout", files), "which receives the standard output"))
        taken.append((Place("/dev/stderr", files), "which receives the standard error"))
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
