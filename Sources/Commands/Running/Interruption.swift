internal import Reconciler
internal import Synchronization

/// What a signal means for the command that is running.
package final class Interruption: Sendable {
    private struct State {
        var received: ExitStatus?
        /// Whether creates are on their way, which must come to their end.
        var drains = false
        var notice = ""
    }

    private let state = Mutex(State())
    let stop = StopSignal()

    package init() {}

    /// The exit status that the first signal asks for.
    var received: ExitStatus? { state.withLock { $0.received } }

    /// Called for the first signal.
    ///
    /// - Returns: Whether the command brings itself to an end; otherwise it is to be cut off.
    func receive(_ status: ExitStatus) -> Bool {
        let drains = state.withLock { state in
            if state.received == nil { state.received = status }
            return state.drains
        }
        // Last: a command that ends at once must find the status that it ends with.
        stop.raise()
        return drains
    }

    /// What the person is told who sent the first signal: a sentence.
    var notice: String { state.withLock { $0.notice } }

    /// Called before the first create, and before anything is waited for: from then on the command brings itself to
    /// an end.
    ///
    /// - Returns: False where a signal came before: then nothing may be created.
    func beginDraining(
        notice: String = "Stopping: no new training is started; waiting for the call under way."
    ) -> Bool {
        state.withLock { state in
            guard state.received == nil else { return false }
            state.drains = true
            state.notice = notice
            return true
        }
    }
}
