import Diagnostics
import ModelVersions
package import Planning
package import Text

/// A drift report for people: for each project what drifts and what to do, and a summary in the last line.
package struct DriftText: Sendable {
    private let style: TextStyle
    private let width: Int?

    private let price: Prices

    /// - Parameters:
    ///   - width: Columns to fold prose to; nil: not folded.
    ///   - price: of an inference unit.
    package init(style: TextStyle = .plain, width: Int? = nil, price: Prices = .assumedForInference) {
        self.style = style
        self.width = width
        self.price = price
    }

    package func render(_ report: DriftReport) -> String {
        var page = Page(style: style, width: width)
        let accounts = report.unreadAccounts
        page.write(accounts, "unknown")
        let told = Set(accounts.flatMap(\.projects))
        let parts = report.parts
        for (place, part) in parts {
            if parts.count > 1 { page.heading(place, report.access[place.account]?.readText) }
            for project in part.projects where !isQuiet(project) && !told.contains(project.project) {
                write(project, in: report, to: &page)
            }
            if parts.count > 1 { page.subtotal(DriftSummary.line(of: part, in: place, price)) }
        }
        if let omission = report.omission {
            page.prose(0, omission.text)
            page.line(0, "")
        }
        if let text = DriftSummary.notCompared(report) {
            page.prose(0, text)
            page.line(0, "")
        }
        if let running = report.running.sentence(at: price) {
            page.prose(0, running)
            page.line(0, "")
        }
        page.line(0, DriftSummary.line(of: report))
        return page.text
    }

    /// Whether the project is in sync, which the last line counts.
    private func isQuiet(_ project: ProjectDrift) -> Bool {
        project.problem == nil && project.unmanaged.isEmpty && project.idlePatterns.isEmpty
            && project.newData == nil && project.unreadDatasets.isEmpty
            && project.items.allSatisfy { $0.isQuiet && $0.entry.unknown.isEmpty }
    }

    private func write(_ project: ProjectDrift, in report: DriftReport, to page: inout Page) {
        page.line(0, page.style.paint(project.project.text, .bold))
        if let problem = project.problem {
            page.line(1, page.style.paint("! unknown: \(counted(project.desiredCount, "version"))", .red))
            page.prose(2, problem.explanation(of: project.project))
        }
        for item in project.items where !item.isQuiet { write(item, to: &page) }
        writeNotCompared(of: project.items.filter(\.isQuiet), to: &page)
        if !project.unmanaged.isEmpty { write(project.unmanaged, in: report, to: &page) }
        if let data = project.newData {
            if report.staleData == .fail { page.line(1, page.style.paint("! new data", .red)) }
            let (indentation, label) = report.staleData == .fail ? (2, "") : (1, "note: ")
            page.prose(indentation, label + data.message)
            page.prose(2, DatasetWords.newDataHelp)
        }
        for dataset in project.unreadDatasets {
            page.prose(1, "\(report.staleData == .fail ? "! unknown" : "note"): \(dataset.message)")
        }
        for pattern in project.idlePatterns {
            let place = pattern.location.map { " (\($0.path):\($0.line))" } ?? ""
            page.prose(1, "note: \(pattern.message)\(place)")
        }
        page.line(0, "")
    }

    /// The settings that could not be compared, of versions that are not listed.
    private func writeNotCompared(of items: [DriftItem], to page: inout Page) {
        for setting in Setting.allCases {
            let names = items.filter { $0.entry.unknown.contains(setting) }.map(\.name)
            guard !names.isEmpty else { continue }
            page.prose(1, "note: \(setting.notComparedText(in: names))")
        }
    }

    private func write(_ versions: [ProjectDrift.Unmanaged], in report: DriftReport, to page: inout Page) {
        let headline = "\(counted(versions.count, "version")) live and not described"
        page.line(1, report.unmanaged == .fail ? page.style.paint("! \(headline)", .red) : "  \(headline)")
        for version in versions {
            page.line(2, "  \(version.arn.name): \(HarmlessText.shown(version.status.rawValue))")
        }
    }

    // MARK: Versions

    private func write(_ item: DriftItem, to page: inout Page) {
        page.line(1, headline(of: item))
        for drift in item.drifts {
            switch drift {
            case .settingsDiffer(let differences):
                for difference in differences { page.write(difference) }
                if let help = item.help(for: drift) { page.prose(2, help) }
            case .tagsDiffer(let tags):
                page.write(tags)
            default:
                page.prose(2, drift.message(of: item))
                if let help = item.help(for: drift) { page.prose(2, help) }
            }
            if let acknowledgement = item.acknowledgement(of: drift) { page.prose(2, acknowledgement.text) }
        }
        for problem in item.problems { page.prose(2, problem.message) }
        for setting in item.entry.unknown { page.prose(2, "note: \(setting.notComparedText)") }
        for note in item.notes { page.prose(2, "note: \(note.text)") }
    }

    private func headline(of item: DriftItem) -> String {
        let (symbol, paint): (String, TextStyle.Paint?) =
            switch item.standing {
            case .drifted: item.drifts.allSatisfy { $0.kind == .tagsDiffer } ? ("~", .yellow) : ("!", .red)
            case .unverified: ("?", .red)
            case .deprecated, .expired: ("=", .yellow)
            case .acknowledged, .inTraining, .beingCopied, .retired, .inSync: ("=", nil)
            }
        var labels = item.drifts.map { item.label(of: $0) }
        if item.standing == .unverified { labels.insert("unknown", at: 0) }
        let head = "\(symbol) \(item.name)" + (labels.isEmpty ? "" : ": " + labels.joined(separator: ", "))
        return style.headline(head, paint, at: item.entry.location)
    }
}
