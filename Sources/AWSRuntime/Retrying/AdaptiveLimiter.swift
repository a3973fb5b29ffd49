import LibC
import Synchronization

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

/// The rate at which a client may call, learnt from what is throttled: a cubic curve that falls to 0.7 of the measured
/// rate at a throttle, climbs fast back towards it, slowly around it, and fast beyond it.
///
/// Source: the SDKs' adaptive retry mode (botocore: `retries/adaptive.py`, `retries/throttling.py`). Pure: times are
/// given, in seconds since any start.
struct AdaptiveRate: Sendable {
    private static let scale = 0.4
    private static let beta = 0.7
    private static let smoothing = 0.8
    /// The rate may grow to this multiple of what is really sent.
    private static let headroom = 2.0

    private(set) var bucket: TokenBucket
    /// Nothing is held back before the first throttle.
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

    /// Learns from an answer, or from the want of one.
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

/// A bucket that fills at a rate that may be changed; each call takes one token.
///
/// Source: botocore, `retries/bucket.py`. Times are seconds since any start.
struct TokenBucket: Sendable {
    /// Tokens a second. Never lower, so that a caller never waits longer than two seconds for one.
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
        // What has come in so far came in at the old rate.
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
