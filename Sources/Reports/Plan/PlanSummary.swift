import ModelVersions
package import Planning
import Text

/// The last line of a plan.
package enum PlanSummary {
    /// - Parameter isOverLimit: Whether a limit or a failed check stands in the way of the whole plan.
    static func line(of plan: Plan, isOverLimit: Bool = false) -> String {
        let counts = PlanCounts(plan)
        var parts = ["\(counts.create) to create"]
        if counts.conflict > 0 { parts.append(counted(counts.conflict, "conflict")) }
        if counts.failed > 0 { parts.append("\(counts.failed) failed") }
        if counts.deleting > 0 { parts.append("\(counts.deleting) being deleted") }
        if counts.recreate > 0 { parts.append("\(counts.recreate) trained before") }
        parts.append("\(counts.unchanged) unchanged")
        if counts.deprecated > 0 { parts.append("\(counts.deprecated) deprecated") }
        if counts.expired > 0 { parts.append("\(counts.expired) expired") }
        if counts.retired > 0 { parts.append("\(counts.retired) retired") }
        if counts.tagDrift > 0 { parts.append("\(counts.tagDrift) with other tags") }
        if counts.unmanaged > 0 { parts.append("\(counts.unmanaged) unmanaged") }
        if counts.unplanned > 0 { parts.append("\(counts.unplanned) unknown") }
        var line = "Plan: " + parts.joined(separator: ", ") + "."
        let refusals = plan.refusals
        let whole = plan.refusal
        if !refusals.isEmpty, whole == nil || counts.refused > 0 { line += " \(refused(plan))." }
        if refusals.contains(where: { $0.reason == .incomplete }) {
            line += " \(incomplete)"
        } else if isOverLimit || whole == .checkFailed {
            line += " Blocked: a limit or a failed check stands in the way."
        } else if whole != nil {
            line += " Blocked: apply will refuse this plan."
        } else if refusals.isEmpty, !plan.hasChanges {
            line += plan.omission == nil ? " Nothing to do." : " Nothing to do in this part."
        }
        return line
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
            for entry in project.entries {
                if entry.tagDrift != nil { tagDrift += 1 }
                switch entry.outcome {
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
    private let price: HourlyPrice

    package init(_ price: HourlyPrice) {
        self.price = price
    }

    /// One more training of a project, on one line.
    func line(of history: TrainingHistory) -> String {
        text(history.median, history.shortest, history.longest, separator: ", ")
            + (history.count > 1 ? ", from \(history.count) trainings" : ", from the only training so far")
    }

    /// The same for a cell of a Markdown table.
    func cell(of history: TrainingHistory?) -> String {
        guard let history else { return "no history" }
        return text(history.median, history.shortest, history.longest, separator: "<br>")
    }

    /// All trainings of a plan that has at least one.
    func sentence(of estimate: PlanEstimate) -> String {
        guard estimate.estimated > 0 else {
            return "Estimate: the projects have no history; a training typically takes from half an hour to a day."
        }
        var sentence = "Estimate: " + text(estimate.median, estimate.shortest, estimate.longest, separator: ", ")
        if estimate.withoutHistory > 0 {
            sentence += ", without \(counted(estimate.withoutHistory, "version")) in projects that have no history"
        }
        return sentence + "; \(price.assumption)."
    }

    /// The highest probable cost of a plan, which `--max-cost` limits.
    package func upperLimit(of estimate: PlanEstimate) -> String {
        var parts: [String] = []
        if estimate.estimated > 0 {
            parts.append("\(estimate.estimated) at the longest training of the project")
        }
        if estimate.withoutHistory > 0 {
            parts.append("\(estimate.withoutHistory) without history at one day")
        }
        return """
            the plan's \(counted(estimate.trainings, "training")) could cost up to \
            \(price.amount(estimate.upperLimit)) USD (\(parts.joined(separator: ", ")))
            """
    }

    private func text(_ median: Int64, _ shortest: Int64, _ longest: Int64, separator: String) -> String {
        let isRange = shortest != longest
        let time = span(seconds: median) + (isRange ? " (\(span(seconds: shortest)) to \(span(seconds: longest)))" : "")
        let money =
            price.amount(median) + " USD" + (isRange ? " (\(price.amount(shortest)) to \(price.amount(longest)))" : "")
        return "about " + time + separator + money
    }
}
