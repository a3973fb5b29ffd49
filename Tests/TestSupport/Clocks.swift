package import Host
import Synchronization

/// A clock on which sleep takes no time: a sleep moves the clock to its deadline.
///
/// A sleep with a tolerance does not move the clock. It ends when other sleeps have moved the clock past its deadline.
package final class VirtualClock: Clock {
    package struct Instant: InstantProtocol {
        package var offset: Duration

        package init(offset: Duration) { self.offset = offset }

        package func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        package func duration(to other: Instant) -> Duration { other.offset - offset }
        package static func < (lhs: Instant, rhs: Instant) -> Bool { lhs.offset < rhs.offset }
    }

    private struct State {
        var time = Duration.zero
        var sleeps: [Duration] = []
        var hook: (@Sendable (Duration) -> Void)?
        /// Sleeps with a tolerance: they end when the time of another sleep has come to theirs.
        var waiting: [Int: (deadline: Duration, continuation: CheckedContinuation<Void, any Error>)] = [:]
        var lastNumber = 0
    }

    private let state = Mutex(State())

    package init() {}

    package var now: Instant { Instant(offset: elapsed) }
    package var elapsed: Duration { state.withLock { $0.time } }
    package var minimumResolution: Duration { .nanoseconds(1) }
    /// The length of each sleep without a tolerance, in order.
    package var sleeps: [Duration] { state.withLock { $0.sleeps } }

    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        if tolerance != nil { return try await wait(until: deadline.offset) }
        let (hook, due) = state.withLock { state in
            state.sleeps.append(deadline.offset - state.time)
            state.time = max(state.time, deadline.offset)
            let due = state.waiting.filter { $0.value.deadline <= state.time }
            for number in due.keys { state.waiting[number] = nil }
            return (state.hook, due.sorted { $0.key < $1.key }.map(\.value.continuation))
        }
        for continuation in due { continuation.resume() }
        hook?(elapsed)
        await Task.yield()
    }

    /// Without a loop: many of them would leave no thread for the sleeps that they wait for.
    private func wait(until deadline: Duration) async throws {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.time >= deadline { return true }
                    state.waiting[number] = (deadline, continuation)
                    return false
                }
                // The handler of a cancellation before this found nothing to end.
                if isOver { continuation.resume() } else if Task.isCancelled { cancel(number) }
            }
        } onCancel: {
            cancel(number)
        }
    }

    private func cancel(_ number: Int) {
        state.withLock { $0.waiting.removeValue(forKey: number) }?.continuation.resume(throwing: CancellationError())
    }

    /// - Parameter body: runs after each sleep without a tolerance, with the elapsed time.
    package func afterSleep(_ body: @escaping @Sendable (Duration) -> Void) { state.withLock { $0.hook = body } }
}

/// The time of day that follows a virtual clock.
package struct VirtualWallClock: WallClock {
    /// 2026-11-18T11:06:40Z.
    package static let start = UnixTime(milliseconds: 1_795_000_000_000)

    private let clock: VirtualClock

    package init(clock: VirtualClock) { self.clock = clock }

    package var now: UnixTime { Self.start.advanced(by: clock.elapsed) }
}

/// A wall clock that only a test moves.
package final class ManualWallClock: WallClock {
    private let time: Mutex<UnixTime>
    private let step: Int64

    /// - Parameters:
    ///   - start: by default 2023-11-14T22:13:20Z.
    ///   - step: the seconds that pass at each reading.
    package init(_ start: UnixTime = UnixTime(seconds: 1_700_000_000), step: Int64 = 0) {
        time = Mutex(start)
        self.step = step
    }

    package var now: UnixTime {
        time.withLock { time in
            defer { time.milliseconds += step * 1000 }
            return time
        }
    }

    package func set(_ new: UnixTime) { time.withLock { $0 = new } }
    package func advance(milliseconds: Int64) { time.withLock { $0.milliseconds += milliseconds } }
    package func advance(seconds: Int64) { advance(milliseconds: seconds * 1000) }
}
