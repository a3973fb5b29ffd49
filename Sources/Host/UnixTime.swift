#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
package struct UnixTime: Sendable, Hashable, Comparable {
    package var milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    package init(seconds: Int64) {
        self.milliseconds = seconds * 1000
    }

    /// Whole seconds since 1970, rounded down.
    package var seconds: Int64 {
        milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000
    }

    package static func < (lhs: UnixTime, rhs: UnixTime) -> Bool {
        lhs.milliseconds < rhs.milliseconds
    }

    package func advanced(by duration: Duration) -> UnixTime {
        let (seconds, attoseconds) = duration.components
        return UnixTime(milliseconds: milliseconds + seconds * 1000 + attoseconds / 1_000_000_000_000_000)
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
