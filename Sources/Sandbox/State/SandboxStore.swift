import Host
import Synchronization

/// The state of a sandbox: in a file that several processes may use at the same time, or in memory.
///
/// A file is read without a lock and written whole under one. A write goes to a file beside it that then takes its
/// name, so that a reader sees the old state or the new one and a crash leaves one of the two. `FILE.lock` keeps two
/// processes from losing each other's writes.
package final class SandboxStore: Sendable {
    /// Nil where the state is in memory.
    package let path: String?
    private let clock: any Clock<Duration>
    /// The state as it was last read or written, and the file that it stands for.
    private let cache = Mutex<(file: StateFile?, state: SandboxState)?>(nil)

    /// - Parameters:
    ///   - path: of a file that need not exist yet; nil for a state that ends with this object.
    ///   - clock: to wait on for another process's write.
    package init(path: String?, clock: any Clock<Duration> = ContinuousClock()) {
        self.path = path
        self.clock = clock
    }

    /// The state as it is now; an empty one where there is no file yet.
    ///
    /// - Throws: `SandboxError`.
    package func read() throws -> SandboxState {
        // Under the mutex also while a file is read: others wait for the result instead of reading it too.
        try cache.withLock { cache in
            guard let path else { return cache?.state ?? SandboxState() }
            guard let identity = try StateFile.identity(at: path) else { return SandboxState() }
            if let cache, cache.file?.identity == identity { return cache.state }
            guard let file = try StateFile.open(path) else { return SandboxState() }
            let state = try SandboxState(reading: file.read(path), path: path)
            cache = (file, state)
            return state
        }
    }

    /// Reads the state, changes it, and writes it if it is not the same as before: nobody writes in between.
    ///
    /// - Throws: `SandboxError`, `CancellationError`, or what the change throws; then nothing is written.
    package func update<Result>(_ change: (inout SandboxState) throws -> Result) async throws -> Result {
        guard let path else {
            return try cache.withLock { cache in
                var state = cache?.state ?? SandboxState()
                let result = try change(&state)
                cache = (nil, state)
                return result
            }
        }
        // Links followed, so that all who mean a file use the same lock.
        let target = RealPath.of(path)
        let lock = try await FileLock.take("\(target).lock", clock: clock)
        defer { lock.release() }
        let before = try read()
        var state = before
        let result = try change(&state)
        if state != before {
            let file = try StateFile.replace(target, with: state.written())
            cache.withLock { $0 = (file, state) }
        }
        return result
    }
}

/// A state file that cannot be used: what is wrong, where, and what to do.
package struct SandboxError: Error, Sendable, Equatable, CustomStringConvertible {
    package var description: String

    init(_ description: String) {
        self.description = description
    }
}
