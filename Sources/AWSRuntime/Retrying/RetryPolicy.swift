package import AWSProfiles

/// The numbers of the SDKs' retry modes.
///
/// Source: AWS SDKs and Tools Reference Guide, "Retry behavior" (feature-retry-behavior.html).
package struct RetryPolicy: Sendable, Equatable {
    package enum Mode: String, Sendable {
        case standard
        /// The standard mode, and a limit to the rate of requests that throttles teach.
        case adaptive
    }

    package var mode = Mode.standard
    /// The first one included.
    package var maxAttempts = 3
    /// The delay before retry n (from 0) is a random share of `base * 2^n`, at most `longestDelay`.
    package var base: Duration = .seconds(1)
    package var longestDelay: Duration = .seconds(20)
    package var quota = 500
    package var retryCost = 5
    package var timeoutCost = 10

    package init() {}

    /// The delay before a retry.
    ///
    /// - Parameters:
    ///   - retries: how many retries there were.
    ///   - share: the random share, 0..<1.
    func delay(afterRetries retries: Int, share: Double) -> Duration {
        var longest = base
        for _ in 0..<min(retries, 30) where longest < longestDelay { longest *= 2 }
        return min(longest, longestDelay) * share
    }
}

extension RetryPolicy {
    package init(_ settings: ClientSettings) {
        self.init()
        mode = settings.retryMode.value == .adaptive ? .adaptive : .standard
        if let attempts = settings.maxAttempts { maxAttempts = attempts.value }
    }
}
