internal import Diagnostics
internal import ModelVersions

/// The board as bars for a terminal: what to show depends on nothing but the board, the size and the time.
package enum TrainingBars {
    /// - Parameters:
    ///   - columns: of the terminal. No line takes all of them, so that none wraps.
    ///   - rows: of the terminal. The lines leave room above, so that all of them can be drawn over.
    ///   - now: milliseconds since 1970.
    package static func draw(_ board: TrainingBoard, columns: Int, rows: Int, now: Int64) -> [String] {
        let room = max(columns - 1, 1)
        let limit = max(rows - 2, 1)
        var shown = board.rows[...]
        var rest: [String] = []
        if shown.count > limit {
            shown = shown.prefix(max(limit - 1, 1))
            let hidden = board.rows.count - shown.count
            rest = limit > 1 ? [Columns.fitted("and \(hidden) more", room)] : []
        }
        let nameWidth = min(
            shown.map { Columns.width(of: HarmlessText.shown($0.name.text)) }.max() ?? 0,
            max(room / 3, 8),
            32
        )
        return shown.map { line($0, nameWidth: min(nameWidth, room), room: room, now: now) } + rest
    }

    private static func line(_ row: TrainingBoard.Row, nameWidth: Int, room: Int, now: Int64) -> String {
        let name = Columns.fitted(HarmlessText.shown(row.name.text), nameWidth)
        let padding = Columns.padding(name, to: nameWidth)
        let (words, short, share) = state(row.stage, now: now)
        let barWidth = 20
        let left = room - nameWidth - 2
        if let share, left >= barWidth + 4 + Columns.width(of: words) {
            return "\(name)\(padding)  [\(bar(share, barWidth))]  \(words)"
        }
        if left >= Columns.width(of: words) { return "\(name)\(padding)  \(words)" }
        return Columns.fitted("\(name)\(padding) \(short)", room)
    }

    /// In words, in few words, and the share that is done, where it can be told.
    private static func state(_ stage: TrainingBoard.Stage, now: Int64) -> (String, String, Double?) {
        switch stage {
        case .creating: return ("creating", "create", nil)
        case .looking: return ("looking for it by name", "look", nil)
        case .queued: return ("waiting for a training slot", "queued", nil)
        case .training(let since, let expected):
            let seconds = max((now - since) / 1000, 0)
            let elapsed = span(seconds: seconds)
            let short = String(elapsed.filter { $0 != " " })
            guard let expected, expected > .zero else { return ("training \(elapsed)", short, 0) }
            let share = Duration.seconds(seconds) / expected
            let words =
                share <= 1
                ? "training \(elapsed) of about \(span(expected))"
                : "training \(elapsed), longer than the usual \(span(expected))"
            return (words, short, share)
        }
    }

    /// Never full: only the service says when it is done.
    private static func bar(_ share: Double, _ width: Int) -> String {
        let filled = min(Int((max(share, 0) * Double(width)).rounded(.down)), width - 1)
        return String(repeating: "#", count: filled) + String(repeating: "-", count: width - filled)
    }
}
