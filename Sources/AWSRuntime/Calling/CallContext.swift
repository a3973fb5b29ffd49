package import Host

/// What all calls of a run have in common: the outside world, and what the requests to a host share.
package struct CallContext: Sendable {
    package let transport: any HTTPTransport
    package let clock: any Clock<Duration>
    package let wallClock: any WallClock
    package let random: any RandomSource
    package let log: DebugLog
    package let retryPolicy: RetryPolicy
    package let userAgent: String
    /// For one attempt, the body of the answer included.
    package private(set) var attemptTimeout: Duration
    package let hosts: HostStates
    /// Whether calls are made once, whatever comes of them.
    private(set) var isProbe = false

    package init(
        transport: any HTTPTransport,
        clock: any Clock<Duration>,
        wallClock: any WallClock,
        random: any RandomSource,
        log: DebugLog = .off,
        retryPolicy: RetryPolicy = RetryPolicy(),
        userAgent: String,
        attemptTimeout: Duration = .seconds(60)
    ) {
        self.transport = transport
        self.clock = clock
        self.wallClock = wallClock
        self.random = random
        self.log = log
        self.retryPolicy = retryPolicy
        self.userAgent = userAgent
        self.attemptTimeout = attemptTimeout
        hosts = HostStates(retryPolicy, clock: clock)
    }

    /// The same for a call that is nice to have: one attempt, and not a long one.
    func probing(within timeout: Duration) -> CallContext {
        var result = self
        result.attemptTimeout = timeout
        result.isProbe = true
        return result
    }
}
