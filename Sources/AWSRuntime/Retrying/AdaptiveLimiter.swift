import Host
import LibC
import Synchronization

/// Delays requests so that they stay within the rate that the service accepts. All requests of a run to one host share
/// it.
final class AdaptiveLimiter: Sendable {
    private let stopwatch: Stopwatch
    private let rate: Mutex<AdaptiveRate>

    init(_ clock: some Clock<Duration>) {
        stopwatch = Stopwatch(clock)
        rate = Mutex(AdaptiveRate(at: 0))
    }

    /// Asks to send a request.
    ///
    /// - Returns: zero, or the time to wait before asking again.
    func take() -> Duration {
        let now = stopwatch.elapsed / .seconds(1)
        let seconds = rate.withLock { $0.take(at: now) }
        // At least 1 ms: the caller would ask again at once after a wait that rounds to zero.
        return seconds > 0 ? max(.seconds(seconds), .milliseconds(1)) : .zero
    }

    /// - Returns: the rate in calls a second; nil where there is no limit yet.
    func record(isThrottled: Bool) -> Double? {
        let now = stopwatch.elapsed / .seconds(1)
        return rate.withLock { rate in
            rate.record(isThrottled: isThrottled, at: now)
            return rate.isEnabled ? rate.bucket.rate : nil
        }
    }
}

/// The rate at which a client may call: a cubic curve over the time since the last throttle. A throttle lowers the rate
/// to 0.7 of the measured one.
///
/// Source: the SDKs' adaptive retry mode (botocore: `retries/adaptive.py`, `retries/throttling.py`). It has no clock:
/// the caller gives times, in seconds since any start.
struct AdaptiveRate: Sendable {
    private static let scale = 0.4
    private static let beta = 0.7
    private static let smoothing = 0.8
    /// The rate may grow to this multiple of the measured rate.
    private static let headroom = 2.0

    private(set) var bucket: TokenBucket
    /// False before the first throttle: there is no limit yet.
    private(set) var isEnabled = false

    // The measured rate of answers, in half seconds.
    private(set) var measuredRate = 0.0
    private var lastHalfSecond: Double
    private var count = 0.0

    // The curve.
    private var highestRate = 0.0
    private var inflection = 0.0
    private var lastThrottle: Double

    init(at time: Double) {
        bucket = TokenBucket(rate: 1, at: time)
        lastHalfSecond = time.rounded(.down)
        lastThrottle = time
    }

    /// Asks to send a request.
    ///
    /// - Returns: zero, or the seconds to wait before asking again.
    mutating func take(at now: Double) -> Double {
        isEnabled ? bucket.take(at: now) : 0
    }

    /// Learns from the result of a request.
    mutating func record(isThrottled: Bool, at now: Double) {
        measure(at: now)
        let rate: Double
        if isThrottled {
            let current = isEnabled ? min(measuredRate, bucket.rate) : measuredRate
            highestRate = current
            inflection = cbrt(highestRate * (1 - Self.beta) / Self.scale)
            lastThrottle = now
            isEnabled = true
            rate = current * Self.beta
        } else {
            let distance = now - lastThrottle - inflection
            rate = Self.scale * distance * distance * distance + highestRate
        }
        bucket.setRate(min(rate, Self.headroom * measuredRate), at: now)
    }

    private mutating func measure(at now: Double) {
        let halfSecond = (now * 2).rounded(.down) / 2
        count += 1
        guard halfSecond > lastHalfSecond else { return }
        measuredRate = count / (halfSecond - lastHalfSecond) * Self.smoothing + measuredRate * (1 - Self.smoothing)
        count = 0
        lastHalfSecond = halfSecond
    }
}

/// A bucket that fills at a rate that can change; each call takes one token.
///
/// Source: botocore, `retries/bucket.py`. Times are seconds since any start.
struct TokenBucket: Sendable {
    /// Tokens a second: a caller waits at most two seconds for one.
    static let lowestRate = 0.5

    private(set) var rate: Double
    private(set) var capacity: Double
    private(set) var tokens = 0.0
    private var time: Double

    init(rate: Double, at time: Double) {
        self.rate = max(rate, Self.lowestRate)
        capacity = max(rate, 1)
        self.time = time
    }

    mutating func setRate(_ newRate: Double, at now: Double) {
        refill(at: now)
        rate = max(newRate, Self.lowestRate)
        capacity = max(newRate, 1)
        tokens = min(tokens, capacity)
    }

    /// Takes a token if there is one.
    ///
    /// - Returns: zero, or the seconds after which there will be one.
    mutating func take(at now: Double) -> Double {
        refill(at: now)
        guard tokens < 1 else {
            tokens -= 1
            return 0
        }
        return (1 - tokens) / rate
    }

    private mutating func refill(at now: Double) {
        tokens = min(capacity, tokens + (now - time) * rate)
        time = now
    }
}
