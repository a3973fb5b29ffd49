import LibC
import SystemPackage

/// Writes the files of this machine.
package struct SystemFileWriter: FileWriter {
    /// Who may read the files, within the process's umask.
    package enum Readers: Sendable {
        case ownerOnly
        case everyone
    }

    private let readers: Readers

    /// - Parameter readers: `everyone` only for content without secrets.
    package init(readers: Readers = .ownerOnly) {
        self.readers = readers
    }

    package func replace(_ path: String, with content: [UInt8]) throws(FileError) {
        // A link stays: its target is replaced.
        let target = RealPath.of(path)
        // In the same folder: the rename is atomic.
        let temporary = "\(target).\(getpid()).\(UInt32.random(in: 0...UInt32.max)).tmp"
        do {
            let descriptor = try FileDescriptor.open(
                FilePath(temporary),
                .writeOnly,
                options: [.create, .exclusiveCreate, .closeOnExec],
                permissions: readers == .everyone ? [.ownerReadWrite, .groupRead, .otherRead] : [.ownerReadWrite]
            )
            try descriptor.closeAfter {
                try descriptor.writeAll(content)
                guard fsync(descriptor.rawValue) == 0 else { throw Errno(rawValue: errno) }
            }
            guard unsafe rename(temporary, target) == 0 else { throw Errno(rawValue: errno) }
        } catch {
            unsafe unlink(temporary)
            let number = error as? Errno
            let reason: FileError.Reason =
                switch number {
                case .noSuchFileOrDirectory: .notFound
                case .permissionDenied: .permissionDenied
                case .isDirectory: .isFolder
                default: .other(number?.description ?? "could not be written")
                }
            throw FileError(path: path, reason: reason)
        }
    }
}
