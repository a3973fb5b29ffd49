internal import Synchronization

/// A bucket of tokens that retries take from and successes give back to, so that a service in trouble is not
/// overwhelmed. Shared by all requests to a host.
package final class RetryQuota: Sendable {
    package let capacity: Int
    private let tokens: Mutex<Int>

    package init(capacity: Int) {
        self.capacity = capacity
        tokens = Mutex(capacity)
    }

    /// How much is left.
    package var available: Int { tokens.withLock { $0 } }

    /// - Returns: Whether there was enough for a retry.
    func take(_ cost: Int) -> Bool {
        tokens.withLock { tokens in
            guard tokens >= cost else { return false }
            tokens -= cost
            return true
        }
    }

    /// - Parameter cost: what the last retry took; nil where there was none, which earns one token.
    func giveBack(_ cost: Int?) {
        tokens.withLock { $0 = min(capacity, $0 + (cost ?? 1)) }
    }
}
