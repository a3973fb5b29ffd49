import Host
import Synchronization

/// A clock on which sleeping takes no time: a sleep moves it forward. A sleep with a tolerance waits until others have
/// moved it.
final class VirtualClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration

        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (lhs: Instant, rhs: Instant) -> Bool { lhs.offset < rhs.offset }
    }

    private let time = Mutex(Duration.zero)

    var elapsed: Duration { time.withLock { $0 } }
    var now: Instant { Instant(offset: elapsed) }
    var minimumResolution: Duration { .nanoseconds(1) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        if tolerance != nil {
            while now < deadline {
                try Task.checkCancellation()
                await Task.yield()
            }
            return
        }
        time.withLock { $0 = max($0, deadline.offset) }
        await Task.yield()
    }
}

/// The time of day that belongs to a virtual clock.
struct VirtualWallClock: WallClock {
    static let start = UnixTime(milliseconds: 1_795_000_000_000)

    let clock: VirtualClock

    var now: UnixTime { Self.start.advanced(by: clock.elapsed) }
}
