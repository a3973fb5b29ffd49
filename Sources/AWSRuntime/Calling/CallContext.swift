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
    package let attemptTimeout: Duration
    package let hosts: HostStates

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
}
