import Diagnostics
import ModelVersions
import Planning
import Reconciler

/// The trainings of a run in Markdown.
struct TrainingMarkdown {
    let report: TrainingReport
    /// The billable time to report.
    let charged: BillableTime?
    let names: ProjectNames
    let options: RunReviewOptions

    /// After the summary.
    var paragraphs: [String] {
        let charge = charged.map { "\(options.price.chargeText($0)), \(options.price.assumption(in: $0.places))." }
        return [charge, report.cutText(options.resume)].compactMap { $0.map { Markdown.prose($0) } }
            + [report.omission.map { Markdown.prose($0.text, limit: 1000) }].compactMap(\.self)
    }

    private static let columns = ["Project", "Version", "Result", "F1", "Change", "Gate", "Time", "Cost"]

    /// Of the versions that this run followed.
    var trainings: MarkdownSection {
        let items = report.parts.flatMap(\.part.items).filter { !$0.isFolded }
        return MarkdownSection("Trainings", columns: Self.columns, count: items.count) { row(items[$0]) }
    }

    var earlier: MarkdownSection {
        let items = report.parts.flatMap(\.part.items).filter(\.isFolded)
        return MarkdownSection(
            "Ended before this run",
            columns: Self.columns,
            folding: .always,
            count: items.count
        ) { row(items[$0]) }
    }

    private func row(_ item: TrainingReport.Item) -> String {
        let training = item.live?.training ?? LiveTraining()
        var (gate, minimum) = (GateVerdict?.none, Double?.none)
        if case .completed(let verdict) = item.result { (gate, minimum) = (verdict, item.minimumF1Score) }
        let elapsed = item.result == .inProgress ? training.created.map { (options.now - $0) / 1000 } : nil
        return Markdown.row([
            names[item.project].markdown,
            Markdown.code(item.name.text),
            item.word,
            training.f1Score.map { scoreText($0, against: minimum) } ?? "",
            item.changeText { Markdown.code($0) } ?? "",
            gateText(gate, minimum: minimum) ?? "",
            (training.billableSeconds ?? elapsed).map { span(seconds: $0) } ?? "",
            training.billableSeconds.map { "\(options.price[item.project].amount($0)) USD" } ?? "",
        ])
    }

    /// Of each account and region; empty for one.
    func places(_ summaries: [(place: AccountRegion, summary: String, charged: BillableTime?)]) -> MarkdownSection {
        MarkdownSection(
            "Accounts and regions",
            columns: ["Account", "Region", "Result", "Charged"],
            count: summaries.count > 1 ? summaries.count : 0
        ) { index in
            let (place, summary, charged) = summaries[index]
            let cost = charged.map { "\(span(seconds: $0.seconds)), \(options.price.amount($0)) USD" } ?? ""
            return Markdown.row([Markdown.code(place.account), Markdown.code(place.region), summary, cost])
        }
    }
}
