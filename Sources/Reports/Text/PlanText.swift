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
