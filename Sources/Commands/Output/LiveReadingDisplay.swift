import Host
import ModelVersions
import Reconciler
import Reports
import Synchronization
import Text

/// A line at the bottom of a terminal that says which accounts are being read.
final class LiveReadingDisplay: Sendable {
    private static let interval = Duration.milliseconds(100)

    private let context: Context
    private let stopwatch: Stopwatch
    private let last = Mutex<Duration?>(nil)

    private init(in context: Context) {
        self.context = context
        stopwatch = Stopwatch(context.clock)
    }

    /// - Returns: nil where there is no terminal to show it on.
    static func observer(in context: Context) -> (@Sendable (LiveReadingProgress) -> Void)? {
        guard context.terminal.errorsAreTerminal, context.environment["TERM"] != "dumb" else { return nil }
        let display = LiveReadingDisplay(in: context)
        // After an error, some places are never read.
        context.scope.atEnd { context.region.clear() }
        return { display.show($0) }
    }

    private func show(_ progress: LiveReadingProgress) {
        if progress.places.allSatisfy(\.isDone) { return context.region.clear() }
        let isDue = last.withLock { last in
            let now = stopwatch.elapsed
            guard last.map({ now - $0 >= Self.interval }) ?? true else { return false }
            last = now
            return true
        }
        if isDue { context.region.show([Self.line(progress, columns: context.terminal.size().columns)]) }
    }

    /// Such as `Reading 2 of 12 accounts: 111122223333 us-east-1 40 of 85 projects`.
    static func line(_ progress: LiveReadingProgress, columns: Int) -> String {
        let accounts = progress.accounts
        let head =
            accounts > 1 ? "Reading: \(progress.accountsDone) of \(accounts) accounts are read; " : "Reading: "
        let open = progress.places.filter { !$0.isDone }.map { place in
            "\(place.place.account) \(place.place.region) \(place.read) of \(counted(place.total, "project"))"
        }
        var line = head
        for (index, text) in open.enumerated() {
            let next = (index == 0 ? "" : ", ") + text
            let rest = open.count - index
            let more = rest > 1 ? " and \(rest - 1) more" : ""
            if line.count + next.count + more.count >= columns {
                line += index == 0 ? "" : " and \(rest) more"
                break
            }
            line += next
        }
        return String(line.prefix(max(columns - 1, 0)))
    }
}
