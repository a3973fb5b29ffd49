internal import Diagnostics
internal import Host

/// A bar at the foot of a terminal that shows how much of something has been read.
final class ReadingProgress {
    /// Short enough for the eye, long enough to cost nothing.
    private static let interval = Duration.milliseconds(100)

    private let name: String
    private let size: Int
    private let context: Context
    private let isShown: Bool
    private var count = 0
    private var last = ContinuousClock.now

    /// - Parameter size: in bytes; without one there is no bar.
    init(of name: String, size: Int?, in context: Context) {
        self.name = name
        self.size = size ?? 0
        self.context = context
        isShown = self.size > 0 && context.terminal.errorsAreTerminal && context.environment["TERM"] != "dumb"
    }

    func advance(by bytes: Int) {
        count += bytes
        // Not the context's clock: this is for the eye.
        guard isShown, last.duration(to: .now) >= Self.interval else { return }
        last = .now
        context.region.show([Self.line(name, count, of: size, columns: context.terminal.size().columns)])
    }

    /// Wipes the bar: before anything else is written to the terminal, and at the end.
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
