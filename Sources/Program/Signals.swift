import Dispatch
import LibC
import Synchronization

/// What a program does about SIGINT, SIGTERM and SIGHUP: the first one stops the work in an orderly way, the second
/// ends the process.
///
/// It works on threads of its own. A task could wait for one of the threads that tasks share, which are as many as the
/// machine has cores, while the work keeps them busy.
package final class SignalHandling: Sendable {
    /// Nothing that can block runs here: it would delay the second signal.
    private let arrivals = DispatchQueue(label: "rekon.signals")
    private let actions = DispatchQueue(label: "rekon.signals.actions")
    private let work: Task<ExitStatus, Never>
    private let receive: @Sendable (ExitStatus) -> Bool
    private let sources: [DispatchSource]
    /// Until when a further signal counts as the same one; nil before the first.
    private let end = Mutex<ContinuousClock.Instant?>(nil)

    /// Runs the work of a program. The first SIGINT, SIGTERM or SIGHUP stops it in an orderly way. The second ends the
    /// process.
    ///
    /// SIGHUP is treated as SIGTERM, so that a create ends in order when the terminal closes. It stays ignored if the
    /// parent ignored it, as nohup does.
    ///
    /// - Parameter receive: gets the exit status of the first signal. It returns whether the work ends itself;
    ///   otherwise the task of the work is cancelled.
    package static func run(
        receive: @escaping @Sendable (ExitStatus) -> Bool,
        _ work: @escaping @Sendable () async -> ExitStatus
    ) async -> ExitStatus {
        // The write reports a reader that closed its end, and a file that must not grow.
        _ = signal(SIGPIPE, SIG_IGN)
        _ = signal(SIGXFSZ, SIG_IGN)
        let handlesHangUp = !isIgnored(signal(SIGHUP, SIG_IGN))
        let task = Task { await work() }
        let signals = SignalHandling([SIGINT, SIGTERM] + (handlesHangUp ? [SIGHUP] : []), work: task, receive: receive)
        defer { signals.cancel() }
        return await task.value
    }

    private static func isIgnored(_ handler: (@convention(c) (Int32) -> Void)?) -> Bool {
        unsafe unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    /// Returns when signals are handled.
    private init(
        _ numbers: [Int32],
        work: Task<ExitStatus, Never>,
        receive: @escaping @Sendable (ExitStatus) -> Bool
    ) {
        self.work = work
        self.receive = receive
        let queue = arrivals
        // Each is of this class on every platform.
        sources = numbers.compactMap { DispatchSource.makeSignalSource(signal: $0, queue: queue) as? DispatchSource }
        let registered = DispatchSemaphore(value: 0)
        for (number, source) in zip(numbers, sources) {
            source.setEventHandler { [unowned self] in arrive(number) }
            source.setRegistrationHandler { registered.signal() }
            source.resume()
        }
        for _ in sources { registered.wait() }
    }

    private func cancel() {
        for source in sources { source.cancel() }
    }

    private func arrive(_ number: Int32) {
        let status: ExitStatus = number == SIGINT ? .interrupted : .terminated
        let end = self.end.withLock { end in
            defer { if end == nil { end = .now + .milliseconds(250) } }
            return end
        }
        guard let end else { return actions.async { [self] in stop(status) } }
        // One request may arrive twice: timeout(1) signals its child and then the child's group. When a terminal
        // closes, both the kernel and the shell send SIGHUP.
        if number == SIGHUP || ContinuousClock.now < end { return }
        _exit(status.rawValue)
    }

    private func stop(_ status: ExitStatus) {
        if receive(status) { return }
        work.cancel()
        // A command cannot be cancelled while it reads from the terminal, hangs in a system call or computes.
        actions.asyncAfter(deadline: .now() + .seconds(1)) { _exit(status.rawValue) }
    }
}
