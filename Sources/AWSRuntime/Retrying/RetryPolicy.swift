package import Host

/// The numbers of the SDKs' standard retry mode.
///
/// Source: AWS SDKs and Tools Reference Guide, "Retry behavior" (feature-retry-behavior.html).
package struct RetryPolicy: Sendable, Equatable {
    /// The first one included.
    package var maxAttempts = 3
    /// The delay before retry n (from 0) is a random share of `base * 2^n`, at most `longestDelay`.
    package var base: Duration = .seconds(1)
    package var longestDelay: Duration = .seconds(20)
    package var quota = 500
    package var retryCost = 5
    package var timeoutCost = 10

    package init() {}

    /// - Throws: `ConfigurationError` for a number of attempts that is none.
    package init(environment: Environment) throws(ConfigurationError) {
        guard let text = environment["AWS_MAX_ATTEMPTS"] else { return }
        guard let number = Int(text), (1...100).contains(number) else {
            throw ConfigurationError("AWS_MAX_ATTEMPTS is `\(text)`, and must be a number from 1 to 100")
        }
        maxAttempts = number
    }

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
