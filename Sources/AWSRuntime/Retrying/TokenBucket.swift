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
