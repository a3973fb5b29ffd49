internal import Synchronization

/// What the requests of a run to one host share.
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
