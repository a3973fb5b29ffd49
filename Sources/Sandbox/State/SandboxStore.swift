import Host
import Synchronization

/// The state of a sandbox: in memory, or in a file that several processes may use at the same time.
///
/// Reads take no lock. A write replaces the whole file: a reader sees the old state or the new one, and a crash leaves
/// one of the two. `FILE.lock` prevents lost writes of two processes.
package final class SandboxStore: Sendable {
    /// Nil: the state is in memory.
    private let path: String?
    private let clock: any Clock<Duration>
    /// The state of the last read or write, and its file.
    private let cache = Mutex<(file: StateFile?, state: SandboxState)?>(nil)

    /// - Parameters:
    ///   - path: a file that may be missing or empty; nil: the state is in memory.
    ///   - clock: for waiting until another process has written.
    package init(path: String?, clock: any Clock<Duration> = ContinuousClock()) {
        self.path = path
        self.clock = clock
    }

    /// The current state; an empty one when the file is missing or empty.
    ///
    /// - Throws: `SandboxError`.
    func read() throws -> SandboxState {
        // The mutex is held while the file is read: other tasks wait for the result and do not read it again.
        try cache.withLock { cache in
            guard let path else { return cache?.state ?? SandboxState() }
            guard let identity = try StateFile.identity(at: path) else { return SandboxState() }
            if let cache, cache.file?.identity == identity { return cache.state }
            guard let file = try StateFile.open(path) else { return SandboxState() }
            let content = try file.read(path)
            let state = content.isEmpty ? SandboxState() : try SandboxState(reading: content, path: path)
            cache = (file, state)
            return state
        }
    }

    /// Reads the state, changes it, and writes it if it differs. No other process writes in between.
    ///
    /// - Throws: `SandboxError`, `CancellationError`, or an error of the change; then nothing is written.
    func update<Result>(_ change: (inout SandboxState) throws -> Result) async throws -> Result {
        guard let path else {
            return try cache.withLock { cache in
                var state = cache?.state ?? SandboxState()
                let result = try change(&state)
                cache = (nil, state)
                return result
            }
        }
        // A link is refused first: the lock is beside the file itself, so that all paths of the file use the same one.
        _ = try StateFile.identity(at: path)
        let lock = try await FileLock.take("\(path).lock", clock: clock)
        defer { lock.release() }
        let before = try read()
        var state = before
        let result = try change(&state)
        if state != before {
            let file = try StateFile.replace(path, with: state.written())
            cache.withLock { $0 = (file, state) }
        }
        return result
    }
}

/// A state file that cannot be used: the problem, the file, and what to do.
package struct SandboxError: Error, Sendable, Equatable, CustomStringConvertible {
    package var description: String

    init(_ description: String) {
        self.description = description
    }
}
