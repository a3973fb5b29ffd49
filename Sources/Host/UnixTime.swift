import LibC

/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
///
/// Files and services give times too, so arithmetic never traps: a result out of range becomes the first or the last
/// time in range.
package struct UnixTime: Sendable, Hashable, Comparable {
    package var milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    package init(seconds: Int64) {
        self.milliseconds = Self.product(seconds, 1000)
    }

    /// Whole seconds since 1970, rounded down.
    package var seconds: Int64 { milliseconds.flooredDivision(by: 1000).quotient }

    package static func < (lhs: UnixTime, rhs: UnixTime) -> Bool {
        lhs.milliseconds < rhs.milliseconds
    }

    package func advanced(by duration: Duration) -> UnixTime {
        let (seconds, attoseconds) = duration.components
        let whole = Self.sum(milliseconds, Self.product(seconds, 1000))
        return UnixTime(milliseconds: Self.sum(whole, attoseconds / 1_000_000_000_000_000))
    }

    private static func product(_ one: Int64, _ other: Int64) -> Int64 {
        let (result, overflows) = one.multipliedReportingOverflow(by: other)
        return overflows ? ((one < 0) == (other < 0) ? .max : .min) : result
    }

    private static func sum(_ one: Int64, _ other: Int64) -> Int64 {
        let (result, overflows) = one.addingReportingOverflow(other)
        return overflows ? (other < 0 ? .min : .max) : result
    }
}

/// The time of day, for dates. `any Clock<Duration>` is for waiting.
package protocol WallClock: Sendable {
    var now: UnixTime { get }
}

package struct SystemWallClock: WallClock {
    package init() {}

    package var now: UnixTime {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return UnixTime(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}

/// Measures the time since it was made, with a clock of any type.
package struct Stopwatch: Sendable {
    private let read: @Sendable () -> Duration

    package init(_ clock: some Clock<Duration>) {
        let start = clock.now
        read = { start.duration(to: clock.now) }
    }

    package var elapsed: Duration { read() }
}

extension Duration {
    /// For messages: `0.25 s`, `3 s`.
    package var text: String {
        // A time limit of a profile may be any number of seconds.
        let hundredths = min((self / .milliseconds(10)).rounded(), 1e15)
        let (whole, rest) = Int64(hundredths).quotientAndRemainder(dividingBy: 100)
        if rest == 0 { return "\(whole) s" }
        return rest % 10 == 0 ? "\(whole).\(rest / 10) s" : "\(whole).\(rest < 10 ? "0" : "")\(rest) s"
    }
}
