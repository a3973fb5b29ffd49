internal import DesiredState
package import Diagnostics
internal import ModelVersions
package import Planning
package import Reconciler

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
        if let estimate = PlanEstimate(plan).text(at: options.price) { page.prose(0, estimate) }
        page.line(0, summary(of: plan))
        return page.text
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
        if let problem = plan.problem {
            write(problem, of: plan, to: &page)
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
            page.prose(2, "each training: about \(history.text(at: options.price))")
        }
        write(unmanaged: plan.unmanaged, to: &page)
        if plan.entries.isEmpty { page.line(1, "no versions are described") }
        page.line(0, "")
    }

    private func write(_ problem: ProjectPlan.Problem, of plan: ProjectPlan, to page: inout Page) {
        let versions = counted(plan.desiredCount, "version")
        page.line(1, page.style.paint("! not planned: \(versions)", .red))
        switch problem {
        case .absent:
            page.prose(
                2,
                """
                the project does not exist in \(plan.project.region) of account \(plan.project.account), or these \
                credentials may not see it. Check the ARN: the number at its end changes when a project is made anew.
                """
            )
        case .unreadable(let reason):
            page.prose(2, "the live state could not be read: \(reason)")
        }
    }

    private func write(_ quiet: QuietEntries, to page: inout Page) {
        if !options.showsUnchanged, !quiet.text.isEmpty { page.line(1, "= " + quiet.text) }
        for (setting, names) in quiet.unknown {
            page.prose(
                2,
                """
                note: `\(setting)` could not be compared in \(counted(names.count, "version")): the service does not \
                say it, or not in a form that can be (\(listed(names)))
                """
            )
        }
    }

    /// Which of the versions to create may have been deleted, for all of a project in one note.
    private func writeDoubts(about entries: [PlanEntry], to page: inout Page) {
        for doubt in ListGrowth.Doubt.allCases {
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

    // MARK: The last line

    private func summary(of plan: Plan) -> String {
        var parts: [String] = []
        let counts = PlanCounts(plan)
        parts.append("\(counts.create) to create")
        if counts.conflict > 0 { parts.append(counted(counts.conflict, "conflict")) }
        if counts.failed > 0 { parts.append("\(counts.failed) failed") }
        if counts.deleting > 0 { parts.append("\(counts.deleting) being deleted") }
        if counts.recreate > 0 { parts.append("\(counts.recreate) probably deleted") }
        parts.append("\(counts.unchanged) unchanged")
        if counts.expired > 0 { parts.append("\(counts.expired) expired") }
        if counts.retired > 0 { parts.append("\(counts.retired) retired") }
        if counts.tagDrift > 0 { parts.append("\(counts.tagDrift) with other tags") }
        if counts.unmanaged > 0 { parts.append("\(counts.unmanaged) unmanaged") }
        var line = "Plan: " + parts.joined(separator: ", ") + "."
        if !plan.isComplete {
            line += " Incomplete: part of the live state could not be read."
        } else if plan.isBlocked {
            if options.refusesBlocked { line += " Blocked: apply will refuse this plan." }
        } else if !plan.hasChanges {
            line += plan.omission == nil ? " Nothing to do." : " Nothing to do in this part."
        }
        return line
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
