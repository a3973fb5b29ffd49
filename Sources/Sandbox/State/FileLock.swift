internal import SystemPackage

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// An exclusive lock on a file, of this process and this open file. The file stays when the lock is released: another
/// process may be waiting for it.
struct FileLock {
    private let descriptor: FileDescriptor

    /// How long a writer waits for another.
    private static let timeout: Duration = .seconds(30)
    private static let pause: Duration = .milliseconds(2)

    /// Nil while somebody else holds it.
    private init?(_ path: String) throws {
        let descriptor = try FileDescriptor.open(
            FilePath(path),
            .readWrite,
            options: [.create, .closeOnExec],
            permissions: [.ownerReadWrite, .groupReadWrite, .otherReadWrite]
        )
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
                throw SandboxError("the folder of \(path) does not exist: make it, or name another state file")
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
        // Closing gives the lock back.
        try? descriptor.close()
    }
}
