import Dispatch
import LibC
import Synchronization

/// What the program does about SIGINT, SIGTERM and SIGHUP: the first one stops the work in an orderly way, the second
/// ends the process.
///
/// It works on threads of its own. A task could wait for one of the threads that tasks share, which are as many as the
/// machine has cores, while the work keeps them busy.
final class SignalHandling: Sendable {
    /// Nothing that can block runs here: it would delay the second signal.
    private let arrivals = DispatchQueue(label: "rekon.signals")
    private let actions = DispatchQueue(label: "rekon.signals.actions")
    private let context: Context
    private let work: Task<ExitStatus, Never>
    private let sources: [DispatchSource]
    /// Until when a further signal counts as the same one; nil before the first.
    private let end = Mutex<ContinuousClock.Instant?>(nil)

    /// Returns when signals are handled.
    init(_ numbers: [Int32], work: Task<ExitStatus, Never>, in context: Context) {
        self.context = context
        self.work = work
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

    func cancel() {
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
        let isDraining = context.interruption.receive(status) { context.errors.write("\n\($0)\n") }
        if isDraining { return }
        work.cancel()
        // A command cannot be cancelled while it reads from the terminal, hangs in a system call or computes.
        actions.asyncAfter(deadline: .now() + .seconds(1)) { _exit(status.rawValue) }
    }
}
