import DesiredState
import Diagnostics
import ModelVersions
package import Planning
package import SavedPlans
package import Text

/// A plan for people: for each project the trainings with their settings, the problems, and a summary in the last line.
package struct PlanText: Sendable {
    package struct Options: Sendable {
        package var style: TextStyle
        /// Columns to fold prose to; nil: not folded.
        package var width: Int?
        /// Whether versions that need no change are listed, not only counted.
        package var showsUnchanged: Bool
        /// Whether unmanaged versions are listed, not only counted.
        package var showsUnmanaged: Bool
        /// Whether a limit or a failed check stands in the way of the whole plan.
        package var isOverLimit = false
        /// Whether apply shows the plan: it uses only the credentials that create.
        package var isOfApply = false
        package var price: Prices

        package init(
            style: TextStyle = .plain,
            width: Int? = nil,
            showsUnchanged: Bool = false,
            showsUnmanaged: Bool = false,
            price: Prices = .assumedForTraining
        ) {
            self.style = style
            self.width = width
            self.showsUnchanged = showsUnchanged
            self.showsUnmanaged = showsUnmanaged
            self.price = price
        }
    }

    let options: Options

    package init(_ options: Options = Options()) {
        self.options = options
    }

    package func render(_ plan: Plan) -> String {
        var page = Page(style: options.style, width: options.width)
        let unread = plan.unreadAccounts
        page.write(unread, "not planned")
        let told = Set(unread.flatMap(\.projects))
        let parts = plan.parts
        if parts.count > 1 {
            for (place, part) in parts {
                // The account has one message above.
                if part.refusedBefore.isEmpty, part.projects.allSatisfy({ told.contains($0.project) }) { continue }
                page.heading(place, plan.access[place.account].map(words))
                writeProjects(of: part, except: told, to: &page)
                page.subtotal(PlanSummary.line(of: part, in: place, options.price))
            }
        } else {
            writeProjects(of: plan, except: told, to: &page)
        }
        if let omission = plan.omission {
            page.prose(0, omission.text)
            page.line(0, "")
        }
        // The headings of several places have them.
        let accounts = parts.count > 1 ? [] : plan.accounts
        if !accounts.isEmpty {
            page.line(0, "Accounts:")
            for (account, access) in accounts { page.prose(1, "\(account): \(words(access))") }
            page.line(0, "")
        }
        let estimate = PlanEstimate(plan)
        if estimate.trainings > 0 {
            for sentence in EstimateWords(options.price).sentences(of: estimate) { page.prose(0, sentence) }
        }
        page.line(
            0,
            PlanSummary.line(of: plan, isOverLimit: options.isOverLimit)
        )
        return page.text
    }

    private func words(_ access: AccountAccess) -> String { options.isOfApply ? access.createText : access.text }

    /// - Parameter told: the projects that need no line of their own.
    private func writeProjects(of plan: Plan, except told: Set<ProjectARN>, to page: inout Page) {
        // Several projects without changes are one line; a single one is listed.
        let quiet = plan.sound.filter(isQuiet)
        let folds = quiet.count > 1
        for refusal in plan.refusedBefore { write(refusal, to: &page) }
        let sound = Set(plan.sound.map(\.project))
        for project in plan.projects where !sound.contains(project.project) && !told.contains(project.project) {
            write(project, isHeld: true, to: &page)
        }
        for project in plan.projects where sound.contains(project.project) && !(folds && isQuiet(project)) {
            write(project, isHeld: false, to: &page)
        }
        if folds {
            let counts = quiet.reduce(into: QuietEntries()) { counts, project in
                _ = project.entries.allSatisfy { counts.take($0) }
            }
            page.line(0, "= \(quiet.count) projects with nothing to do: \(counts.text)")
            page.line(0, "")
        }
    }

    /// Whether a project needs no attention.
    private func isQuiet(_ plan: ProjectPlan) -> Bool {
        guard plan.problem == nil, plan.scarceRoom == nil, !plan.entries.isEmpty, !options.showsUnchanged else {
            return false
        }
        if options.showsUnmanaged, !plan.unmanaged.isEmpty { return false }
        var quiet = QuietEntries()
        return plan.entries.allSatisfy { quiet.take($0) } && quiet.unknown.isEmpty
    }

    // MARK: Projects

    /// - Parameter isHeld: Whether apply creates nothing in the project.
    private func write(_ plan: ProjectPlan, isHeld: Bool, to page: inout Page) {
        page.line(0, page.style.paint(plan.project.text, .bold))
        if let problem = plan.problem {
            page.line(1, page.style.paint("! not planned: \(counted(plan.desiredCount, "version"))", .red))
            page.prose(2, problem.explanation(of: plan.project))
            page.line(0, "")
            return
        }
        if case .refused(_, let causes, _) = plan.judgement {
            page.line(1, page.style.paint("! refused", .red))
            page.write(causes)
        }
        var quiet = QuietEntries()
        for entry in plan.entries {
            if quiet.take(entry), !options.showsUnchanged { continue }
            if isHeld, entry.outcome == .create {
                let head = "- \(entry.name): \(plan.heldText)"
                page.line(1, page.style.headline(head, .yellow, at: entry.location))
                continue
            }
            write(entry, to: &page)
        }
        write(quiet, to: &page)
        if !isHeld { writeDoubts(about: plan.entries, to: &page) }
        if !isHeld, let history = plan.history, plan.hasCreates {
            page.prose(2, "each training: \(EstimateWords(options.price).line(of: history, in: plan.project))")
        }
        write(unmanaged: plan.unmanaged, to: &page)
        if let room = plan.scarceRoom { page.prose(1, "warning: \(room.text); \(ScarceRoom.advice)") }
        if plan.entries.isEmpty { page.line(1, "no versions are described") }
        page.line(0, "")
    }

    /// A project that a saved plan does not hold.
    private func write(_ refusal: RefusedProject, to page: inout Page) {
        page.line(0, page.style.paint(refusal.project.text, .bold))
        page.line(1, page.style.paint("! refused when the plan was made", .red))
        page.write(refusal.causes)
        page.line(0, "")
    }

    private func write(_ quiet: QuietEntries, to page: inout Page) {
        if !options.showsUnchanged, !quiet.text.isEmpty { page.line(1, "= " + quiet.text) }
        for (setting, names) in quiet.unknown {
            page.prose(2, "note: \(setting.notComparedText(in: names))")
        }
    }

    /// One note for all versions of a project that have the same doubt.
    private func writeDoubts(about entries: [PlanEntry], to page: inout Page) {
        var groups: [(note: Note, names: [VersionName])] = []
        for entry in entries {
            for note in entry.notes where note.isOfSeveral {
                if let index = groups.firstIndex(where: { $0.note == note }) {
                    groups[index].names.append(entry.name)
                } else {
                    groups.append((note, [entry.name]))
                }
            }
        }
        for (note, names) in groups { page.prose(2, "note: \(note.text(of: names))") }
    }

    private func write(unmanaged names: [VersionName], to page: inout Page) {
        guard !names.isEmpty else { return }
        page.line(1, "\(counted(names.count, "version")) live and not described")
        if options.showsUnmanaged {
            for name in names { page.line(2, name.text) }
        }
    }
}

extension Omission {
    /// The options, and what they left out, as a sentence.
    var text: String {
        let options = selection.options.map { "\($0.part.option) '\($0.glob)'" }
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
            if let text = entry.advice { page.prose(2, text) }
        case .failed, .deleting, .deprecated, .expired, .recreate:
            for text in [entry.explanation, entry.advice] { if let text { page.prose(2, text) } }
        case .unchanged, .retired:
            break
        }
        if entry.outcome != .unchanged {
            for setting in entry.unknown { page.prose(2, "note: \(setting.notComparedText)") }
        }
        if let drift = entry.tagDrift { page.write(drift) }
        if let problem = entry.tagsProblem { page.prose(2, TagWords.unreadable(problem)) }
        for note in entry.notes {
            if note.isOfSeveral { continue }
            page.prose(2, "note: \(note.text)")
            if case .unpinnedManifests = note, !entry.pins.isEmpty {
                page.prose(2, entry.pins.count == 1 ? "at present it is" : "at present they are")
                for pin in entry.pins { page.line(3, HarmlessText.shown(pin.description)) }
            }
        }
    }

    private func headline(of entry: PlanEntry, style: TextStyle) -> String {
        let mark = entry.mark
        var head = "\(mark.symbol) \(entry.name)"
        switch entry.outcome {
        case .create: break
        case .deleting: head += ": being deleted"
        case .unchanged where entry.tagDrift != nil: head += ": other tags"
        case .conflict, .failed, .deprecated, .expired, .recreate, .retired, .unchanged:
            head += ": \(entry.outcome.rawValue)"
        }
        return style.headline(head, mark.paint, at: entry.location)
    }
}

/// The changes that make a saved plan stale, one a line.
package enum PlanChangesText {
    package static func render(_ changes: [PlanChange], of plan: Plan) -> String {
        lines(changes, of: plan).map { "  - \(HarmlessText.shown($0))\n" }.joined()
    }

    /// One for each change. They are not yet harmless.
    package static func lines(_ changes: [PlanChange], of plan: Plan) -> [String] {
        let names = plan.names
        return changes.map { change in
            let project = names[change.project].name
            let subject = change.name.map { "version `\($0)` of `\(project)`" }
            return "\(subject ?? "project `\(project)`") \(change.text)"
        }
    }
}

// Live and desired values, side by side.
extension Page {
    /// Why a project is refused, one a line.
    mutating func write(_ causes: [RefusedProject.Cause]) {
        let limit = 10
        for cause in causes.prefix(limit) {
            prose(2, (cause.name.map { "`\($0)` " } ?? "") + cause.text)
        }
        if causes.count > limit { prose(2, "and \(causes.count - limit) more") }
    }

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
        prose(2, TagWords.differ + ":")
        for tag in drift.removed { line(3, "missing  \(HarmlessText.shown("\(tag.key)=\(tag.value)"))") }
        for change in drift.changed {
            line(3, "changed  \(HarmlessText.shown("\(change.key)=\(change.live)"))")
            line(3, "desired  \(HarmlessText.shown("\(change.key)=\(change.desired)"))")
        }
        for tag in drift.added { line(3, "extra    \(HarmlessText.shown("\(tag.key)=\(tag.value)"))") }
    }
}
