import AWSSigning
package import Host
import Synchronization

/// What the requests of a run to one host share.
package final class HostState: Sendable {
    package let quota: RetryQuota
    let skew = ClockSkew()
    /// Nil in the standard mode.
    let limiter: AdaptiveLimiter?

    init(_ policy: RetryPolicy, clock: any Clock<Duration>) {
        quota = RetryQuota(capacity: policy.quota)
        limiter = policy.mode == .adaptive ? AdaptiveLimiter(clock) : nil
    }
}

/// The hosts of a run, by name and port.
package final class HostStates: Sendable {
    private let policy: RetryPolicy
    private let clock: any Clock<Duration>
    private let states = Mutex<[String: HostState]>([:])

    package init(_ policy: RetryPolicy, clock: any Clock<Duration>) {
        self.policy = policy
        self.clock = clock
    }

    package func state(of host: String) -> HostState {
        states.withLock { states in
            if let state = states[host] { return state }
            let state = HostState(policy, clock: clock)
            states[host] = state
            return state
        }
    }
}

/// Keeps the calls of each operation within a rate.
///
/// The service allows about five control calls a second per operation and account by default (Custom Labels guide,
/// limits.html); going over it only costs throttled calls.
package final class CallPacer: Sendable {
    private struct Bucket {
        var tokens: Double
        var time: Duration
    }

    private let rate: Double
    private let burst: Double
    private let elapsed: @Sendable () -> Duration
    private let buckets = Mutex<[String: Bucket]>([:])

    /// - Parameters:
    ///   - rate: calls a second.
    ///   - burst: how many calls may go at once after a pause.
    package init(rate: Double, burst: Double, clock: some Clock<Duration>) {
        self.rate = rate
        self.burst = burst
        let start = clock.now
        elapsed = { start.duration(to: clock.now) }
    }

    /// Books the next call of an operation.
    ///
    /// - Returns: how long the caller must wait before it makes the call.
    func book(_ operation: String) -> Duration {
        let now = elapsed()
        return buckets.withLock { buckets in
            var bucket = buckets[operation] ?? Bucket(tokens: burst, time: now)
            bucket.tokens = min(burst, bucket.tokens + (now - bucket.time) / .seconds(1) * rate)
            bucket.time = now
            bucket.tokens -= 1
            buckets[operation] = bucket
            return bucket.tokens >= 0 ? .zero : .seconds(-bucket.tokens / rate)
        }
    }
}

/// How far the service's clock is ahead of this machine's, as its answers tell.
final class ClockSkew: Sendable {
    /// In seconds. Signatures are refused when they are five minutes off; a minute is left for what is on the way.
    static let threshold: Int64 = 240
    /// In seconds. A date that is further off is wrong itself: nothing is signed for another year.
    static let longestOffset: Int64 = 86_400

    private let seconds = Mutex<Int64>(0)

    /// In seconds; added to the time of this machine before signing.
    var offset: Int64 { seconds.withLock { $0 } }

    /// Takes the skew from an answer that refused a signature.
    ///
    /// - Parameters:
    ///   - machineTime: of this machine when it signed, in seconds since 1970.
    ///   - offset: what was added to it.
    /// - Returns: Whether the clocks are so far apart that the refusal is explained.
    func correct(by response: HTTPResponse, machineTime: Int64, offset: Int64) -> Bool {
        guard let date = response.header("date").flatMap(HTTPDate.seconds) else { return false }
        guard abs(date - machineTime - offset) > Self.threshold, abs(date - machineTime) <= Self.longestOffset else {
            return false
        }
        // Not relative to what is stored: another request may have corrected it meanwhile.
        seconds.withLock { $0 = date - machineTime }
        return true
    }
}

/// Dates as HTTP headers have them: `Mon, 23 Nov 2026 20:00:00 GMT`.
enum HTTPDate {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Seconds since 1970; nil for anything else than the fixed format of RFC 9110, 5.6.7.
    static func seconds(_ text: String) -> Int64? {
        let parts = text.split(separator: " ")
        guard
            parts.count == 6, parts[0].hasSuffix(","), parts[5] == "GMT", let day = number(parts[1], digits: 2),
            let month = months.firstIndex(of: String(parts[2])), let year = number(parts[3], digits: 4), year >= 1970
        else { return nil }
        let time = parts[4].split(separator: ":", omittingEmptySubsequences: false)
        guard
            time.count == 3, let hour = number(time[0], digits: 2), let minute = number(time[1], digits: 2),
            let second = number(time[2], digits: 2), hour < 24, minute < 60, second < 61
        else { return nil }
        let date = CivilDate(year: year, month: Int64(month) + 1, day: day)
        guard date.exists else { return nil }
        return date.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second
    }

    /// A number of so many digits and nothing else: it comes from outside, and is calculated with.
    private static func number(_ text: Substring, digits: Int) -> Int64? {
        guard text.utf8.count == digits, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int64(text)
    }
}

extension UnixTime {
    /// A date as HTTP headers have it: `Mon, 23 Nov 2026 20:00:00 GMT`; nil for anything else.
    package init?(httpDate text: String) {
        guard let seconds = HTTPDate.seconds(text) else { return nil }
        self.init(seconds: seconds)
    }
}
