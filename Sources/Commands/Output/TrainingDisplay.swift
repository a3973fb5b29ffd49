import Host
import Reconciler
import Reports
import Synchronization
import Text

/// Shows the progress of trainings on stderr: bars on a terminal; elsewhere a line for each change, and a heartbeat
/// line.
final class TrainingDisplay: Sendable {
    /// The longest time without a line.
    private static let interval = Duration.seconds(600)

    private struct State {
        var board = TrainingBoard()
        /// When the last line was written, by the stopwatch: the wall clock may be set back.
        var lastLine = Duration.zero
    }

    private let context: Context
    private let names: ProjectNames
    private let hasBars: Bool
    private let stopwatch: Stopwatch
    private let state = Mutex(State())

    /// - Parameter names: of the run's projects.
    init(_ names: ProjectNames, in context: Context) {
        self.context = context
        self.names = names
        hasBars = context.terminal.errorsAreTerminal && context.environment["TERM"] != "dumb"
        stopwatch = Stopwatch(context.clock)
    }

    /// Runs an apply or a wait, and shows and records its events; on a terminal, with bars.
    static func follow<Result: Sendable>(
        _ events: EventLog,
        _ names: ProjectNames,
        in context: Context,
        _ body: (RunContext) async -> Result
    ) async -> Result {
        let display = TrainingDisplay(names, in: context)
        let run = RunContext(
            context.process,
            stop: context.interruption.stop,
            observe: { event in
                display.handle(event)
                events.handle(event)
            },
            heartbeat: {
                display.heartbeat()
                events.heartbeat()
            }
        )
        guard display.hasBars else { return await body(run) }
        let ticker = Task {
            // Not the context's clock: the bars follow real time.
            while !Task.isCancelled {
                display.draw()
                do { try await Task.sleep(for: .milliseconds(500)) } catch { return }
            }
        }
        let result = await body(run)
        ticker.cancel()
        await ticker.value
        context.region.clear()
        return result
    }

    private var now: Int64 { context.wallClock.now.milliseconds }

    func handle(_ event: ApplyEvent) {
        let now = now
        let isShownByBar =
            switch event {
            case .queued, .training(.following): hasBars
            case .started, .resolving, .finished, .training: false
            }
        state.withLock { state in
            state.board.handle(event, at: now)
            if !isShownByBar { state.lastLine = stopwatch.elapsed }
        }
        if !isShownByBar { context.errors.write(ApplyText.progress(event, at: now, names) + "\n") }
    }

    /// Called every few minutes at least.
    func heartbeat() {
        guard !hasBars else { return }
        let now = now
        let line = state.withLock { state -> String? in
            let time = stopwatch.elapsed
            guard time - state.lastLine >= Self.interval else { return nil }
            state.lastLine = time
            return state.board.heartbeat(at: now, names)
        }
        if let line { context.errors.write(line + "\n") }
    }

    private func draw() {
        let size = context.terminal.size()
        let board = state.withLock { $0.board }
        context.region.show(TrainingBars.draw(board, columns: size.columns, rows: size.rows, now: now, names))
    }
}

/// A bar at the bottom of a terminal that shows how much of a file has been read.
final class ReadingProgress {
    private static let interval = Duration.milliseconds(100)

    private let name: String
    private let size: Int
    private let context: Context
    private let isShown: Bool
    private var count = 0
    private var last = ContinuousClock.now

    /// - Parameter size: in bytes; nil for no bar.
    init(of name: String, size: Int?, in context: Context) {
        self.name = name
        self.size = size ?? 0
        self.context = context
        isShown = self.size > 0 && context.terminal.errorsAreTerminal && context.environment["TERM"] != "dumb"
    }

    func advance(by bytes: Int) {
        count += bytes
        // Not the context's clock: the bar follows real time.
        guard isShown, last.duration(to: .now) >= Self.interval else { return }
        last = .now
        context.region.show([Self.line(name, count, of: size, columns: context.terminal.size().columns)])
    }

    /// Removes the bar, before other output to the terminal.
    func end() {
        if isShown { context.region.clear() }
    }

    static func line(_ name: String, _ count: Int, of size: Int, columns: Int) -> String {
        // A file may grow while it is read.
        let share = min(Double(count) / Double(size), 1)
        let percent = String(Int(share * 100))
        let width = max(min(columns - 12, 40), 5)
        let filled = Int(share * Double(width))
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
        let line =
            "[\(bar)] \(String(repeating: " ", count: 3 - percent.count))\(percent) %  \(HarmlessText.shown(name))"
        return String(line.prefix(max(columns - 1, 1)))
    }
}
