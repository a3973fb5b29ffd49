import ModelVersions
package import Planning
import Text

/// The last line of a plan.
package enum PlanSummary {
    /// - Parameter isOverLimit: Whether a limit or a failed check stands in the way of the whole plan.
    static func line(of plan: Plan, isOverLimit: Bool = false) -> String {
        let counts = PlanCounts(plan)
        var line = "Plan: \(counts.text)."
        let refusals = plan.refusals
        let whole = plan.refusal
        if !refusals.isEmpty, whole == nil || counts.refused > 0 { line += " \(refused(plan))." }
        if refusals.contains(where: { $0.reason == .incomplete }) {
            line += " \(incomplete)"
        } else if isOverLimit || whole == .checkFailed || whole == .overLimit {
            line += " Blocked: a limit or a failed check stands in the way."
        } else if whole != nil {
            line += " Blocked: apply will refuse this plan."
        } else if refusals.isEmpty, !plan.hasChanges {
            line += plan.omission == nil ? " Nothing to do." : " Nothing to do in this part."
        }
        return line
    }

    /// The part of a plan that belongs to an account and region.
    static func line(of part: Plan, in place: AccountRegion, _ prices: Prices) -> String {
        let counts = PlanCounts(part)
        let held = counts.refused > 0 ? ", \(counts.refused) not created" : ""
        let cost = EstimateWords(prices).amount(of: PlanEstimate(part)).map { "; \($0)" } ?? ""
        return "Plan of \(place.subject): \(counts.text)\(held)\(cost)."
    }

    /// How many projects are refused, and what that means for the others.
    package static func refused(_ plan: Plan) -> String {
        let refusals = plan.refusals
        let held = PlanCounts(plan).refused
        var text = "\(counted(refusals.count, "project")) refused"
        if held > 0 {
            text += plan.isAllOrNothing ? " (--all-or-nothing): " : ": "
            text += counted(held, "version")
            if !plan.isAllOrNothing { text += refusals.count == 1 ? " in it" : " in them" }
            text += held == 1 ? " is not created" : " are not created"
        }
        return plan.hasChanges ? text + "; apply creates the versions of the other projects" : text
    }

    /// The last sentence of every report that lacks a part.
    static let incomplete = "Incomplete: part of the live state could not be read."
}

/// How many versions of a plan have each outcome.
package struct PlanCounts: Sendable, Equatable {
    package var create = 0
    package var unchanged = 0
    package var conflict = 0
    package var failed = 0
    package var deleting = 0
    package var deprecated = 0
    package var expired = 0
    package var recreate = 0
    package var retired = 0
    package var tagDrift = 0
    package var unmanaged = 0
    /// Desired versions of projects that could not be read.
    package var unplanned = 0
    /// Versions that apply would create if their projects were not refused.
    package var refused = 0

    package init(_ plan: Plan) {
        let sound = Set(plan.sound.map(\.project))
        refused = plan.refusals.reduce(0) { $0 + $1.heldCount }
        for project in plan.projects {
            unmanaged += project.unmanaged.count
            if project.problem != nil { unplanned += project.desiredCount }
            // --all-or-nothing also holds the projects that are not refused themselves.
            let isCounted = project.refusal != nil
            // In their places, without copies.
            let entries = project.entries.span
            for index in entries.indices {
                if entries[index].tagDrift != nil { tagDrift += 1 }
                switch entries[index].outcome {
                case .create: if sound.contains(project.project) { create += 1 } else if !isCounted { refused += 1 }
                case .unchanged: unchanged += 1
                case .conflict: conflict += 1
                case .failed: failed += 1
                case .deleting: deleting += 1
                case .deprecated: deprecated += 1
                case .expired: expired += 1
                case .recreate: recreate += 1
                case .retired: retired += 1
                }
            }
        }
    }
}

extension PlanCounts {
    /// Those that are not zero, in words.
    var text: String {
        var parts = ["\(create) to create"]
        if conflict > 0 { parts.append(counted(conflict, "conflict")) }
        if failed > 0 { parts.append("\(failed) failed") }
        if deleting > 0 { parts.append("\(deleting) being deleted") }
        if recreate > 0 { parts.append("\(recreate) trained before") }
        parts.append("\(unchanged) unchanged")
        if deprecated > 0 { parts.append("\(deprecated) deprecated") }
        if expired > 0 { parts.append("\(expired) expired") }
        if retired > 0 { parts.append("\(retired) retired") }
        if tagDrift > 0 { parts.append("\(tagDrift) with other tags") }
        if unmanaged > 0 { parts.append("\(unmanaged) unmanaged") }
        if unplanned > 0 { parts.append("\(unplanned) unknown") }
        return parts.joined(separator: ", ")
    }
}

extension Plan {
    var unreadAccounts: [UnreadAccount] {
        UnreadAccount.all(of: projects.lazy.map { ($0.project, $0.problem, $0.desiredCount) })
    }
}

/// The entries that need no attention, counted.
struct QuietEntries {
    var unchanged = 0
    var retired = 0
    /// The versions with a setting that could not be compared, by setting.
    private var namesBySetting: [Setting: [VersionName]] = [:]

    /// `2 unchanged, 1 retired`; empty where there are none.
    var text: String {
        [(unchanged, "unchanged"), (retired, "retired")].filter { $0.0 > 0 }
            .map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }

    /// In the order of the cases.
    var unknown: [(setting: Setting, names: [VersionName])] {
        Setting.allCases.compactMap { setting in namesBySetting[setting].map { (setting, $0) } }
    }

    /// Counts an entry that needs no line of its own; false for every other.
    mutating func take(_ entry: PlanEntry) -> Bool {
        guard entry.tagDrift == nil, entry.tagsProblem == nil, entry.notes.isEmpty else { return false }
        switch entry.outcome {
        case .unchanged:
            unchanged += 1
            for setting in entry.unknown { namesBySetting[setting, default: []].append(entry.name) }
        case .retired:
            retired += 1
        case .create, .conflict, .failed, .deleting, .deprecated, .expired, .recreate:
            return false
        }
        return true
    }
}

/// The probable cost of trainings, in words.
package struct EstimateWords: Sendable {
    private let prices: Prices

    package init(_ prices: Prices) {
        self.prices = prices
    }

    /// One more training of a project, on one line.
    func line(of history: TrainingHistory, in project: ProjectARN) -> String {
        text(of: history, in: project, separator: ", ")
            + (history.count > 1 ? ", from \(history.count) trainings" : ", from the only training so far")
    }

    private func text(of history: TrainingHistory, in project: ProjectARN, separator: String) -> String {
        let times = [history.median, history.shortest, history.longest].map { BillableTime($0, in: project) }
        return text(times[0], times[1], times[2], separator: separator)
    }

    /// The time and money of the trainings with a history, and when all have ended; nil where there are none.
    func amount(of estimate: PlanEstimate) -> String? {
        guard estimate.estimated > 0 else { return nil }
        let money = text(estimate.median, estimate.shortest, estimate.longest, separator: " of training, ")
        guard let elapsed = estimate.elapsed, let seconds = elapsed.median else { return money }
        return money + "; done about " + end(of: elapsed, after: seconds)
    }

    /// All trainings of a plan that has at least one: what is probable, and the worst case where the history of a
    /// project is missing.
    func sentences(of estimate: PlanEstimate) -> [String] {
        let assumption = prices.assumption(in: estimate.upperLimit.places)
        let amount = amount(of: estimate)
        if let amount, estimate.withoutHistory == 0 { return ["Estimate: \(amount); \(assumption)."] }
        let worstEnd = estimate.elapsed.map { ", done \(end(of: $0, after: $0.worst))" } ?? ""
        let worst = "\(prices.amount(estimate.upperLimit)) USD\(worstEnd)"
        guard let amount else {
            return [
                "Estimate: the projects have no history; a training typically takes from half an hour to a day.",
                "With a day for each: \(worst); \(assumption).",
            ]
        }
        let count = counted(estimate.withoutHistory, "version")
        return [
            "Estimate: \(amount), without \(count) in projects that have no history; \(assumption).",
            "With a day for each of these: up to \(worst).",
        ]
    }

    /// The same on one line.
    func sentence(of estimate: PlanEstimate) -> String { sentences(of: estimate).joined(separator: " ") }

    /// As in `2h 00m after the start with 2 training slots (1 in use)`.
    private func end(of elapsed: ElapsedTime, after seconds: Int64) -> String {
        let end = "\(span(seconds: seconds)) after the start"
        guard let slots = elapsed.slots else { return end }
        let used = slots.inUse > 0 ? " (\(slots.inUse) in use)" : ""
        return "\(end) with \(counted(slots.quota.value, "training slot"))\(used)"
    }

    /// The highest probable cost of trainings, which `--max-cost` limits.
    ///
    /// - Parameter place: as in ` in account 111122223333`; empty for all of the plan.
    func upperLimit(of estimate: PlanEstimate, _ place: String) -> String {
        var parts: [String] = []
        if estimate.estimated > 0 {
            parts.append("\(estimate.estimated) at the longest training of the project")
        }
        if estimate.withoutHistory > 0 {
            parts.append("\(estimate.withoutHistory) without history at one day")
        }
        return """
            the plan's \(counted(estimate.trainings, "training"))\(place) could cost up to \
            \(prices.amount(estimate.upperLimit)) USD (\(parts.joined(separator: ", ")))
            """
    }

    private func text(
        _ median: BillableTime,
        _ shortest: BillableTime,
        _ longest: BillableTime,
        separator: String
    ) -> String {
        func range(_ text: (BillableTime) -> String) -> String {
            shortest == longest ? "" : " (\(text(shortest)) to \(text(longest)))"
        }
        let time = span(seconds: median.seconds) + range { span(seconds: $0.seconds) }
        let money = prices.amount(median) + " USD" + range(prices.amount)
        return "about " + time + separator + money
    }
}
