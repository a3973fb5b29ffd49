import DesiredState
import ModelVersions
import Planning
import Reconciler
import TestSupport
import Testing
import Text

@testable import Reports

struct StatusTests {
    private func text(_ report: StatusReport, width: Int? = nil, style: TextStyle = .plain) -> String {
        StatusText(style: style, width: width, now: SampleStatus.now).render(report)
    }

    private let sample = SampleStatus.everything.report()

    @Test(arguments: [40, 80, 120]) func narrow(width: Int) throws {
        let text = text(sample, width: width)
        try expectGolden(text, "status-text-\(width)")
        for line in text.split(separator: "\n") {
            #expect(Columns.width(of: String(line)) <= width)
        }
    }

    @Test func piped() throws {
        let options = StatusReport.Options(readsTags: true, price: Prices(try #require(HourlyPrice("1.25"))))
        try expectGolden(text(SampleStatus.everything.report(options)), "status-text")
    }

    @Test func coloured() throws { try expectGolden(text(sample, width: 80, style: .coloured), "status-text-coloured") }

    @Test func json() throws {
        let options = StatusReport.Options(targets: [try Glob("*")], readsTags: true)
        try expectGolden(StatusJSON.render(SampleStatus.everything.report(options)), "status-json")
    }

    @Test func csv() throws {
        let report = SampleStatus.everything.report(.init(readsTags: true))
        try expectGolden(StatusCSV.render(report).replacing("\r\n", with: "\n"), "status-csv")
        #expect(
            StatusCSV.problems(of: report) == [
                "\(projectARN("signs")): 2026-04-rain: the tags could not be read: ListTagsForResource was refused.",
                "\(projectARN("missing")): \(ProjectPlan.Problem.absent.explanation(of: projectARN("missing")))",
                """
                \(projectARN("closed")): the live state could not be read: DescribeProjectVersions was refused with \
                AccessDeniedException.
                """,
            ]
        )
    }

    @Test("The change is from the newest older version that was measured, whatever is sorted or shown")
    func change() throws {
        var report = SampleStatus.everything.report(.init(targets: [try Glob("2026-0[34]-*")]))
        report.sort(by: .f1, reversed: true)
        let rows = report.projects[0].versions
        #expect(rows.map(\.name.text) == ["2026-03-night", "2026-04-rain"])
        #expect(rows.map { $0.before?.arn.name.text } == ["2026-01-baseline", "2026-03-night"])
        #expect(rows.map { $0.f1Change.map { signed($0, places: 3) } } == ["+0.061", "-0.003"])
        #expect(rows.map(\.gate) == [.passed, .missed(by: 0.87 - 0.8699)])
    }

    @Test func orders() {
        func names(_ order: StatusOrder, _ reversed: Bool = false) -> [String] {
            var report = sample
            report.sort(by: order, reversed: reversed)
            return report.projects[0].versions.map(\.name.text)
        }
        let created = names(.created)
        #expect(created.prefix(3) == ["old", "first", "2026-01-baseline"])
        #expect(created.suffix(3) == ["console-experiment-with-a-long-name", "gone", "2026-05-snow"])
        #expect(names(.created, true).suffix(3) == ["old", "gone", "2026-05-snow"])
        #expect(names(.name) == created.sorted() && names(.name, true) == created.sorted().reversed())
        #expect(names(.f1).prefix(4) == ["old", "2026-01-baseline", "2026-04-rain", "2026-03-night"])
        #expect(names(.f1, true).prefix(2) == ["2026-03-night", "2026-04-rain"])
        #expect(names(.time) == names(.cost))
        #expect(names(.time, true).first == "2026-04-rain")
        #expect(names(.time).prefix(2) == ["old", "first"], "equal ones stay as they were created")
        #expect(names(.time, true).suffix(6) == names(.time).suffix(6), "what has none comes last either way")
        #expect(names(.state).prefix(3) == ["2026-02-night", "going", "gone"])
    }

    @Test("Without files nothing is said of what is managed")
    func withoutFiles() throws {
        let report = SampleStatus.everything.report(.init(hasFiles: false))
        #expect(!text(report).contains("managed"))
        #expect(!(StatusJSON.render(report)).contains("managed"))
    }

    @Test func summary() {
        let counts = sample.counts
        #expect(counts.versions == 12 && counts.unmanaged == 1 && counts.belowGate == 1)
        #expect(counts[.trained] == 4 && counts[.missing] == 1 && counts[.notTrained] == 1)
        #expect(counts.billableTime?.seconds == 31_500)
        #expect(counts.best?.version.name.text == "2026-03-night")
        #expect(!sample.isComplete)
    }

    @Test("Copies in progress are counted beside trainings, not as trainings: they take no training slot")
    func copies() throws {
        var sample = SampleStatus()
        let copies = Array(repeating: "COPYING_IN_PROGRESS", count: 3)
        let statuses = ["TRAINING_IN_PROGRESS", "TRAINING_IN_PROGRESS"] + copies
        let versions = statuses.enumerated().map { SampleStatus.version("v\($0)", $1, day: Int64($0)) }
        sample.live[projectARN("signs")] = .present(LiveProject(versions: versions))
        sample.desired.projects = [.init(arn: projectARN("signs"), versions: [])]
        let report = sample.report()
        #expect(text(report).contains("5 versions: 2 in training, 3 being copied; 5 unmanaged"))
        let json = StatusJSON.render(report)
        #expect(json.contains("\"beingCopied\" : 3,") && json.contains("\"inProgress\" : 2,"))
        #expect(json.contains("\"state\" : \"being-copied\""))
        #expect(StatusCSV.render(report).contains(",v4,being-copied,COPYING_IN_PROGRESS,"))
    }

    @Test("Every state has a row, and each a place in the counts")
    func states() {
        #expect(
            Set(sample.projects[0].versions.map(\.state)) == Set(VersionState.allCases).subtracting([.beingCopied])
        )
        #expect(VersionState.allCases.reduce(0) { $0 + sample.counts[$1] } == sample.counts.versions)
    }

    @Test("Costs that no machine reaches do not end the report")
    func hugeCosts() throws {
        var huge = SampleStatus()
        let versions = (0..<3).map { SampleStatus.version("v\($0)", "RUNNING", day: Int64($0), f1: 1, seconds: .max) }
        huge.live[projectARN("signs")] = .present(LiveProject(versions: versions))
        huge.desired.projects = [.init(arn: projectARN("signs"), versions: [])]
        #expect(huge.report().counts.billableTime?.seconds == .max)
        #expect(text(huge.report()).contains("3 unmanaged"))
    }

    @Test("Hostile texts: no control acts, no line is added, no cell is one of a spreadsheet's formulas")
    func hostile() throws {
        let report = SampleStatus.hostile().report(.init(readsTags: true))
        let harmless = SampleStatus.hostile(false).report(.init(readsTags: true))
        let plain = text(report)
        #expect(plain.unicodeScalars.allSatisfy { $0 == "\n" || HarmlessText.isHarmless($0) })
        #expect(plain.split(separator: "\n").count == text(harmless).split(separator: "\n").count)
        let json = StatusJSON.render(report)
        #expect(json.unicodeScalars.allSatisfy { $0 == "\n" || HarmlessText.isHarmless($0) })
        let csv = StatusCSV.render(report)
        #expect(csv.unicodeScalars.allSatisfy { $0 == "\r" || $0 == "\n" || HarmlessText.isHarmless($0) })
        #expect(csv.split(separator: "\r\n").count == 1 + 2 * hostileTexts.count)
        #expect(csv.contains(",'@SUM(1),") && csv.contains(",'-1,") && csv.contains(",\"' =1\",") == false)
        #expect(!csv.contains(",=") && !csv.contains(",@") && !csv.contains(",+") && !csv.contains(",\"="))
    }

    @Test(
        "No text of any column is a formula, and a number stays a number",
        arguments: ["=", "+", "-", "@", "\t", "\r", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}"]
    )
    func formulas(start: String) {
        var csv = CSVText()
        csv.append([.text(start + "1"), .text("  " + start + "1"), .text("1" + start), .number("-0.5"), .empty])
        let cells = csv.text.split(separator: ",").map { $0.drop { $0 == "\"" } }
        #expect(cells[0].first == "'")
        #expect(cells[1].first == "'" || start == "\t" || start == "\r")
        #expect(cells[2].first == "1" && cells[3] == "-0.5")
    }

    @Test("The name of a version is not a formula")
    func names() {
        var status = SampleStatus()
        let version = SampleStatus.version("-1", "RUNNING", day: 0, f1: 1, seconds: 1)
        status.live[projectARN("signs")] = .present(LiveProject(versions: [version]))
        status.desired.projects = [.init(arn: projectARN("signs"), versions: [])]
        #expect(StatusCSV.render(status.report()).contains(",'-1,"))
    }

    @Test("At any width no row is wrapped", arguments: 1..<140)
    func anyWidth(width: Int) {
        let columns: [Table.Column] = [
            .init(title: ""), .init(title: "version", softLimit: 24), .init(title: "state"),
            .init(title: "n", alignment: .right, dispensability: 1),
            .init(title: "tags", dispensability: 2, softLimit: 10),
        ]
        var random = SplitMix64(seed: UInt64(width))
        let rows = (0..<5).map { _ in
            columns.map { _ in
                Table.Cell(String(repeating: Bool.random(using: &random) ? "日" : "a", count: random.below(40)))
            }
        }
        let table = Table(columns, for: rows, width: width)
        for row in rows {
            let line = table.line(row, .plain)
            #expect(Columns.width(of: line) <= max(width, 1 + 2 + 8 + 2 + 8 + 2 + 8))
            #expect(!line.hasSuffix(" "))
        }
        for column in [0, 1, 2] { #expect(table.shown.contains(column)) }
    }
}
