import Diagnostics
import ModelVersions
import Planning
package import Reconciler
package import Text

/// The results of an apply, version by version.
package struct ApplyText: Sendable {
    let style: TextStyle
    let width: Int?
    /// For the trainings that were followed.
    let trainings: TrainingText?

    package init(style: TextStyle = .plain, width: Int? = nil, trainings: TrainingText? = nil) {
        self.style = style
        self.width = width
        self.trainings = trainings
    }

    package func render(_ report: ApplyReport) -> String {
        var page = Page(style: style, width: width)
        let parts = report.parts
        for (place, part) in parts {
            if parts.count > 1 { page.heading(place, report.access[place.account]?.createText) }
            writeProjects(of: part, to: &page)
            if parts.count > 1 { page.subtotal("Apply of \(place.subject): \(part.summary).") }
        }
        page.line(0, "Apply: \(report.summary).")
        guard let trainings, let followed = report.trainings else { return page.text }
        return page.text + "\n" + trainings.render(followed, charged: report.billableTime, isOfApply: true)
    }

    /// A line of progress.
    ///
    /// - Parameters:
    ///   - now: milliseconds since 1970.
    ///   - names: of the run's projects.
    package static func progress(_ event: ApplyEvent, at now: Int64, _ names: ProjectNames) -> String {
        switch event {
        case .started(let project, let name): "\(name): creating in \(names[project].name) ..."
        case .resolving(let project, let name, let cause):
            "\(names.line(name, in: project)): \(cause.progress); looking for the version by name ..."
        case .queued(let project, let name, let reason):
            "\(names.line(name, in: project)): waiting for a training slot: \(HarmlessText.shown(reason))"
        case .finished(let item): "\(names.line(item.name, in: item.project)): \(item.result.word)"
        case .training(let event): TrainingLines.line(event, at: now, names)
        }
    }

    private func writeProjects(of report: ApplyReport, to page: inout Page) {
        for refused in report.refused { write(refused, to: &page) }
        var project: ProjectARN?
        for item in report.items {
            if item.project != project {
                if project != nil { page.line(0, "") }
                page.line(0, style.paint(item.project.text, .bold))
                project = item.project
            }
            write(item, to: &page)
        }
        if !report.items.isEmpty { page.line(0, "") }
    }

    private func write(_ refused: RefusedProject, to page: inout Page) {
        page.line(0, style.paint(refused.project.text, .bold))
        let held = refused.heldCount
        let what = held > 0 ? ": \(counted(held, "version")) not created" : ""
        page.line(1, style.paint("! refused\(what)", .red))
        page.write(refused.causes)
        page.prose(2, refused.reason.advice)
        page.line(0, "")
    }

    private func write(_ item: ApplyReport.Item, to page: inout Page) {
        let result = item.result
        let mark = result.mark
        page.line(1, style.headline("\(mark.symbol) \(item.name): \(result.word)", mark.paint, at: item.location))
        if let arn = result.arn { page.line(2, HarmlessText.shown(arn.text)) }
        if let explanation = item.explanation { page.prose(2, explanation) }
        if case .conflict(let differences) = result {
            for difference in differences { page.write(difference) }
        }
    }
}

extension ApplyResult {
    /// A few words for a line.
    var word: String {
        switch self {
        case .created: "created"
        case .confirmed: "created, confirmed by name"
        case .alreadyThere: "already there"
        case .conflict: "conflict"
        case .deferred: "deferred"
        case .failed: "failed"
        case .refused: "refused"
        case .unresolved: "unresolved"
        case .notStarted: "not started"
        }
    }

    var arn: VersionARN? {
        switch self {
        case .created(let arn), .confirmed(let arn), .alreadyThere(let arn): arn
        case .conflict, .deferred, .failed, .refused, .unresolved, .notStarted: nil
        }
    }

    fileprivate var mark: Mark {
        switch self {
        case .created, .confirmed: Mark(symbol: "+", paint: .green)
        case .alreadyThere: Mark(symbol: "=")
        case .conflict, .failed, .refused, .unresolved: Mark(symbol: "!", paint: .red)
        case .deferred, .notStarted: Mark(symbol: "-", paint: .yellow)
        }
    }
}

extension ApplyReport {
    /// The counts that are not zero, in words.
    var summary: String {
        let refusedText = refused.isEmpty ? [] : ["\(counted(refused.count, "project")) refused"]
        guard !items.isEmpty else { return (["nothing to do"] + refusedText).joined(separator: ", ") }
        let words = [
            "created", "created, confirmed by name", "already there", "conflict", "deferred", "failed", "refused",
            "unresolved", "not started",
        ]
        let parts = words.compactMap { word in
            let count = count { $0.word == word }
            return count > 0 ? "\(count) \(word == "created, confirmed by name" ? "confirmed by name" : word)" : nil
        }
        return (parts + refusedText).joined(separator: ", ")
    }

    /// One report for each account and region, in the order of first appearance.
    var parts: [(place: AccountRegion, part: ApplyReport)] {
        let items = Dictionary(grouping: items) { AccountRegion($0.project) }
        let refused = Dictionary(grouping: refused) { AccountRegion($0.project) }
        return (self.refused.map(\.project) + self.items.map(\.project)).byPlace { $0 }.map { group in
            (group.place, ApplyReport(items: items[group.place] ?? [], refused: refused[group.place] ?? []))
        }
    }

    /// The billable time of the trainings that this run started; nil where none has one.
    var billableTime: BillableTime? {
        let started = Set(
            items.compactMap { item -> VersionARN? in
                switch item.result {
                case .created(let arn), .confirmed(let arn): arn
                case .alreadyThere, .conflict, .deferred, .failed, .refused, .unresolved, .notStarted: nil
                }
            }
        )
        return trainings?.billableTime { started.contains($0.arn) }
    }
}

extension LookupCause {
    fileprivate var progress: String {
        switch self {
        case .lostAnswer: "the answer was lost"
        case .otherARN: "the service accepted the create, but answered with another ARN"
        case .takenName: "the service refused the create, because the name or the project is in use"
        }
    }

    fileprivate var text: String {
        switch self {
        case .lostAnswer: "the answer to the create was lost"
        case .otherARN(let arn): "\(progress) (`\(HarmlessText.shown(arn))`)"
        case .takenName: progress
        }
    }
}

extension ApplyReport.Item {
    /// The reason of the result, or what to do about it, in sentences.
    var explanation: String? {
        switch result {
        case .created: nil
        case .confirmed:
            """
            \((lookup?.cause ?? .lostAnswer).text); a version of the name exists, with no difference in the settings \
            that were compared: this run started it, or another run with the same settings\(limits)
            """
        case .alreadyThere where lookup == nil:
            "another run, or an earlier one, started this training; this run started nothing"
        case .alreadyThere:
            """
            another run started this training first; this run started nothing. There is no difference in the settings \
            that were compared\(limits)
            """
        case .conflict:
            """
            live with other settings than this run sent: another client created it, or the service changed them. \
            \(planAgain)
            """
        case .deferred(let reason): "not started; the next run continues here: \(reason)"
        case .failed(let reason): reason
        case .refused(let reason, let causes): text(reason, causes)
        case .unresolved(let reason): "it is unknown whether the training started. \(planAgain). \(reason)"
        case .notStarted: "the run was interrupted before it created this version"
        }
    }

    private func text(_ reason: RefusedProject.Reason, _ causes: [RefusedProject.Cause]) -> String {
        let change = reason == .stale ? "changed" : "could not be compared again"
        let texts = causes.map { cause in
            // A reason of the service is a sentence.
            let text = cause.text.hasSuffix(".") ? String(cause.text.dropLast()) : cause.text
            return (cause.name.map { "version `\($0)`" } ?? "project `\(project.name)`") + " \(text)"
        }.joined(separator: "; ")
        return "before its create, the reviewed data \(change): \(texts). \(reason.advice)"
    }

    private var planAgain: String { "Run `rekon plan` before anything else" }

    /// The parts that were not compared of a version that was found by name.
    private var limits: String {
        guard let lookup else { return "" }
        let things = lookup.usesProjectDatasets ? "tags and the project's datasets" : "tags"
        guard !lookup.unknown.isEmpty else { return " (\(things) are not compared)" }
        let settings = lookup.unknown.map { "`\($0.rawValue)`" }.joined(separator: ", ")
        return " (\(things) are not compared; the service does not return \(settings))"
    }
}
