package import ModelVersions
package import Reconciler
import Text

/// The present state of a run: a row for each version that is not yet done.
package struct TrainingBoard: Sendable {
    package enum Stage: Sendable, Equatable {
        case creating
        /// rekon looks for the version by name.
        case looking
        case queued
        /// - Parameters:
        ///   - since: milliseconds since 1970.
        ///   - expected: the usual duration.
        case training(since: Int64, expected: Duration?)
        /// It is copied from another project.
        ///
        /// - Parameter since: milliseconds since 1970.
        case copying(since: Int64)
    }

    package struct Row: Sendable, Equatable {
        package var project: ProjectARN
        package var name: VersionName
        package var stage: Stage
    }

    /// In the order of their first events.
    package private(set) var rows: [Row] = []

    package init() {}

    /// - Parameter now: milliseconds since 1970.
    package mutating func handle(_ event: ApplyEvent, at now: Int64) {
        switch event {
        case .started(let project, let name): set(project, name, .creating)
        case .resolving(let project, let name, _): set(project, name, .looking)
        case .queued(let project, let name, _): set(project, name, .queued)
        case .finished(let item):
            // A training that is followed has events of its own.
            if stage(item.project, item.name).map({ !$0.isFollowed }) ?? false { remove(item.project, item.name) }
        case .training(let event): handle(event, at: now)
        }
    }

    private mutating func handle(_ event: TrainingEvent, at now: Int64) {
        switch event {
        case .following(let project, let name, let created, let expected, let isCopy):
            let since = created ?? now
            set(project, name, isCopy ? .copying(since: since) : .training(since: since, expected: expected))
        case .ended(let item): remove(item.project, item.name)
        case .changed, .pollFailed, .pollRecovered: break
        }
    }

    private func stage(_ project: ProjectARN, _ name: VersionName) -> Stage? {
        rows.first { $0.project == project && $0.name == name }?.stage
    }

    private mutating func set(_ project: ProjectARN, _ name: VersionName, _ stage: Stage) {
        if let index = rows.firstIndex(where: { $0.project == project && $0.name == name }) {
            rows[index].stage = stage
        } else {
            rows.append(Row(project: project, name: name, stage: stage))
        }
    }

    private mutating func remove(_ project: ProjectARN, _ name: VersionName) {
        rows.removeAll { $0.project == project && $0.name == name }
    }

    /// A line about the trainings and copies that are in progress; nil where none is.
    package func heartbeat(at now: Int64, _ names: ProjectNames) -> String? {
        var (trainings, copies): ([String], [String]) = ([], [])
        func text(_ row: Row, _ since: Int64, _ usual: String = "") -> String {
            "\(names.line(row.name, in: row.project)) (\(span(seconds: max(now - since, 0) / 1000))\(usual))"
        }
        for row in rows {
            switch row.stage {
            case .training(let since, let expected):
                trainings.append(text(row, since, expected.map { " of about \(span($0))" } ?? ""))
            case .copying(let since): copies.append(text(row, since))
            case .creating, .looking, .queued: break
            }
        }
        func listed(_ word: String, _ texts: [String]) -> String? {
            let more = texts.count > 5 ? " and \(texts.count - 5) more" : ""
            return texts.isEmpty ? nil : "\(word): \(texts.prefix(5).joined(separator: ", "))\(more)"
        }
        let isQueued = rows.contains { $0.stage == .queued }
        let waiting = isQueued ? "waiting for a training slot" : nil
        let parts = [listed("training", trainings), listed("being copied", copies), waiting].compactMap(\.self)
        return parts.isEmpty ? nil : "still " + parts.joined(separator: "; ")
    }
}

extension TrainingBoard.Stage {
    /// Whether it has events of its own.
    fileprivate var isFollowed: Bool {
        switch self {
        case .training, .copying: true
        case .creating, .looking, .queued: false
        }
    }
}

/// The board as progress bars for a terminal.
package enum TrainingBars {
    /// - Parameters:
    ///   - columns: of the terminal. No line uses the last one, so that none wraps.
    ///   - rows: of the terminal. Two stay free, so that all lines can be redrawn.
    ///   - now: milliseconds since 1970.
    ///   - names: of the run's projects.
    package static func draw(
        _ board: TrainingBoard,
        columns: Int,
        rows: Int,
        now: Int64,
        _ names: ProjectNames
    ) -> [String] {
        let room = max(columns - 1, 1)
        let limit = max(rows - 2, 1)
        var shown = board.rows[...]
        var rest: [String] = []
        if shown.count > limit {
            shown = shown.prefix(max(limit - 1, 1))
            let hidden = board.rows.count - shown.count
            rest = limit > 1 ? [Columns.fitted("and \(hidden) more", room)] : []
        }
        let labels = shown.map { HarmlessText.shown(names.line($0.name, in: $0.project)) }
        let longest = labels.lazy.map { Columns.width(of: $0) }.max() ?? 0
        // Region and account, at the end of a name, are worth more than the bar.
        let mostName = names.summary == nil ? min(max(room / 3, 8), 32) : max(room * 2 / 3, 8)
        let nameWidth = min(longest, mostName, room)
        return zip(shown, labels).map { line($0, $1, nameWidth: nameWidth, room: room, now: now) } + rest
    }

    /// - Parameter label: the version's.
    private static func line(
        _ row: TrainingBoard.Row,
        _ label: String,
        nameWidth: Int,
        room: Int,
        now: Int64
    ) -> String {
        let name = Columns.fitted(label, nameWidth)
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

    /// In words, in few words, and the share that is done, where it is known.
    private static func state(_ stage: TrainingBoard.Stage, now: Int64) -> (String, String, Double?) {
        switch stage {
        case .creating: return ("creating", "create", nil)
        case .looking: return ("looking for it by name", "look", nil)
        case .queued: return ("waiting for a training slot", "queued", nil)
        case .copying(let since):
            let (elapsed, short) = elapsed(since, now)
            return ("being copied \(elapsed)", short, nil)
        case .training(let since, let expected):
            let seconds = max((now - since) / 1000, 0)
            let (elapsed, short) = elapsed(since, now)
            guard let expected, expected > .zero else { return ("training \(elapsed)", short, 0) }
            let share = Duration.seconds(seconds) / expected
            let words =
                share <= 1
                ? "training \(elapsed) of about \(span(expected))"
                : "training \(elapsed), longer than the usual \(span(expected))"
            return (words, short, share)
        }
    }

    /// In words, and without spaces.
    private static func elapsed(_ since: Int64, _ now: Int64) -> (String, String) {
        let text = span(seconds: max((now - since) / 1000, 0))
        return (text, String(text.filter { $0 != " " }))
    }

    /// Never full: only the service knows when the training is done.
    private static func bar(_ share: Double, _ width: Int) -> String {
        let filled = min(Int((max(share, 0) * Double(width)).rounded(.down)), width - 1)
        return String(repeating: "#", count: filled) + String(repeating: "-", count: width - filled)
    }
}
