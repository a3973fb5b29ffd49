internal import SystemPackage

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

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

    /// Writes all of it. Where less than all was taken, the rest follows.
    ///
    /// - Parameter patience: how many milliseconds a reader may take to make room, where the file does not block.
    /// - Throws: `Errno`; part of the line may have been written then.
    func write(_ line: [UInt8], patience: Int32 = 0) throws {
        var rest = line[...]
        while !rest.isEmpty {
            do {
                let count = try unsafe rest.withUnsafeBytes { try unsafe descriptor.write($0) }
                rest = rest.dropFirst(count)
            } catch Errno.wouldBlock {
                var request = pollfd(fd: descriptor.rawValue, events: Int16(POLLOUT), revents: 0)
                guard unsafe poll(&request, 1, patience) > 0 else { throw Errno.wouldBlock }
            }
        }
    }

    /// Takes away what is in it.
    ///
    /// - Throws: `Errno`.
    func empty() throws(Errno) {
        guard ftruncate(descriptor.rawValue, 0) == 0 else { throw Errno(rawValue: errno) }
    }

    /// Returns when what was written is on the disk.
    func synchronize() throws {
        while fsync(descriptor.rawValue) != 0 {
            guard errno == EINTR else { throw Errno(rawValue: errno) }
        }
    }

    /// Makes the name of a new file as durable as its content. Some file systems cannot: then it is not.
    static func synchronizeFolder(of path: String) {
        var folder = FilePath(path)
        folder.removeLastComponent()
        guard let descriptor = try? FileDescriptor.open(folder.isEmpty ? "." : folder, .readOnly, options: .closeOnExec)
        else { return }
        fsync(descriptor.rawValue)
        try? descriptor.close()
    }
}
