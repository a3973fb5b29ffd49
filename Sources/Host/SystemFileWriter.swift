import LibC
import SystemPackage

/// Writes the files of this machine.
package struct SystemFileWriter: FileWriter {
    /// Who may read what is written, as far as the process's umask goes.
    package enum Readers: Sendable {
        case ownerOnly
        case everybody
    }

    private let readers: Readers

    /// - Parameter readers: `everybody` only where nothing secret passes.
    package init(readers: Readers = .ownerOnly) {
        self.readers = readers
    }

    package func replace(_ path: String, with content: [UInt8]) throws(FileError) {
        // A link stays one: the file that it leads to is replaced.
        let target = RealPath.of(path)
        // In the same folder, so that taking the name is one step.
        let temporary = "\(target).\(getpid()).\(UInt32.random(in: 0...UInt32.max)).tmp"
        do {
            let descriptor = try FileDescriptor.open(
                FilePath(temporary),
                .writeOnly,
                options: [.create, .exclusiveCreate, .closeOnExec],
                permissions: readers == .everybody ? [.ownerReadWrite, .groupRead, .otherRead] : [.ownerReadWrite]
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
