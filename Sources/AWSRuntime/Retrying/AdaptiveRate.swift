#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

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
