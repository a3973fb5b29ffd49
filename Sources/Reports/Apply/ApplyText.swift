import Diagnostics
import ModelVersions
import Planning
package import Reconciler
package import Text

/// What an apply did, version by version.
package struct ApplyText: Sendable {
    let style: TextStyle
    let width: Int?
    /// How the trainings that were followed are shown.
    let trainings: TrainingText?

    package init(style: TextStyle = .plain, width: Int? = nil, trainings: TrainingText? = nil) {
        self.style = style
        self.width = width
        self.trainings = trainings
    }

    package func render(_ report: ApplyReport) -> String {
        var page = Page(style: style, width: width)
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
        page.line(0, summary(of: report))
        guard let trainings, let followed = report.trainings else { return page.text }
        return page.text + "\n" + trainings.render(followed)
    }

    /// One line on one version, as progress shows it.
    ///
    /// - Parameter now: milliseconds since 1970.
    package static func progress(_ event: ApplyEvent, at now: Int64) -> String {
        switch event {
        case .started(let project, let name): "\(name): creating in \(project.name) ..."
        case .resolving(_, let name):
            "\(name): the answer does not say whether it was created; looking for it by name ..."
        case .queued(_, let name, let reason): "\(name): waiting for a training slot: \(HarmlessText.shown(reason))"
        case .finished(let item): "\(item.name): \(item.result.word)"
        case .training(let event): TrainingLines.line(event, at: now)
        }
    }

    private func write(_ item: ApplyReport.Item, to page: inout Page) {
        let result = item.result
        let head = "\(result.symbol) \(item.name): \(result.word)"
        let place = item.location.map { style.paint("  (\(HarmlessText.shown($0.path)):\($0.line))", .faint) } ?? ""
        page.line(1, (result.paint.map { style.paint(head, $0) } ?? head) + place)
        if let arn = result.arn { page.line(2, HarmlessText.shown(arn.text)) }
        if let explanation = item.explanation { page.prose(2, explanation) }
        if case .conflict(let differences) = result {
            for difference in differences {
                page.line(2, difference.setting.rawValue)
                page.line(3, "live     \(HarmlessText.shown(difference.live.joined(separator: ", ")))")
                page.line(3, "desired  \(HarmlessText.shown(difference.desired.joined(separator: ", ")))")
            }
        }
    }

    private func summary(of report: ApplyReport) -> String {
        guard !report.items.isEmpty else { return "Apply: nothing to do." }
        let words = [
            "created", "created, confirmed by name", "already there", "conflict", "deferred", "failed", "unresolved",
            "not started",
        ]
        let parts = words.compactMap { word in
            let count = report.count { $0.word == word }
            return count > 0 ? "\(count) \(word == "created, confirmed by name" ? "confirmed by name" : word)" : nil
        }
        return "Apply: " + parts.joined(separator: ", ") + "."
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
        case .unresolved: "unresolved"
        case .notStarted: "not started"
        }
    }

    var arn: VersionARN? {
        switch self {
        case .created(let arn), .confirmed(let arn), .alreadyThere(let arn): arn
        case .conflict, .deferred, .failed, .unresolved, .notStarted: nil
        }
    }

    fileprivate var symbol: String {
        switch self {
        case .created, .confirmed: "+"
        case .alreadyThere: "="
        case .conflict, .failed, .unresolved: "!"
        case .deferred, .notStarted: "-"
        }
    }

    fileprivate var paint: TextStyle.Paint? {
        switch self {
        case .created, .confirmed: .green
        case .alreadyThere: nil
        case .conflict, .failed, .unresolved: .red
        case .deferred, .notStarted: .yellow
        }
    }
}

extension ApplyReport.Item {
    /// What there is to know or to do about a result, in sentences.
    var explanation: String? {
        switch result {
        case .created: nil
        case .confirmed:
            """
            the answer to the create was lost; read back by name, the version is there, and nothing that was compared \
            differs from what was sent: started by this run, or by another that wanted the same\(limits)
            """
        case .alreadyThere where lookup == nil:
            "an earlier or another run started this training; this one started nothing"
        case .alreadyThere:
            """
            another run started the same training first; this one started nothing. Nothing that was compared \
            differs\(limits)
            """
        case .conflict:
            """
            the name is there with other settings than were sent: somebody else created it, or the service changed them. \
            Plan again before anything else
            """
        case .deferred(let reason): "not started; the next run continues here: \(reason)"
        case .failed(let reason): reason
        case .unresolved(let reason):
            "it could not be found out whether the training started; plan again before anything else. \(reason)"
        case .notStarted: "the run was interrupted before its turn"
        }
    }

    /// What was not compared of a version that was found by name.
    private var limits: String {
        guard let lookup else { return "" }
        let things = lookup.usesProjectDatasets ? "tags and the project's datasets" : "tags"
        guard !lookup.unknown.isEmpty else { return " (\(things) are not compared)" }
        let settings = lookup.unknown.map { "`\($0.rawValue)`" }.joined(separator: ", ")
        return " (\(things) are not compared; the service does not tell \(settings))"
    }
}
