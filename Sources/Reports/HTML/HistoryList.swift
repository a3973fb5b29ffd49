import DesiredState
import Diagnostics
import ModelVersions
import Planning
import Text

/// The settings of each version, and its differences from the one before; the newest first.
struct HistoryList {
    let project: ProjectARN
    let rows: [StatusRow]
    let report: StatusReport
    /// Of the project's versions.
    let costs: [VersionName: Cost]
    let id: String
    let now: Int64

    func write(to section: inout HTML) {
        section.block("h3", "Training settings")
        folded(rows.count, "Show all \(rows.count) versions", in: &section) { html in
            html.block("ol", class: "history") { list in
                // Versions that are not live come last here too.
                let live = rows.indices.filter { rows[$0].live != nil }
                let absent = rows.indices.filter { rows[$0].live == nil }
                for index in live.reversed() + absent { write(rows[index], number: index + 1, to: &list) }
            }
        }
    }

    private func write(_ row: StatusRow, number: Int, to list: inout HTML) {
        list.block("li", ["id": "\(id)-v\(number)"]) { item in
            item.block("h4") { head in
                head.element("span", class: "muted") { $0.text("#", String(number), " ") }
                head.text(row.name.text)
            }
            item.block("p", class: "facts") { facts in
                facts.element("span") { $0.state(row, now: now) }
                if row.scoreText != nil {
                    facts.element("span") { fact in
                        fact.text("F1 ")
                        fact.score(row)
                    }
                }
                writeFacts(of: row, to: &facts)
            }
            for message in [row.conflict, row.message] {
                if let message { item.block("p", class: "message") { $0.foreign(message) } }
            }
            item.block("dl", class: "fields") { writeFields(of: row, to: &$0) }
            writeChanges(of: row, to: &item)
        }
    }

    private func writeFacts(of row: StatusRow, to facts: inout HTML) {
        func write(_ texts: String...) { facts.element("span") { $0.text(texts) } }
        if let gate = row.gateText { write("gate ", gate) }
        if let seconds = row.billableSeconds, let cost = costs[row.name] {
            write(span(seconds: seconds), ", about ", cost.text, " USD")
        }
        if let live = row.live, live.isRunning {
            let units = live.chargedUnits
            write(
                units.map { "\($0.text), about \(report.inferencePrice[project].hourText($0)) USD an hour" }
                    ?? "inference units not reported"
            )
        }
        if let source = row.live?.source { write("copied from ", HarmlessText.shown(source)) }
        if let created = row.created { write("created ", minuteText(created)) }
        if report.hasFiles {
            switch row.management {
            case .managed:
                if let place = row.entry?.location {
                    write(place.path, ":", String(place.line))
                } else {
                    write("managed")
                }
            case .retired: write("retired")
            case .unmanaged: write("unmanaged")
            }
        }
    }

    private func writeFields(of row: StatusRow, to list: inout HTML) {
        if let live = row.live {
            let settings = live.settings
            list.field("description", settings.description.map { [$0] } ?? [])
            list.field("training data", Self.words(settings.training, else: Self.unreportedData(of: row)))
            list.field(
                "test data",
                settings.testingIsAutoCreated == true
                    ? [Self.splitData]
                    : settings.isWithoutTestData ? [Self.noData] : Self.words(settings.testing, else: nil)
            )
            list.field("output", settings.output.map { [$0.description] } ?? [])
            list.field("KMS key", settings.kmsKey.map { [$0] } ?? [])
            list.field("threshold", settings.confidenceThreshold.map { ["\(Float($0))"] } ?? [])
            if row.state == .failed {
                list.field("manifests", live.training.manifestSummary.map { [$0.description] } ?? [])
            }
        } else if case .trained(let settings)? = row.entry?.desired.intent {
            list.field("description", settings.description.map { [$0.text] } ?? [])
            switch settings.datasets {
            case .project: list.field("training data", [Self.projectData])
            case .manifests(let training, let testing):
                list.field("training data", training.map(\.description))
                switch testing {
                case .autoCreate: list.field("test data", [Self.splitData])
                case .omitted: list.field("test data", [Self.noData])
                case .manifests(let manifests): list.field("test data", manifests.map(\.description))
                }
            }
            list.field("output", [settings.output.description])
        }
        list.field("tags", row.tags?.pairs ?? [])
    }

    /// - Parameter unknown: the words for manifests that are not reported.
    private static func words(_ manifests: [S3Object]?, else unknown: String?) -> [String] {
        guard let manifests else { return unknown.map { [$0] } ?? [] }
        return manifests.isEmpty ? [projectData] : manifests.map(\.description)
    }

    private static func unreportedData(of row: StatusRow) -> String {
        row.live?.isCopy == true ? "those of the version that it was copied from" : "not reported"
    }

    private func writeChanges(of row: StatusRow, to item: inout HTML) {
        guard let live = row.live, let before = row.before else { return }
        let changes = LiveSettingsChange.all(from: before.settings, to: live.settings)
        item.block("p", class: "compared") { line in
            line.text(changes.isEmpty ? "Same settings as " : "Compared with ")
            line.element("b", before.arn.name.text)
            line.text(changes.isEmpty ? ", as far as the service returns them." : ":")
        }
        guard !changes.isEmpty else { return }
        item.block("dl", class: "fields changes") { list in
            for change in changes {
                list.block("div") { group in
                    group.element("dt", change.setting.word)
                    for text in change.removed { Self.write("del", "removed: ", "−", words(text, change), to: &group) }
                    for text in change.added { Self.write("ins", "added: ", "+", words(text, change), to: &group) }
                }
            }
        }
    }

    private func words(_ text: String, _ change: LiveSettingsChange) -> String {
        switch (change.setting, text) {
        case (.testing, LiveSettings.splitData): Self.splitData
        case (.testing, LiveSettings.noTestData): Self.noData
        case (.training, LiveSettings.projectDatasets), (.testing, LiveSettings.projectDatasets): Self.projectData
        default: text
        }
    }

    private static let projectData = "the project’s datasets"

    private static let splitData = "a fifth of the training data"
    private static let noData = "none"

    private static func write(
        _ name: StaticString,
        _ word: StaticString,
        _ sign: StaticString,
        _ text: String,
        to group: inout HTML
    ) {
        group.element("dd") { value in
            value.element("span", ["aria-hidden": "true"]) { $0.verbatim(sign) }
            value.element("span", class: "hidden") { $0.verbatim(word) }
            value.element(name) { $0.foreign(text) }
        }
    }
}
