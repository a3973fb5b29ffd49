package import Host
// Every command uses its streams, failures and exit statuses.
@_exported public import Program
import Reconciler
import Synchronization

/// What a command works with: the outside of the process, the streams and the terminal. A test replaces any part of it.
@dynamicMemberLookup
package struct Context: Sendable {
    package var process: ProcessContext
    /// For results.
    package var output: any TextSink
    /// For progress, warnings, errors and questions.
    package private(set) var errors: any TextSink
    /// The last lines of the terminal behind `errors`.
    let region: LiveRegion
    package var terminal: Terminal
    package var interruption: Interruption
    /// The settings file of the run.
    package var settings = LoadedSettings.none
    /// What is open until the run ends.
    let scope = RunScope()
    /// The values for later steps of a pipeline.
    let stepOutputs = StepOutputs()

    package init(
        process: ProcessContext,
        output: any TextSink,
        errors: any TextSink,
        terminal: Terminal,
        interruption: Interruption = Interruption()
    ) {
        self.process = process
        self.output = output
        region = LiveRegion(over: errors)
        self.errors = region
        self.terminal = terminal
        self.interruption = interruption
    }

    /// The same for a job of GitHub Actions: its runner takes commands from stderr, too.
    var ofRunner: Context {
        guard process.environment["GITHUB_ACTIONS"] == "true" else { return self }
        var context = self
        context.errors = GuardedSink(sink: errors)
        return context
    }

    package subscript<Member>(dynamicMember member: WritableKeyPath<ProcessContext, Member>) -> Member {
        get { process[keyPath: member] }
        set { process[keyPath: member] = newValue }
    }

    /// The context of this process.
    package static func current() -> Context {
        Context(
            process: .current(),
            output: FileSink(.standardOutput),
            errors: FileSink(.standardError),
            terminal: .current()
        )
    }
}

/// What a run leaves open, and what it does when it ends.
///
/// Commands need no closures around a connection: whatever opens one adds an action that closes it.
final class RunScope: Sendable {
    private let actions = Mutex<[@Sendable () async -> Void]>([])
    private let kept = Mutex<[any Sendable]>([])

    /// Keeps a large value until the process ends, which frees it at once. To free the objects of a live state one by
    /// one takes a tenth of the time of a plan.
    func keep(_ value: some Sendable) { kept.withLock { $0.append(value) } }

    /// Adds an action for the end of the run. The last action that was added runs first.
    func atEnd(_ action: @escaping @Sendable () async -> Void) {
        actions.withLock { $0.append(action) }
    }

    /// Called once, after the command returned or threw, and before its error is reported.
    func end() async {
        let actions = actions.withLock { actions in
            defer { actions = [] }
            return actions
        }
        for action in actions.reversed() { await action() }
    }
}

/// Whether a signal arrived, and how the running command reacts to it.
package final class Interruption: Sendable {
    private struct State {
        var received: ExitStatus?
        /// Whether the command ends itself after a signal, because a create must not be cut off.
        var drains = false
        var notice = ""
    }

    private let state = Mutex(State())
    let stop = StopSignal()

    package init() {}

    /// The exit status of the first signal.
    var received: ExitStatus? { state.withLock { $0.received } }

    /// Called for the first signal.
    ///
    /// - Parameter announce: shows a sentence to the person who sent the signal, if the command ends itself. The
    ///   process
    ///   may end at once after that.
    /// - Returns: Whether the command ends itself. Otherwise its task is cancelled.
    func receive(_ status: ExitStatus, announce: (String) -> Void = { _ in }) -> Bool {
        let (drains, notice) = state.withLock { state in
            if state.received == nil { state.received = status }
            return (state.drains, state.notice)
        }
        if drains { announce(notice) }
        // Last: a command that ends at once needs the status.
        stop.raise()
        return drains
    }

    /// Called before the first create, and before the command waits for trainings. From then on the command ends itself
    /// after a signal.
    ///
    /// - Returns: False if a signal came before. Then nothing may be created.
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
