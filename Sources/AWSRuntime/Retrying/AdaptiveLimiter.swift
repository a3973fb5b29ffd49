internal import Synchronization

/// Holds back requests so that they stay within the rate that the service has shown to bear. Shared by all requests of
/// a run to a host.
final class AdaptiveLimiter: Sendable {
    private let elapsed: Elapsed
    private let rate: Mutex<AdaptiveRate>

    init(_ clock: some Clock<Duration>) {
        elapsed = Elapsed(clock)
        rate = Mutex(AdaptiveRate(at: 0))
    }

    /// Asks to send a request.
    ///
    /// - Returns: zero, or the time to wait before asking again.
    func take() -> Duration {
        let now = elapsed().inSeconds
        let seconds = rate.withLock { $0.take(at: now) }
        // A wait that rounds to nothing would be asked for again and again.
        return seconds > 0 ? max(.seconds(seconds), .milliseconds(1)) : .zero
    }

    /// - Returns: the rate in force, in calls a second; nil where nothing is held back.
    func record(isThrottled: Bool) -> Double? {
        let now = elapsed().inSeconds
        return rate.withLock { rate in
            rate.record(isThrottled: isThrottled, at: now)
            return rate.isEnabled ? rate.bucket.rate : nil
        }
    }
}

extension Duration {
    var inSeconds: Double { self / .seconds(1) }
}
