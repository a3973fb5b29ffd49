package import Host

/// What an apply or a wait uses besides the service.
package struct RunContext: Sendable {
    let process: ProcessContext
    /// Raised to start nothing more and to stop waiting.
    let stop: StopSignal
    let observe: @Sendable (ApplyEvent) -> Void
    let heartbeat: @Sendable () -> Void

    /// - Parameters:
    ///   - observe: receives each event; called from several tasks.
    ///   - heartbeat: called after each poll, at least every few minutes while the run waits.
    package init(
        _ process: ProcessContext,
        stop: StopSignal = StopSignal(),
        observe: @escaping @Sendable (ApplyEvent) -> Void = { _ in },
        heartbeat: @escaping @Sendable () -> Void = {}
    ) {
        self.process = process
        self.stop = stop
        self.observe = observe
        self.heartbeat = heartbeat
    }
}
