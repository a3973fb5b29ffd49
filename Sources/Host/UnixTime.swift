import FoundationEssentials
import LibC

/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
///
/// Times come from files and services too, so none is too far away: what cannot be held is the last, or the first, time
/// that can.
package struct UnixTime: Sendable, Hashable, Comparable {
    package var milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    package init(seconds: Int64) {
        self.milliseconds = Self.product(seconds, 1000)
    }

    /// Whole seconds since 1970, rounded down.
    package var seconds: Int64 {
        let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        return rest < 0 ? seconds - 1 : seconds
    }

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

/// Where the time of day comes from. Waiting is `any Clock<Duration>`; this is only for dates.
package protocol WallClock: Sendable {
    var now: UnixTime { get }
}

/// The machine's own clock.
package struct SystemWallClock: WallClock {
    package init() {}

    package var now: UnixTime {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return UnixTime(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}

extension UnixTime {
    /// In UTC and to the millisecond, as in `2026-11-24T06:20:00.123Z` (RFC 3339).
    package var text: String {
        // The style's own fractions are made of a Double, and cut off: the milliseconds are put in as whole numbers.
        let fraction = String(milliseconds - seconds * 1000)
        return iso8601.dropLast() + "." + String(repeating: "0", count: 3 - fraction.utf8.count) + fraction + "Z"
    }

    /// In UTC and to the second, rounded down, as in `2026-11-24T06:20:00Z` (RFC 3339).
    package var iso8601: String {
        Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    }
}
