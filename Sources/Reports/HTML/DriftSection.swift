import ModelVersions
import Planning
import Text

/// The drift report of one project, as `rekon drift` has it, and the parts that it does not compare.
struct DriftSection {
    let report: DriftReport

    func write(to section: inout HTML) {
        section.block("h3", "Drift")
        let notCompared = DriftSummary.notCompared(report)
        let cssClass = report.isInSync && notCompared == nil ? "ok" : "drift-summary"
        section.block("p", ["class": cssClass], DriftSummary.line(of: report))
        if let notCompared {
            section.block("p", class: "muted", "\(notCompared) `rekon drift` compares tags and manifests.")
        }
        for project in report.projects { write(project, to: &section) }
    }

    private func write(_ project: ProjectDrift, to section: inout HTML) {
        let groups = Group.groups(of: project.items)
        folded(groups.count, "Show all", in: &section) { html in
            guard !groups.isEmpty else { return }
            html.block("ul", class: "drift") { list in
                for group in groups { write(group, to: &list) }
            }
        }
        if !project.unmanaged.isEmpty {
            section.block("p") { paragraph in
                paragraph.element("strong", "\(counted(project.unmanaged.count, "version")) live and not described: ")
                paragraph.text(project.unmanaged.map(\.arn.name.text).joined(separator: ", "))
            }
        }
        if let data = project.newData {
            section.block("p") { paragraph in
                paragraph.element("span", class: "tag note", "new data")
                paragraph.text(" ")
                paragraph.foreign(sentences(data.message, DatasetWords.newDataHelp))
            }
        }
        for dataset in project.unreadDatasets {
            section.block("p", class: "muted") { $0.foreign(dataset.message) }
        }
        for pattern in project.idlePatterns {
            section.block("p", class: "muted", pattern.message)
        }
    }

    /// Versions with the same drift, which are one item of the list.
    private struct Group {
        let item: DriftItem
        var names: [VersionName]

        /// In the order of the report.
        static func groups(of items: [DriftItem]) -> [Group] {
            var groups: [Group] = []
            var places: [[String]: Int] = [:]
            for item in items where !item.isQuiet || !item.entry.unknown.isEmpty {
                let texts =
                    item.drifts.flatMap {
                        [$0.label, $0.message(of: item), $0.help(for: item), item.acknowledgement(of: $0)?.text ?? ""]
                    }
                    + item.problems.map(\.message) + item.entry.unknown.map(\.rawValue) + item.notes.map(\.text)
                if let place = places[texts] {
                    groups[place].names.append(item.name)
                } else {
                    places[texts] = groups.count
                    groups.append(Group(item: item, names: [item.name]))
                }
            }
            return groups
        }
    }

    private func write(_ group: Group, to list: inout HTML) {
        let item = group.item
        let levels = item.drifts.map { item.level(of: $0) } + item.problems.map { _ in .error }
        let level = Finding.Level.inOrder.first(where: levels.contains) ?? .note
        list.block("li", ["class": level.cssClass]) { html in
            html.element("strong", group.names.map(\.text).joined(separator: ", "))
            for drift in item.drifts {
                let texts = [drift.headline(of: item), item.acknowledgement(of: drift)?.text].compactMap(\.self)
                let text = sentences(texts.joined(separator: "; "), item.help(for: drift) ?? "")
                write(item.label(of: drift), item.level(of: drift), text, to: &html)
                let details = drift.details
                guard !details.isEmpty else { continue }
                html.block("dl", class: "fields") { fields in
                    for detail in details { fields.field(detail.label, [detail.value]) }
                }
            }
            for problem in item.problems { write("unknown", .error, problem.message, to: &html) }
            for setting in item.entry.unknown { write("note", .note, setting.notComparedText, to: &html) }
            for note in item.notes { write("note", .note, note.text, to: &html) }
        }
    }

    private func write(_ label: String, _ level: Finding.Level, _ text: String, to html: inout HTML) {
        html.block("p") { paragraph in
            paragraph.element("span", ["class": "tag \(level.cssClass)"], label)
            paragraph.text(" ")
            paragraph.foreign(text)
        }
    }
}

extension Drift {
    /// The live and the desired values, a line each.
    fileprivate var details: [(label: String, value: String)] {
        switch self {
        case .settingsDiffer(let differences):
            differences.flatMap { difference in
                difference.live.map { ("live \(difference.setting.word)", $0) }
                    + difference.desired.map { ("desired \(difference.setting.word)", $0) }
            }
        case .tagsDiffer(let drift):
            drift.removed.map { ("missing tag", "\($0.key)=\($0.value)") }
                + drift.changed.flatMap {
                    [("live tag", "\($0.key)=\($0.live)"), ("desired tag", "\($0.key)=\($0.desired)")]
                }
                + drift.added.map { ("extra tag", "\($0.key)=\($0.value)") }
        case .missing, .failed, .deleting, .deprecated, .expired, .gateMissed, .manifestsOverwritten, .manifestsGone:
            []
        }
    }
}

extension Finding.Level {
    fileprivate var cssClass: String {
        switch self {
        case .error: "bad"
        case .warning: "warn"
        case .note: "note"
        }
    }
}
