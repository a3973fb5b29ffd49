internal import FoundationEssentials
internal import Synchronization
internal import SystemPackage

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// The state file: read without a lock, written whole under one.
///
/// A write goes to a file beside it that then takes its name, so that a reader sees the old state or the new one and a
/// crash leaves one of the two. `FILE.lock` keeps two processes from losing each other's writes.
package final class SandboxStore: Sendable {
    package let path: String
    private let clock: any Clock<Duration>
    /// The state as it was last read or written, and the file that it stands for.
    private let cache = Mutex<(identity: FileIdentity, state: SandboxState)?>(nil)
    /// Nil where the state is in a file.
    private let memory: Mutex<SandboxState?>

    /// How long a writer waits for another.
    private static let lockTimeout: Duration = .seconds(30)
    private static let lockPause: Duration = .milliseconds(2)

    package init(path: String, clock: any Clock<Duration> = ContinuousClock()) {
        self.path = path
        self.clock = clock
        memory = Mutex(nil)
    }

    /// A state without a file, which ends with the process.
    package init(inMemory state: SandboxState) {
        path = "the memory"
        clock = ContinuousClock()
        memory = Mutex(state)
    }

    /// The state as it is now; an empty one where there is no file yet.
    package func read() throws -> SandboxState {
        if let state = memory.withLock({ $0 }) { return state }
        guard let identity = try FileIdentity(path) else { return SandboxState() }
        if let cached = cache.withLock({ $0 }), cached.identity == identity { return cached.state }
        let state = try load()
        cache.withLock { $0 = (identity, state) }
        return state
    }

    /// Reads the state, changes it, and writes it if it is not the same as before: nobody writes in between.
    package func update<Result>(_ change: (inout SandboxState) throws -> Result) async throws -> Result {
        if let result = try updateMemory(change) { return result }
        let lock = try await lock()
        defer { lock.release() }
        let before = try read()
        var state = before
        let result = try change(&state)
        if state != before { try write(state) }
        return result
    }

    /// - Returns: nil where the state is in a file.
    private func updateMemory<Result>(_ change: (inout SandboxState) throws -> Result) throws -> Result? {
        var result: Swift.Result<Result, any Error>?
        memory.withLock { state in
            guard var changed = state else { return }
            result = Swift.Result { try change(&changed) }
            if case .success = result { state = changed }
        }
        return try result?.get()
    }

    // MARK: The file

    private func load() throws -> SandboxState {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw SandboxError("the sandbox's state file \(path) cannot be read: check its rights")
        }
        struct Format: Decodable { var formatVersion: Int }
        if let format = try? JSONDecoder().decode(Format.self, from: data),
            format.formatVersion != SandboxState.formatVersion
        {
            throw SandboxError(
                """
                the sandbox's state file \(path) has the format \(format.formatVersion), and this version of rekon \
                reads \(SandboxState.formatVersion): use the version that wrote it, or another file
                """
            )
        }
        do {
            return try JSONDecoder().decode(SandboxState.self, from: data)
        } catch {
            throw SandboxError(
                "\(path) is no state of a sandbox, or it is damaged: remove it to begin anew, or name another file"
            )
        }
    }

    private func write(_ state: SandboxState) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        let bytes = Array(try encoder.encode(state)) + [UInt8(ascii: "\n")]
        let temporary = "\(path).\(getpid()).\(UInt32.random(in: 0...UInt32.max)).tmp"
        do {
            let file = try FileDescriptor.open(
                FilePath(temporary),
                .writeOnly,
                options: [.create, .exclusiveCreate, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead]
            )
            try file.closeAfter {
                try file.writeAll(bytes)
                guard fsync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
            }
            guard unsafe rename(temporary, path) == 0 else { throw Errno(rawValue: errno) }
        } catch {
            unsafe unlink(temporary)
            throw SandboxError("the sandbox's state file \(path) cannot be written: \(Self.reason(error))")
        }
        if let identity = try FileIdentity(path) { cache.withLock { $0 = (identity, state) } }
    }

    // MARK: The lock

    private func lock() async throws -> FileLock {
        var waited = Duration.zero
        while true {
            do {
                if let lock = try FileLock("\(path).lock") { return lock }
            } catch {
                throw SandboxError("the sandbox's lock file \(path).lock cannot be made: \(Self.reason(error))")
            }
            guard waited < Self.lockTimeout else {
                throw SandboxError("another process has held \(path).lock for \(waited.components.seconds) s")
            }
            try await clock.sleep(for: Self.lockPause)
            waited += Self.lockPause
        }
    }

    private static func reason(_ error: any Error) -> String {
        (error as? Errno)?.description ?? "an unknown error"
    }
}

/// What tells that a file is still the same one.
private struct FileIdentity: Equatable {
    let node: UInt64
    let size: Int64
    let seconds: Int
    let nanoseconds: Int

    /// Nil where there is no file.
    init?(_ path: String) throws {
        var information = stat()
        guard unsafe stat(path, &information) == 0 else {
            if errno == ENOENT { return nil }
            throw SandboxError("the sandbox's state file \(path) cannot be found: \(Errno(rawValue: errno))")
        }
        guard information.st_mode & S_IFMT == S_IFREG else {
            throw SandboxError("\(path) is no file: name a file for the sandbox's state")
        }
        node = UInt64(information.st_ino)
        size = Int64(information.st_size)
        #if canImport(Darwin)
        (seconds, nanoseconds) = (information.st_mtimespec.tv_sec, information.st_mtimespec.tv_nsec)
        #else
        (seconds, nanoseconds) = (information.st_mtim.tv_sec, information.st_mtim.tv_nsec)
        #endif
    }
}

/// An exclusive lock on a file, of this process and this open file.
private struct FileLock {
    private let descriptor: FileDescriptor

    /// Nil while somebody else holds it.
    init?(_ path: String) throws {
        let descriptor = try FileDescriptor.open(
            FilePath(path),
            .readWrite,
            options: [.create, .closeOnExec],
            permissions: [.ownerReadWrite, .groupReadWrite, .otherReadWrite]
        )
        guard flock(descriptor.rawValue, LOCK_EX | LOCK_NB) == 0 else {
            let number = errno
            try? descriptor.close()
            if number == EWOULDBLOCK { return nil }
            throw Errno(rawValue: number)
        }
        self.descriptor = descriptor
    }

    func release() {
        // Closing gives the lock back.
        try? descriptor.close()
    }
}
