package import Host
import Reconciler
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Everything of the outside world that commands use, so that a test can stand in for it.
package struct Context: Sendable {
    package var environment: Environment
    package var files: any FileReader
    /// Results.
    package var output: any TextSink
    /// Progress, warnings, errors and questions.
    package let errors: any TextSink
    /// The foot of the terminal behind `errors`.
    let region: LiveRegion
    package var terminal: Terminal
    package var clock: any Clock<Duration>
    package var wallClock: any WallClock
    package var random: any RandomSource
    package var interruption: Interruption

    package init(
        environment: Environment,
        files: any FileReader,
        output: any TextSink,
        errors: any TextSink,
        terminal: Terminal,
        clock: any Clock<Duration> = ContinuousClock(),
        wallClock: any WallClock = SystemWallClock(),
        random: any RandomSource = SystemRandomSource(),
        interruption: Interruption = Interruption()
    ) {
        self.environment = environment
        self.files = files
        self.output = output
        region = LiveRegion(over: errors)
        self.errors = region
        self.terminal = terminal
        self.clock = clock
        self.wallClock = wallClock
        self.random = random
        self.interruption = interruption
    }

    /// The context of this process.
    package static func current() -> Context {
        Context(
            environment: .current(),
            files: SystemFileReader(),
            output: FileSink(.standardOutput),
            errors: FileSink(.standardError),
            terminal: .current()
        )
    }
}

/// The three streams that every process is meant to start with.
enum StandardStreams {
    /// Gives the numbers 0 to 2 to `/dev/null` where the parent left them closed (`rekon plan x >&-`): otherwise the
    /// next file or socket that is opened gets the number, and results are written into it.
    ///
    /// Opened in the wrong direction, as GNU's programs do it: what is written there fails, and is told, instead of
    /// being lost. To be called before anything else is opened, and before any thread runs.
    static func secure() {
        for (descriptor, mode) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)] {
            guard fcntl(descriptor, F_GETFD) == -1, errno == EBADF else { continue }
            // The lowest free number is taken, and those below are open by now.
            _ = unsafe open("/dev/null", mode)
        }
    }
}

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
