import Diagnostics
import ModelVersions
package import Planning
package import Text

/// A drift report for a person: by project, what drifts and what to do, and a last line that says it all.
package struct DriftText: Sendable {
    private let style: TextStyle
    private let width: Int?

    /// - Parameter width: Columns to fold prose to; nil: not folded.
    package init(style: TextStyle = .plain, width: Int? = nil) {
        self.style = style
        self.width = width
    }

    package func render(_ report: DriftReport) -> String {
        var page = Page(style: style, width: width)
        for project in report.projects where !isQuiet(project) { write(project, in: report, to: &page) }
        if let omission = report.omission {
            page.prose(0, omission.text)
            page.line(0, "")
        }
        if let text = DriftSummary.notCompared(report) {
            page.prose(0, text)
            page.line(0, "")
        }
        page.line(0, DriftSummary.line(of: report))
        return page.text
    }

    /// Whether there is nothing to say of a project but that it is in sync, which the last line says.
    private func isQuiet(_ project: ProjectDrift) -> Bool {
        project.problem == nil && project.unmanaged.isEmpty && project.idlePatterns.isEmpty
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
        for pattern in project.idlePatterns {
            let place = pattern.location.map { " (\($0.path):\($0.line))" } ?? ""
            page.prose(
                1,
                "note: `\(pattern.glob)` of `ignoreUnmanaged`\(place) matches no live version that is not described"
            )
        }
        page.line(0, "")
    }

    /// What could not be compared of versions that are not listed: in sync as far as the service says, and no further.
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
                page.prose(2, drift.help(for: item.name))
            case .tagsDiffer(let tags):
                page.write(tags)
            default:
                page.prose(2, drift.message(of: item))
                page.prose(2, drift.help(for: item.name))
            }
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
            case .expired: ("=", .yellow)
            case .inTraining, .retired, .inSync: ("=", nil)
            }
        var labels = item.drifts.map(\.label)
        if item.standing == .unverified { labels.insert("unknown", at: 0) }
        let head = "\(symbol) \(item.name)" + (labels.isEmpty ? "" : ": " + labels.joined(separator: ", "))
        let place = item.entry.location.map {
            style.paint("  (\(HarmlessText.shown($0.path)):\($0.line))", .faint)
        }
        return (paint.map { style.paint(head, $0) } ?? head) + (place ?? "")
    }
}

extension DriftItem {
    /// Whether there is nothing to say of it.
    var isQuiet: Bool { drifts.isEmpty && problems.isEmpty && notes.isEmpty }

    /// What a plan notes of the live version; what it notes of a training to come is no part of a drift report.
    var notes: [Note] {
        entry.outcome == .create || entry.outcome == .recreate ? [] : entry.notes
    }
}

/// The lines that say all of a drift report.
enum DriftSummary {
    static func line(of report: DriftReport) -> String {
        let counts = DriftCounts(report)
        func parts(_ kinds: [Drift.Kind]) -> [String] {
            kinds.filter { counts[$0] > 0 }.map { $0.counted(counts[$0]) }
        }
        let failsUnmanaged = report.unmanaged == .fail
        let drifts = parts(Drift.Kind.allCases.filter { $0 != .expired && ($0 != .unmanaged || failsUnmanaged) })
        var others = ["\(counts[.inSync]) in sync"]
        if counts[.inTraining] > 0 { others.append("\(counts[.inTraining]) in training") }
        if counts[.retired] > 0 { others.append("\(counts[.retired]) retired") }
        others += parts(failsUnmanaged ? [.expired] : [.expired, .unmanaged])
        if counts.ignored > 0 { others.append("\(counts.ignored) ignored") }
        let unknown = counts.unread + counts[.unverified]
        if unknown > 0 { others.append("\(unknown) unknown") }
        let found = report.hasDrift ? drifts.joined(separator: ", ") : report.isComplete ? "none" : "none seen"
        let part = report.omission == nil ? "" : " in this part"
        let line = "Drift: \(found)\(part). \(others.joined(separator: ", "))."
        return report.isComplete ? line : line + " Incomplete: part of the live state could not be read."
    }

    /// What was left out, as a sentence; nil where nothing was.
    static func notCompared(_ report: DriftReport) -> String? {
        let left = [(report.comparesTags, "tags"), (report.comparesManifests, "manifests")].filter { !$0.0 }.map(\.1)
        return left.isEmpty ? nil : "Not compared: \(left.joined(separator: ", "))."
    }
}
