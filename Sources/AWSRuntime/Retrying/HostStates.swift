import Host
import Synchronization

/// State that all requests of a run to one host share.
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

/// Keeps the calls of each operation in each region below a rate. The service has its quotas for an account in a
/// region, and throttles calls above them.
package final class CallPacer: Sendable {
    private struct Bucket {
        var tokens: Double
        var time: Duration
    }

    private let rate: Double
    private let burst: Double
    private let stopwatch: Stopwatch
    private let buckets = Mutex<[String: Bucket]>([:])

    /// - Parameters:
    ///   - rate: calls a second.
    ///   - burst: the number of calls without a delay after a pause.
    package init(rate: Double, burst: Double, clock: some Clock<Duration>) {
        self.rate = rate
        self.burst = burst
        stopwatch = Stopwatch(clock)
    }

    /// Books the next call of an operation in a region.
    ///
    /// - Returns: the time to wait before the call.
    func book(_ operation: String, in region: String) -> Duration {
        let (now, operation) = (stopwatch.elapsed, "\(operation) \(region)")
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

/// The difference between the service's clock and the clock of this machine, by the dates of the answers.
final class ClockSkew: Sendable {
    /// In seconds. The service refuses signatures that are five minutes off; one minute is for the way.
    static let threshold: Int64 = 240
    /// In seconds. A date that is further off is wrong itself.
    static let longestOffset: Int64 = 86_400

    private let seconds = Mutex<Int64>(0)
    private let lastMeasured = Mutex<Int64?>(nil)

    /// By the date of the last answer, in seconds; nil before the first one. It also shows differences that no
    /// signature needs.
    var measured: Int64? { lastMeasured.withLock { $0 } }

    /// - Parameter offset: by the date of an answer of the service; nil where it has no usable date.
    func measure(_ offset: Int64?) {
        guard let offset else { return }
        lastMeasured.withLock { $0 = offset }
    }

    /// In seconds; added to the time of this machine before a signature.
    var offset: Int64 { seconds.withLock { $0 } }

    /// Sets the offset from an answer that refused a signature.
    ///
    /// - Parameters:
    ///   - machineTime: the time of this machine at the signature, in seconds since 1970.
    ///   - offset: the offset of that signature.
    /// - Returns: Whether the difference of the clocks explains the refusal.
    func correct(by response: HTTPResponse, machineTime: Int64, offset: Int64) -> Bool {
        guard let date = response.date else { return false }
        guard abs(date - machineTime - offset) > Self.threshold, abs(date - machineTime) <= Self.longestOffset else {
            return false
        }
        // Not relative to the stored offset: another request may have corrected it meanwhile.
        seconds.withLock { $0 = date - machineTime }
        return true
    }
}
