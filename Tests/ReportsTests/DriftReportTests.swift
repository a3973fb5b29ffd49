import DesiredState
import Diagnostics
import Foundation
import Host
import ModelVersions
import Planning
import Testing
import Text

@testable import Reports

struct DriftReportTests {
    private let now = UnixTime(milliseconds: 1_795_000_000_250)

    @Test("The sample has every kind of drift, every standing, and every kind of problem")
    func sampleIsWhole() {
        let report = sampleDrift()
        let counts = DriftCounts(report)
        for kind in Drift.Kind.allCases { #expect(counts[kind] > 0, "\(kind)") }
        #expect(counts[acknowledged: .gateMissed] == 1)
        for standing in DriftItem.Standing.allCases { #expect(counts[standing] > 0, "\(standing)") }
        #expect(report.projects.compactMap(\.problem).count == 2)
        #expect(report.projects.flatMap { $0.items.flatMap(\.problems) }.count == 2)
    }

    @Test func text() throws {
        try expectGolden(DriftText().render(sampleDrift()), "drift-text")
    }

    @Test func textInColourAndNarrow() throws {
        let text = DriftText(style: .coloured, width: 60)
        try expectGolden(text.render(sampleDrift(unmanaged: .fail, manifests: false)), "drift-text-coloured-narrow")
    }

    @Test func json() throws {
        try expectGolden(DriftJSON.render(sampleDrift()), "drift-json")
    }

    @Test func metrics() throws {
        try expectGolden(DriftMetrics.render(sampleDrift(), now: now), "drift-prometheus")
    }

    @Test("Nothing that the service says can act on a terminal, or make a line of its own")
    func harmless() throws {
        let report = sampleDrift(hostile)
        let calm = sampleDrift()
        for text in [DriftText().render(report), DriftJSON.render(report), DriftMetrics.render(report, now: now)] {
            #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || HarmlessText.isHarmless($0) })
        }
        let lines = DriftText().render(report).split(separator: "\n").count
        #expect(lines == DriftText().render(calm).split(separator: "\n").count)
        #expect(
            DriftJSON.render(report).split(separator: "\n").count
                == DriftJSON.render(calm).split(separator: "\n").count
        )
        // No live text is in the metrics at all.
        #expect(DriftMetrics.render(report, now: now) == DriftMetrics.render(calm, now: now))
    }

    @Test("JSON says every text exactly")
    func exact() throws {
        struct Document: Decodable {
            struct Project: Decodable { var versions: [Version] }
            struct Version: Decodable {
                var name: String
                var live: Live?
                var drift: [Drift]
            }
            struct Live: Decodable { var statusMessage: String? }
            struct Drift: Decodable { var tags: Tags? }
            struct Tags: Decodable { var added: [String: String] }
            var projects: [Project]
        }
        let json = DriftJSON.render(sampleDrift(hostile))
        let versions = try JSONDecoder().decode(Document.self, from: Data(json.utf8)).projects[0].versions
        let broken = try #require(versions.first { $0.name == "broken" }?.live?.statusMessage)
        #expect(Array(broken.utf8) == Array(hostile.utf8))
        let added = try #require(versions.first { $0.name == "tagged" }?.drift[0].tags?.added.first)
        #expect(Array(added.key.utf8) == Array(hostile.utf8) && Array(added.value.utf8) == Array(hostile.utf8))
    }

    @Test("A label is exact, with what the format escapes escaped")
    func labels() throws {
        #expect(MetricsPage.escaped("plain é") == "plain é")
        #expect(MetricsPage.escaped("a\\b\"c\nd\r\n") == #"a\\b\"c\nd"# + "\r" + #"\n"#)
        var page = MetricsPage()
        page.gauge("m", "Help.", [([("a", "x\"} 2\nm 3"), ("b", hostile)], "1")])
        try expectGolden(page.text, "metrics-hostile-labels")
        var empty = MetricsPage()
        empty.gauge("m", "Help.", [])
        #expect(empty.text.isEmpty)
    }

    @Test("Everything in sync is one line, and says what was not compared")
    func inSync() {
        #expect(DriftText().render(DriftReport(projects: [])) == "Drift: none. 0 in sync.\n")
        var report = sampleDrift()
        report.projects = [report.projects[0]]
        report.projects[0].unmanaged = []
        report.projects[0].idlePatterns = []
        report.projects[0].items = report.projects[0].items.filter {
            [.inSync, .retired].contains($0.standing) && $0.isQuiet
        }
        report.comparesTags = false
        report.projects[0].running = RunningModels()
        let text = DriftText().render(report)
        #expect(text == "Not compared: tags.\n\nDrift: none. 3 in sync, 1 retired, 1 ignored.\n")
        #expect(report.isInSync)
        for index in report.projects[0].items.indices { report.projects[0].items[index].entry.unknown = [] }
        report.projects[0].items[0].entry.unknown = [.testing]
        let name = report.projects[0].items[0].name
        #expect(
            DriftText().render(report).contains(
                """
                  note: `datasets.testing` could not be compared in 1 version: the service does not return it, or not \
                in a form that can be compared (\(name))
                """
            )
        )
    }

    @Test("What could not be read is never called in sync")
    func incomplete() throws {
        var report = sampleDrift()
        report.projects[0].items = report.projects[0].items.filter { !$0.hasDrifted }
        #expect(DriftText().render(report).hasSuffix("Incomplete: part of the live state could not be read.\n"))
        #expect(DriftText().render(report).contains("\nDrift: none seen. "))
        #expect(DriftJSON.render(report).contains("\"inSync\" : false"))
        #expect(DriftMetrics.render(report, now: now).contains("\nrekon_drift_in_sync 0\n"))
    }

    // MARK: Reviews

    private func review(_ report: DriftReport) -> Review {
        Review(report, of: DesiredState(), toolVersion: "1.2.3", paths: ["models"])
    }

    @Test("Every format of a review", arguments: ReviewFormat.all)
    func review(format: ReviewFormat) throws {
        let text = format.render(review(sampleDrift()))
        try expectGolden(format == .sarif ? prettyJSON(text) : text, "review-drift-\(format.name)")
    }

    @Test(
        "Nothing that the service says makes a line, an item, an element or a command of its own",
        arguments: ReviewFormat.all
    )
    func harmlessReview(format: ReviewFormat) throws {
        func shape(_ report: DriftReport) throws -> String {
            let text = format.render(review(report))
            #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || HarmlessText.isHarmless($0) })
            switch format {
            case .markdown, .github: return "\(text.split(separator: "\n", omittingEmptySubsequences: false).count)"
            case .junit: return text.matches(of: #/</?[a-z]+/#).map { String($0.0) }.joined(separator: " ")
            default:
                let value = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
                let run = (value?["runs"] as? [[String: Any]])?.first
                return "\((run?["results"] as? [[String: Any]])?.compactMap { $0["ruleId"] as? String } ?? [])"
            }
        }
        let calm = try shape(sampleDrift())
        #expect(try shape(sampleDrift(hostile)) == calm)
        #expect(calm.count > 1)
    }

    @Test("Findings: one for each drift, with its place; errors are what makes the command fail")
    func findings() throws {
        let report = sampleDrift(unmanaged: .fail)
        let findings = review(report).findings
        for kind in Drift.Kind.allCases {
            let matches = findings.filter { $0.rule.id == kind.rawValue }
            let drifts = report.projects.flatMap { $0.items.flatMap(\.drifts) }.filter { $0.kind == kind }
            #expect(matches.count == (kind == .unmanaged ? 2 : drifts.count), "\(kind)")
            #expect(!matches.isEmpty)
            let open = matches.filter { $0.acceptance == nil }
            #expect(open.allSatisfy { $0.level == (kind.isWarning ? .warning : .error) }, "\(kind)")
            #expect(matches.allSatisfy { ($0.location != nil) == (kind != .unmanaged) }, "\(kind)")
        }
        let quiet = review(sampleDrift()).findings
        #expect(quiet.filter { $0.rule.id == "unmanaged" }.allSatisfy { $0.level == .note })
        #expect(quiet.first { $0.rule.id == "ignore-unmanaged-idle" }?.location?.line == 4)
        #expect(quiet.filter { $0.rule.id.hasSuffix("-unreadable") || $0.rule.id == "project-absent" }.count == 4)
    }

    @Test("Test reports: a case for each version, passed exactly if nothing about it makes the command fail")
    func cases() {
        let report = sampleDrift(unmanaged: .fail)
        let suites = review(report).suites
        #expect(suites.count == report.projects.count)
        for (suite, project) in zip(suites, report.projects) where project.problem == nil {
            #expect(suite.cases.count == project.items.count + project.unmanaged.count)
            for (testCase, item) in zip(suite.cases, project.items) {
                #expect(testCase.name == item.name.text)
                switch (testCase.result, item.standing) {
                case (.failed, .drifted), (.error, .unverified), (.passed, .expired), (.passed, .deprecated),
                    (.passed, .inSync),
                    (.skipped, .inTraining), (.skipped, .beingCopied), (.skipped, .retired), (.skipped, .acknowledged):
                    break
                default: Issue.record("\(testCase.name): \(item.standing) is \(testCase.result)")
                }
            }
        }
    }
}
