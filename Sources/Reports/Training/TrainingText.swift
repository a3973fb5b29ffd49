import Diagnostics
import ModelVersions
package import Planning
package import Reconciler
package import Text

/// The results of trainings, for people.
package struct TrainingText: Sendable {
    let style: TextStyle
    let width: Int?
    let price: Prices
    /// The command that waits again.
    let resume: String?
    /// Milliseconds since 1970.
    let now: Int64
    /// Whose credentials the run uses, by account.
    let access: [String: AccountAccess]

    package init(
        style: TextStyle = .plain,
        width: Int? = nil,
        price: Prices = .assumedForTraining,
        resume: String? = nil,
        now: Int64,
        access: [String: AccountAccess] = [:]
    ) {
        self.style = style
        self.width = width
        self.price = price
        self.resume = resume
        self.now = now
        self.access = access
    }

    package func render(_ report: TrainingReport) -> String {
        render(report, charged: report.billableTime())
    }

    /// - Parameters:
    ///   - charged: the billable time to report.
    ///   - isOfApply: whether apply followed the trainings, with the credentials that create.
    func render(_ report: TrainingReport, charged: BillableTime?, isOfApply: Bool = false) -> String {
        var page = Page(style: style, width: width)
        let accounts = UnreadAccount.all(of: report.problems.lazy.map { ($0.project, $0.problem, 0) })
        page.write(accounts, "unknown")
        let told = Set(accounts.flatMap(\.projects))
        let parts = report.parts
        for (place, part) in parts {
            if parts.count > 1 {
                let access = access[place.account]
                page.heading(place, isOfApply ? access?.createText : access?.readText)
            }
            for problem in part.problems where !told.contains(problem.project) { write(problem, to: &page) }
            writeTrainings(of: part, to: &page)
            if parts.count > 1 {
                let charge = part.billableTime().map { "; \(price.chargeText($0).lowercasedFirst)" } ?? ""
                page.subtotal("Wait of \(place.subject): \(part.summary)\(charge).")
            }
        }
        if let omission = report.omission {
            page.prose(0, omission.text)
            page.line(0, "")
        }
        if let earlier = report.earlierText { page.prose(0, earlier) }
        page.line(0, "Wait: \(report.summary).")
        if let charged { page.prose(0, "\(price.chargeText(charged)), \(price.assumption(in: charged.places)).") }
        if let text = report.cutText(resume) { page.prose(0, text) }
        return page.text
    }

    private func writeTrainings(of report: TrainingReport, to page: inout Page) {
        var project: ProjectARN?
        for item in report.items where !item.isFolded {
            if item.project != project {
                if project != nil { page.line(0, "") }
                page.line(0, style.paint(item.project.text, .bold))
                project = item.project
            }
            write(item, to: &page)
        }
        if project != nil { page.line(0, "") }
    }

    private func write(_ problem: TrainingReport.Problem, to page: inout Page) {
        page.line(0, style.paint(problem.project.text, .bold))
        page.prose(1, "! " + problem.problem.explanation(of: problem.project))
        page.line(0, "")
    }

    private func write(_ item: TrainingReport.Item, to page: inout Page) {
        let head = "\(item.mark.symbol) \(item.name): \(item.headline)"
        page.line(1, style.headline(head, item.mark.paint, at: item.location))
        if item.result == .failed, let message = item.live?.statusMessage { page.prose(2, message) }
        if let explanation = item.explanation { page.prose(2, explanation) }
        let training = item.live?.training ?? LiveTraining()
        if item.result == .inProgress, let created = training.created {
            page.field("elapsed", [span(seconds: (now - created) / 1000)])
        }
        if let change = item.changeText() { page.field("change", [change]) }
        if let seconds = training.billableSeconds {
            page.field("billable", [span(seconds: seconds)])
            page.field("cost", ["about \(price[item.project].amount(seconds)) USD"])
        }
        if let output = item.outputLocation { page.field("output", [output]) }
        if item.result == .failed, let summary = item.manifestSummaryLocation { page.field("manifests", [summary]) }
    }
}

extension String {
    fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}

extension TrainingReport.Item {
    fileprivate var mark: Mark {
        switch result {
        case .completed: result.missesGate ? Mark(symbol: "!", paint: .red) : Mark(symbol: "=", paint: .green)
        case .failed, .disappeared, .deleting, .conflict, .unreadable: Mark(symbol: "!", paint: .red)
        case .inProgress, .notStarted: Mark(symbol: "-", paint: .yellow)
        }
    }
}

/// An event of a training, as one line for a log.
package enum TrainingLines {
    /// - Parameters:
    ///   - now: milliseconds since 1970.
    ///   - names: of the run's projects.
    package static func line(_ event: TrainingEvent, at now: Int64, _ names: ProjectNames) -> String {
        switch event {
        case .following(let project, let name, let created, let expected, let isCopy):
            let age = created.map { (now - $0) / 1000 } ?? 0
            let since = age >= 60 ? " for \(span(seconds: age))" : ""
            let usual = expected.map { "; it usually takes about \(span($0)) there" } ?? ""
            let what = isCopy ? "being copied to" : "training in"
            return "\(name): \(what) \(names[project].name)\(since)\(usual)"
        case .changed(let project, let name, let status):
            return "\(names.line(name, in: project)): \(HarmlessText.shown(status.rawValue))"
        case .ended(let item):
            let message = item.result == .failed ? item.live?.statusMessage.map { ": \($0)" } ?? "" : ""
            return "\(names.line(item.name, in: item.project)): \(item.headline)\(HarmlessText.shown(message))"
        case .pollFailed(let project, _, let reason):
            return "\(names[project].name): could not be read, will retry: \(HarmlessText.shown(reason))"
        case .pollRecovered(let project, _):
            return "\(names[project].name): can be read again"
        }
    }
}
