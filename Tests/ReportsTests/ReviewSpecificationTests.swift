import Foundation
import ModelVersions
import Planning
import TestSupport
import Testing

@testable import Reports

/// The table of rules in specs/review-formats.md, against the program.
struct ReviewSpecificationTests {
    private static let notes: [Note] = [
        .unpinnedManifests([]), .projectNotReady(status: ""), .datasetMissing(.train, hasOther: false),
        .datasetNotReady(.test, status: ""),
        .modelQuotaExceeded(models: 101, QuotaValue(100, .documentation)),
        .datasetUnreadable(.train, reason: ""), .datasetsAssociated, .featureMismatch,
        .testDataRequired, .testDataOpen,
        .unrecognizedStatus(""), .copied(from: nil), .growthUnknown(.oneLive),
        .recreationAllowed(.trace(TrainingTrace())), .oddOrder,
        .traceUnreadable(UnansweredLook(.events(AccountRegion(project)), .denied(permission: ""))),
    ]

    /// - Parameter place: of the table among those of rules.
    private func rows(_ place: Int = 0) throws -> [String: String] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../specs/review-formats.md")
        let text = try String(contentsOf: root, encoding: .utf8)
        let tables = text.split(separator: "\n| rule |").dropFirst()
        let table = try #require(tables[tables.startIndex + place].split(separator: "\n\n").first)
        let rows = table.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { $0.split(separator: "|") }
        return Dictionary(
            uniqueKeysWithValues: rows.map {
                ($0[0].filter { $0 != "`" && $0 != " " }, $0[1].filter { $0 != " " })
            }
        )
    }

    @Test("Every rule is in the table, with its level, and no other")
    func rules() throws {
        let rows = try rows()
        let errors: [FindingRule] = [
            .invalid, .conflict, .failed, .deleting, .recreate, .projectAbsent, .projectUnreadable, .tagsUnreadable,
            .limitExceeded, .runFailed, .projectRefused,
        ]
        let warnings: [FindingRule] = [.doubtful, .deprecated, .expired, .tagDrift, .scarceRoom]
        let notes: [FindingRule] = [.create, .notCreated, .notCompared]
        var expected: [String: String] = [:]
        for rule in errors { expected[rule.id] = "error" }
        for rule in warnings { expected[rule.id] = "warning" }
        for rule in notes { expected[rule.id] = "note" }
        for note in Self.notes { expected[note.rule.id] = note.level.rawValue }
        #expect(rows == expected)
    }

    @Test("Every rule of apply and wait is in their table, with its level, and no other")
    func rulesOfRuns() throws {
        let findings = RunReviewTests.everything.findings + RunReviewTests.applied.findings
        var expected: [String: String] = [:]
        for finding in findings {
            #expect(expected[finding.rule.id, default: finding.level.rawValue] == finding.level.rawValue)
            expected[finding.rule.id] = finding.level.rawValue
        }
        expected[FindingRule.applyRefused.id] = "error"
        #expect(try rows(1) == expected)
    }

    @Test("A plan's findings have the levels of the table")
    func levels() throws {
        let rows = try rows()
        let findings = sampleReview().findings
        #expect(findings.allSatisfy { rows[$0.rule.id] == $0.level.rawValue })
        #expect(Set(findings.map(\.rule.id)).count >= 18)
    }
}
