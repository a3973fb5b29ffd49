import Dispatch
import Synchronization
import TestSupport

/// Time that passes only when no task can go on, so that tasks that wait side by side take what the longest takes.
///
/// It runs the tasks of a test one after the other, as their preferred executor. `VirtualClock` passes with each sleep,
/// and so adds up what happens side by side.
final class SteppedTime: TaskExecutor, Clock {
    typealias Instant = VirtualClock.Instant

    private struct State {
        var time = Duration.zero
        /// Jobs that wait or run.
        var jobs = 0
        var sleepers: [(deadline: Duration, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let queue = DispatchQueue(label: "stepped time")
    private let state = Mutex(State())

    var elapsed: Duration { state.withLock { $0.time } }
    var now: Instant { Instant(offset: elapsed) }
    var minimumResolution: Duration { .nanoseconds(1) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        await withCheckedContinuation { continuation in
            state.withLock { $0.sleepers.append((deadline.offset, continuation)) }
        }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.jobs += 1 }
        queue.async { [self] in
            unsafe job.runSynchronously(on: asUnownedTaskExecutor())
            let due = state.withLock { state in
                state.jobs -= 1
                return state.jobs == 0 ? Self.due(&state) : []
            }
            for sleeper in due { sleeper.resume() }
        }
    }

    /// The sleepers whose time comes next.
    private static func due(_ state: inout State) -> [CheckedContinuation<Void, Never>] {
        guard let next = state.sleepers.map(\.deadline).min() else { return [] }
        state.time = max(state.time, next)
        let due = state.sleepers.filter { $0.deadline <= next }
        state.sleepers.removeAll { $0.deadline <= next }
        return due.map(\.continuation)
    }
}
