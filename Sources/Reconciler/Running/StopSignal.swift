import Synchronization

/// A request to stop, which cannot be withdrawn: no new create starts, the create under way is completed, and all
/// waiting ends.
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

    /// Runs work that can be cancelled at any time, and cancels it when the signal is raised.
    ///
    /// - Returns: nil where the work was cancelled.
    func unlessRaised<Output: Sendable>(
        _ work: @escaping @Sendable () async throws -> Output
    ) async throws -> Output? {
        guard !isRaised else { return nil }
        return try await withThrowingTaskGroup(of: Output?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                await self.wait()
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }
}
