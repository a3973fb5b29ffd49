internal import Host
internal import SystemPackage

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Writes files that a reader sees whole or not at all.
enum AtomicFile {
    /// Puts a file with this content in the place of whatever is there. Everybody may read it, as far as the process's
    /// umask goes: nothing secret passes here.
    static func write(_ content: [UInt8], to path: String) throws(FileError) {
        // In the same folder, so that taking the name is one step.
        let temporary = "\(path).\(getpid()).\(UInt32.random(in: 0...UInt32.max)).tmp"
        do {
            let descriptor = try FileDescriptor.open(
                FilePath(temporary),
                .writeOnly,
                options: [.create, .exclusiveCreate, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead]
            )
            try descriptor.closeAfter {
                try descriptor.writeAll(content)
                guard fsync(descriptor.rawValue) == 0 else { throw Errno(rawValue: errno) }
            }
            guard unsafe rename(temporary, path) == 0 else { throw Errno(rawValue: errno) }
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
