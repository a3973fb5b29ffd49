import Host
import LibC
import SystemPackage

/// A state file that is open for reading.
///
/// While it is open, a newer file cannot get its inode. So the identity alone shows whether another file has replaced
/// it.
final class StateFile: Sendable {
    let identity: Identity
    private let descriptor: FileDescriptor

    /// Equal while the file is the same and has not changed.
    struct Identity: Equatable {
        let device: UInt64
        let node: UInt64
        let size: Int64
        let seconds: Int
        let nanoseconds: Int
        let permissions: UInt16
    }

    private init(_ descriptor: FileDescriptor, _ identity: Identity) {
        self.descriptor = descriptor
        self.identity = identity
    }

    deinit {
        try? descriptor.close()
    }

    /// The identity of the file at a path; nil when there is no file.
    static func identity(at path: String) throws -> Identity? {
        let status: FileStatus
        do throws(Errno) {
            status = try FileStatus(of: path, followsLink: false)
        } catch {
            if error == .noSuchFileOrDirectory { return nil }
            throw SandboxError("the sandbox's state file \(path) cannot be found: \(error)")
        }
        if status.isLink { throw isLink(path) }
        guard status.kind == .file else {
            throw SandboxError("\(path) is not a file: use a file for the sandbox's state")
        }
        return Identity(status)
    }

    private static func isLink(_ path: String) -> SandboxError {
        SandboxError("\(path) is a symbolic link: name the file itself for the sandbox's state")
    }

    /// Opens the file at a path; nil when there is no file.
    static func open(_ path: String) throws -> StateFile? {
        do {
            let descriptor = try FileDescriptor.open(
                FilePath(path),
                .readOnly,
                options: [.closeOnExec, .noFollow]
            )
            return try opened(descriptor)
        } catch let error as Errno where error == .noSuchFileOrDirectory {
            return nil
        } catch Errno.tooManySymbolicLinkLevels {
            throw isLink(path)
        } catch {
            throw SandboxError("the sandbox's state file \(path) cannot be read: \(reason(error))")
        }
    }

    /// The whole content.
    func read(_ path: String) throws -> [UInt8] {
        var content = [UInt8](repeating: 0, count: Int(identity.size))
        var offset = 0
        do {
            while offset < content.count {
                let count = try unsafe content.withUnsafeMutableBytes { bytes in
                    try unsafe descriptor.read(
                        fromAbsoluteOffset: Int64(offset),
                        into: UnsafeMutableRawBufferPointer(rebasing: bytes[offset...])
                    )
                }
                if count == 0 { break }
                offset += count
            }
        } catch {
            throw SandboxError("the sandbox's state file \(path) cannot be read: \(Self.reason(error))")
        }
        content.removeLast(content.count - offset)
        return content
    }

    /// Replaces the file at a path as a whole: a reader sees the old content or the new one.
    static func replace(_ path: String, with bytes: [UInt8]) throws -> StateFile {
        let descriptor: FileDescriptor
        do throws(FileError) {
            descriptor = try SystemFileWriter(.result).replaceOpen(path, with: bytes)
        } catch {
            throw SandboxError("the sandbox's state file cannot be written: \(error)")
        }
        return try opened(descriptor)
    }

    static func reason(_ error: any Error) -> String {
        (error as? Errno)?.description ?? "an unknown error"
    }

    /// - Throws: `Errno`; then the file is closed.
    private static func opened(_ descriptor: FileDescriptor) throws(Errno) -> StateFile {
        do throws(Errno) {
            return StateFile(descriptor, Identity(try FileStatus(of: descriptor)))
        } catch {
            try? descriptor.close()
            throw error
        }
    }
}

extension StateFile.Identity {
    fileprivate init(_ status: FileStatus) {
        let information = status.information
        device = UInt64(information.st_dev)
        node = UInt64(information.st_ino)
        size = Int64(information.st_size)
        #if canImport(Darwin)
        (seconds, nanoseconds) = (information.st_mtimespec.tv_sec, information.st_mtimespec.tv_nsec)
        #else
        (seconds, nanoseconds) = (information.st_mtim.tv_sec, information.st_mtim.tv_nsec)
        #endif
        permissions = UInt16(status.permissions)
    }
}

/// An exclusive lock on a file. The file is not removed when the lock is released: another process may be waiting for
/// it.
struct FileLock {
    private let descriptor: FileDescriptor

    /// The longest wait for another writer.
    private static let timeout: Duration = .seconds(30)
    private static let pause: Duration = .milliseconds(2)

    /// Nil while another process or task holds the lock.
    private init?(_ path: String) throws {
        let descriptor = try FileDescriptor.open(
            FilePath(path),
            .readWrite,
            options: [.create, .closeOnExec, .noFollow, .nonBlocking],
            permissions: .ownerReadWrite
        )
        guard try FileStatus(of: descriptor).kind == .file else {
            try? descriptor.close()
            throw Errno.invalidArgument
        }
        guard flock(descriptor.rawValue, LOCK_EX | LOCK_NB) == 0 else {
            let number = Errno(rawValue: errno)
            try? descriptor.close()
            if number == .wouldBlock { return nil }
            throw number
        }
        self.descriptor = descriptor
    }

    /// Waits until the lock is free, and takes it.
    ///
    /// - Throws: `SandboxError`, also after half a minute; `CancellationError`.
    static func take(_ path: String, clock: any Clock<Duration>) async throws -> FileLock {
        var waited = Duration.zero
        while true {
            do {
                if let lock = try FileLock(path) { return lock }
            } catch let error as Errno where error == .noSuchFileOrDirectory {
                throw SandboxError("the folder of \(path) does not exist: make it, or use another state file")
            } catch Errno.tooManySymbolicLinkLevels {
                throw SandboxError("the sandbox's lock file \(path) is a symbolic link: remove it")
            } catch Errno.invalidArgument {
                throw SandboxError("the sandbox's lock file \(path) is not a file: remove it")
            } catch {
                throw SandboxError("the sandbox's lock file \(path) cannot be made: \(StateFile.reason(error))")
            }
            guard waited < timeout else {
                throw SandboxError("another process has held \(path) for \(timeout.components.seconds) s: run it again")
            }
            try await clock.sleep(for: pause)
            waited += pause
        }
    }

    func release() {
        // A closed file has no lock.
        try? descriptor.close()
    }
}
