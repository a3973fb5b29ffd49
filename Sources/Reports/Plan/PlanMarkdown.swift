import DesiredState
import Diagnostics
import ModelVersions
import Planning
import Text

/// The body of a comment about a plan: the trainings, the problems, the notes.
struct PlanMarkdown {
    let plan: Plan
    /// Whether an apply refused all of it.
    var isRefused = false
    let options: ReviewOptions

    /// After the summary.
    var paragraphs: [String] {
        var paragraphs: [String] = []
        let estimate = PlanEstimate(plan)
        if estimate.trainings > 0, !isRefused { paragraphs.append(EstimateWords(options.price).sentence(of: estimate)) }
        if let accounts = Markdown.accounts(plan.accounts.map { ($0.account, $0.access.text) }) {
            paragraphs.append(accounts)
        }
        if let omission = plan.omission { paragraphs.append(Markdown.prose(omission.text, limit: 1000)) }
        return paragraphs
    }

    func sections(findings: [Finding]) -> [MarkdownSection] {
        let names = plan.names
        let parts = plan.parts
        let creates = (isRefused ? [] : parts.flatMap(\.part.sound)).flatMap { project in
            project.entries.filter { $0.outcome == .create }.enumerated().map { place, entry in
                PlannedVersion(project: project, name: names[project.project], entry: entry, isFirst: place == 0)
            }
        }
        let words = EstimateWords(options.price)
        let refusals = RefusalItem.all(parts.flatMap(\.part.refusals), plan.unreadAccounts)
        var sections = [
            MarkdownSection(
                "Accounts and regions",
                columns: ["Account", "Region", "Versions", "Estimate"],
                count: parts.count > 1 ? parts.count : 0
            ) { index in
                let (place, part) = parts[index]
                return Markdown.row([
                    Markdown.code(place.account), Markdown.code(place.region), PlanCounts(part).text,
                    words.amount(of: PlanEstimate(part)) ?? "",
                ])
            },
            MarkdownSection("Refused projects", count: refusals.count) { refusals[$0].markdown },
            MarkdownSection("To train", count: creates.count) { index in
                (index > 0 && creates[index].isFirst ? "\n" : "")
                    // The estimate of the plan is that of its only training.
                    + creates[index].item(creates.count > 1 ? words : nil)
            },
        ]
        let entries = blockingEntries
        let blocking = findings.filter { $0.level == .error }
        sections.append(
            MarkdownSection("In the way", count: blocking.count) { index in
                let finding = blocking[index]
                if finding.rule == .conflict, let entry = entries[Subject(finding)] {
                    return FindingMarkdown.item(finding, message: entry.explanation ?? "") + entry.differenceTable
                }
                return FindingMarkdown.item(finding)
            }
        )
        for (title, level) in [("Warnings", Finding.Level.warning), ("Notes", .note)] {
            let groups = FindingGroup.groups(of: findings.filter { $0.level == level && $0.rule != .create })
            sections.append(MarkdownSection(title, count: groups.count) { groups[$0].item })
        }
        return sections + listings
    }

    /// The lists that options ask for.
    private var listings: [MarkdownSection] {
        let names = plan.names
        var sections: [MarkdownSection] = []
        if options.showsUnchanged {
            let quiet = plan.projects.flatMap { project in
                project.entries.filter { $0.outcome == .unchanged || $0.outcome == .retired }.map {
                    (project: names[project.project], entry: $0)
                }
            }
            sections.append(
                MarkdownSection("Nothing to do", folding: .always, count: quiet.count) { index in
                    let (project, entry) = quiet[index]
                    return "- " + FindingMarkdown.subject([entry.name], project, entry.location)
                        + entry.outcome.rawValue
                }
            )
        }
        if options.showsUnmanaged {
            let unmanaged = plan.projects.flatMap { project in
                project.unmanaged.map { (project: names[project.project], version: $0) }
            }
            sections.append(
                MarkdownSection("Live and not described", folding: .always, count: unmanaged.count) { index in
                    "- \(Markdown.code(unmanaged[index].version.text)) of \(unmanaged[index].project.markdown)"
                }
            )
        }
        return sections
    }

    private var blockingEntries: [Subject: PlanEntry] {
        var entries: [Subject: PlanEntry] = [:]
        for project in plan.projects {
            for entry in project.entries where entry.outcome == .conflict {
                entries[Subject(project: project.project, version: entry.name)] = entry
            }
        }
        return entries
    }

    private struct Subject: Hashable {
        var project: ProjectARN?
        var version: VersionName?

        init(project: ProjectARN, version: VersionName) {
            self.project = project
            self.version = version
        }

        init(_ finding: Finding) {
            project = finding.project?.arn
            version = finding.version
        }
    }
}

/// A version to train. The first one of its project begins with the project and what its trainings probably cost.
private struct PlannedVersion: Sendable {
    let project: ProjectPlan
    let name: NamedProject
    let entry: PlanEntry
    let isFirst: Bool

    /// - Parameter words: nil to leave out the estimate.
    func item(_ words: EstimateWords?) -> String {
        var text = ""
        if isFirst {
            let estimate = words.map { words in
                project.history.map { ": each " + words.line(of: $0, in: project.project) } ?? ": no history"
            }
            text += "\(name.markdown)\(estimate ?? "")\n\n"
        }
        text += "- " + FindingMarkdown.subject([entry.name], nil, entry.location, end: "")
        for field in entry.desired.fields {
            text += "\n  - \(field.name): " + field.values.map { field.markdown($0) }.joined(separator: ", ")
        }
        return text
    }
}

/// A refused project, or those of an account that could not be read for one reason.
enum RefusalItem {
    case project(RefusedProject)
    case account(UnreadAccount)

    /// In the order of first appearance.
    static func all(_ refusals: [RefusedProject], _ accounts: [UnreadAccount]) -> [RefusalItem] {
        var told: Set<ProjectARN> = []
        return refusals.compactMap { refusal in
            guard let account = accounts.first(where: { $0.projects.contains(refusal.project) }) else {
                return .project(refusal)
            }
            guard !told.contains(refusal.project) else { return nil }
            told.formUnion(account.projects)
            return .account(account)
        }
    }

    var markdown: String {
        switch self {
        case .project(let project): project.markdown
        case .account(let account):
            "- \(counted(account.projects.count, "project")) of account \(Markdown.code(account.account))\n  - "
                + Markdown.prose(account.explanation)
        }
    }
}

extension Markdown {
    /// Whose credentials the run uses, as a paragraph; nil where the settings name none.
    static func accounts(_ accounts: [(id: String, credentials: String)]) -> String? {
        guard !accounts.isEmpty else { return nil }
        return "Accounts:\n" + accounts.map { "\n- \(code($0.id)): \(prose($0.credentials))" }.joined()
    }
}

extension RefusedProject {
    /// A list item with the causes below.
    fileprivate var markdown: String {
        let limit = 10
        var text = "- \(Markdown.code(project.text))"
        if heldCount > 0 { text += ": \(counted(heldCount, "version")) not created" }
        for cause in causes.prefix(limit) {
            text += "\n  - " + (cause.name.map { Markdown.code($0.text) + " " } ?? "") + Markdown.prose(cause.text)
        }
        return causes.count > limit ? text + "\n  - and \(causes.count - limit) more" : text
    }
}

extension PlannedField {
    fileprivate func markdown(_ value: String, limit: Int = 2500) -> String {
        isWords ? Markdown.prose(value) : Markdown.code(value, limit: limit)
    }
}

extension PlanEntry {
    /// The live and the desired values, below a list item.
    fileprivate var differenceTable: String {
        func cell(_ values: [String]) -> String {
            guard !values.isEmpty else { return "(none)" }
            var cells = values.prefix(20).map { Markdown.code($0) }
            if values.count > 20 { cells.append("and \(values.count - 20) more") }
            return cells.joined(separator: "<br>")
        }
        let rows =
            [["Setting", "Live", "Desired"], ["---", "---", "---"]]
            + differences.map { [Markdown.code($0.setting.rawValue), cell($0.live), cell($0.desired)] }
        return "\n" + rows.map { "\n  " + Markdown.row($0) }.joined()
    }
}
