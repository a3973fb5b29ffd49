import Synchronization

/// A wish to stop that cannot be taken back: no new create starts, the one in flight is brought to its end, and nothing
/// is waited for any longer.
package final class StopSignal: Sendable {
    private struct State {
        var isRaised = false
        var lastWaiter = 0
        var waiters: [Int: AsyncStream<Void>.Continuation] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    package var isRaised: Bool { state.withLock { $0.isRaised } }

    package func raise() {
        let waiters = state.withLock { state in
            state.isRaised = true
            defer { state.waiters = [:] }
            return state.waiters
        }
        for waiter in waiters.values { waiter.finish() }
    }

    /// Returns when the signal is raised, or the task is cancelled.
    func wait() async {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        let waiter = state.withLock { state -> Int? in
            guard !state.isRaised else { return nil }
            state.lastWaiter += 1
            state.waiters[state.lastWaiter] = continuation
            return state.lastWaiter
        }
        guard let waiter else { return }
        for await _ in stream {}
        state.withLock { $0.waiters[waiter] = nil }
    }

    /// Does something that may be given up at any time: it is cancelled when the signal is raised.
    ///
    /// - Returns: nil where it was given up.
    func unlessRaised<Result: Sendable>(
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result? {
        guard !isRaised else { return nil }
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                await self.wait()
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }
}
