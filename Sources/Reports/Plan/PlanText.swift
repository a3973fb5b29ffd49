import DesiredState
import Diagnostics
import ModelVersions
package import Planning
package import Reconciler
package import SavedPlans
package import Text

/// A plan for a reviewer: by project, what will be trained from what data, what stands in the way, and a last line that
/// says it all.
package struct PlanText: Sendable {
    package struct Options: Sendable {
        package var style: TextStyle
        /// Columns to fold prose to; nil: not folded.
        package var width: Int?
        /// Whether versions that need nothing are listed, not only counted.
        package var showsUnchanged: Bool
        /// Whether live versions that nothing desires are listed, not only counted.
        package var showsUnmanaged: Bool
        /// Whether a plan that is blocked is refused: a saved one that was applied half goes on.
        package var refusesBlocked: Bool
        /// Whether a limit or a failed check stands in the plan's way.
        package var isRefused = false
        /// What the costs of trainings are reckoned with.
        package var price: TrainingPrice

        package init(
            style: TextStyle = .plain,
            width: Int? = nil,
            showsUnchanged: Bool = false,
            showsUnmanaged: Bool = false,
            refusesBlocked: Bool = true,
            price: TrainingPrice = .assumed
        ) {
            self.style = style
            self.width = width
            self.showsUnchanged = showsUnchanged
            self.showsUnmanaged = showsUnmanaged
            self.refusesBlocked = refusesBlocked
            self.price = price
        }
    }

    let options: Options

    package init(_ options: Options = Options()) {
        self.options = options
    }

    package func render(_ plan: Plan) -> String {
        var page = Page(style: options.style, width: options.width)
        // Several projects that need nothing are one line; a single one is worth its name.
        let quiet = plan.projects.filter(isQuiet)
        let folds = quiet.count > 1
        for project in plan.projects where !(folds && isQuiet(project)) { write(project, to: &page) }
        if folds {
            let counts = quiet.reduce(into: QuietEntries()) { counts, project in
                for entry in project.entries { _ = counts.take(entry) }
            }
            page.line(0, "= \(quiet.count) projects with nothing to do: \(counts.text)")
            page.line(0, "")
        }
        if let omission = plan.omission {
            page.prose(0, omission.text)
            page.line(0, "")
        }
        let estimate = PlanEstimate(plan)
        if estimate.trainings > 0 { page.prose(0, EstimateWords(options.price).sentence(of: estimate)) }
        page.line(0, summary(of: plan))
        return page.text
    }

    private func summary(of plan: Plan) -> String {
        PlanSummary.line(of: plan, refusesBlocked: options.refusesBlocked, isRefused: options.isRefused)
    }

    /// Whether a reviewer need not look at a project.
    private func isQuiet(_ plan: ProjectPlan) -> Bool {
        guard plan.problem == nil, !plan.entries.isEmpty, !options.showsUnchanged else { return false }
        if options.showsUnmanaged, !plan.unmanaged.isEmpty { return false }
        var quiet = QuietEntries()
        return plan.entries.allSatisfy { quiet.take($0) } && quiet.unknown.isEmpty
    }

    // MARK: Projects

    private func write(_ plan: ProjectPlan, to page: inout Page) {
        page.line(0, page.style.paint(plan.project.text, .bold))
        if let explanation = plan.explanation {
            page.line(1, page.style.paint("! not planned: \(counted(plan.desiredCount, "version"))", .red))
            page.prose(2, explanation)
            page.line(0, "")
            return
        }
        var quiet = QuietEntries()
        for entry in plan.entries {
            if quiet.take(entry), !options.showsUnchanged { continue }
            write(entry, to: &page)
        }
        write(quiet, to: &page)
        writeDoubts(about: plan.entries, to: &page)
        if let history = plan.history, plan.entries.contains(where: { $0.outcome == .create }) {
            page.prose(2, "each training: \(EstimateWords(options.price).line(of: history))")
        }
        write(unmanaged: plan.unmanaged, to: &page)
        if plan.entries.isEmpty { page.line(1, "no versions are described") }
        page.line(0, "")
    }

    private func write(_ quiet: QuietEntries, to page: inout Page) {
        if !options.showsUnchanged, !quiet.text.isEmpty { page.line(1, "= " + quiet.text) }
        for (setting, names) in quiet.unknown {
            page.prose(2, "note: \(setting.notComparedText(in: names))")
        }
    }

    /// Which of the versions to create may have been deleted, for all of a project in one note.
    private func writeDoubts(about entries: [PlanEntry], to page: inout Page) {
        for doubt in ListGrowth.UnknownReason.allCases {
            let names = entries.filter { $0.notes.contains(.growthUnknown(doubt)) }.map(\.name)
            guard !names.isEmpty else { continue }
            let (those, are, they) =
                names.count == 1 ? ("it", "is new or was", "it was") : ("they", "are new or were", "they were")
            page.prose(
                2,
                """
                note: \(counted(names.count, "version")) to create (\(listed(names))): it cannot be told whether \
                \(those) \(are) trained and deleted, because \(doubt.text). If \(they) deleted, mark \
                \(names.count == 1 ? "it" : "them") `retired: true`
                """
            )
        }
    }

    private func write(unmanaged names: [VersionName], to page: inout Page) {
        guard !names.isEmpty else { return }
        page.line(1, "\(names.count) live and not described here, left alone")
        if options.showsUnmanaged {
            for name in names { page.line(2, name.text) }
        }
    }
}

extension Omission {
    /// What was left out and by which options, as a sentence.
    var text: String {
        let options =
            selection.targets.map { "--target '\($0)'" } + selection.projects.map { "--project '\($0)'" }
        let unread = projects > 0 ? "; \(counted(projects, "project")) not read" : ""
        return "Partial: \(options.joined(separator: " ")) left out \(counted(versions, "version"))\(unread)."
    }
}

// One version of a plan.
extension PlanText {
    func write(_ entry: PlanEntry, to page: inout Page) {
        page.line(1, headline(of: entry, style: page.style))
        switch entry.outcome {
        case .create:
            for field in entry.desired.fields { page.field(field.name, field.values) }
        case .conflict:
            if let text = entry.explanation { page.prose(2, text + ":") }
            for difference in entry.differences { page.write(difference) }
            if let text = entry.wayOut { page.prose(2, text) }
        case .deleting:
            page.prose(2, [entry.explanation, entry.wayOut].compactMap(\.self).joined(separator: " "))
        case .failed, .expired, .recreate:
            for text in [entry.explanation, entry.wayOut] { if let text { page.prose(2, text) } }
        case .unchanged, .retired:
            break
        }
        if entry.outcome != .unchanged {
            for setting in entry.unknown { page.prose(2, "note: \(setting.notComparedText)") }
        }
        if let drift = entry.tagDrift { page.write(drift) }
        if let problem = entry.tagsProblem { page.prose(2, "the tags could not be read: \(problem)") }
        for note in entry.notes {
            // Said once for all of a project.
            if case .growthUnknown = note { continue }
            page.prose(2, "note: \(note.text)")
            if case .unpinnedManifests = note, !entry.pins.isEmpty {
                page.prose(2, entry.pins.count == 1 ? "as it is now, that is" : "as they are now, these are")
                for pin in entry.pins { page.line(3, HarmlessText.shown(pin.description)) }
            }
        }
    }

    private func headline(of entry: PlanEntry, style: TextStyle) -> String {
        let (symbol, paint): (String, TextStyle.Paint?) =
            switch entry.outcome {
            case .create: ("+", .green)
            case .conflict, .failed, .deleting, .recreate: ("!", .red)
            case .expired: ("=", .yellow)
            case .unchanged, .retired:
                entry.tagsProblem != nil ? ("!", .red) : entry.tagDrift != nil ? ("~", .yellow) : ("=", nil)
            }
        var head = "\(symbol) \(entry.name)"
        switch entry.outcome {
        case .create: break
        case .deleting: head += ": being deleted"
        case .unchanged where entry.tagDrift != nil: head += ": other tags"
        case .conflict, .failed, .expired, .recreate, .retired, .unchanged: head += ": \(entry.outcome.rawValue)"
        }
        let place = entry.location.map { style.paint("  (\(HarmlessText.shown($0.path)):\($0.line))", .faint) } ?? ""
        return (paint.map { style.paint(head, $0) } ?? head) + place
    }
}

/// Why a saved plan no longer holds, a line for each change.
package enum PlanChangesText {
    package static func render(_ changes: [PlanChange]) -> String {
        changes.map { change in
            let subject = change.name.map { "version `\($0)` of `\(change.project.name)`" }
            return "  - \(HarmlessText.shown("\(subject ?? "project `\(change.project.name)`") \(change.text)"))\n"
        }.joined()
    }
}

// What is not live as it is desired, side by side.
extension Page {
    mutating func write(_ difference: Difference) {
        line(2, difference.setting.rawValue)
        for text in difference.live { line(3, style.paint("live     \(HarmlessText.shown(text))", .red)) }
        if difference.live.isEmpty { line(3, "live     (none)") }
        for text in difference.desired {
            line(3, style.paint("desired  \(HarmlessText.shown(text))", .green))
        }
        if difference.desired.isEmpty { line(3, "desired  (none)") }
    }

    mutating func write(_ drift: TagDrift) {
        prose(2, "the live tags are not the desired ones; rekon does not change them:")
        for tag in drift.removed { line(3, "missing  \(HarmlessText.shown("\(tag.key)=\(tag.value)"))") }
        for change in drift.changed {
            line(3, "changed  \(HarmlessText.shown("\(change.key)=\(change.live)"))")
            line(3, "  wanted \(HarmlessText.shown("\(change.key)=\(change.desired)"))")
        }
        for tag in drift.added { line(3, "extra    \(HarmlessText.shown("\(tag.key)=\(tag.value)"))") }
    }
}
