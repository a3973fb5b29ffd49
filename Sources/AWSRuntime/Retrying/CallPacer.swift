internal import Synchronization

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
