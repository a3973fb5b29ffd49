import DesiredState
import ModelVersions
import TestSupport
import Testing

@testable import Planning

/// Drift that the files accept for a time.
struct AcknowledgementTests {
    private let until = try! CalendarDay("2027-01-31")

    private func acknowledged(_ reasons: [Acknowledgement.Finding: String]) -> DesiredVersion {
        var version = desired(minimumF1Score: 0.9)
        version.acknowledgement = Acknowledgement(reasons: reasons, until: until)
        return version
    }

    private func report(
        _ reasons: [Acknowledgement.Finding: String],
        on day: String?,
        _ change: (inout LiveVersion) -> Void = { $0.training.f1Score = 0.5 }
    ) -> DriftReport {
        drift(
            acknowledged(reasons),
            [live("v1", "RUNNING", change)],
            DriftOptions(today: day.map { try! CalendarDay($0) })
        )
    }

    @Test("A1: it is shown and does not count until the end of its last day", arguments: ["2026-11-30", "2027-01-31"])
    func holds(day: String) {
        let report = report([.gateMissed: "a new test set is on its way"], on: day)
        #expect(report.item.drifts == [.gateMissed(MissedGate(score: 0.5, minimum: 0.9))])
        #expect(
            report.item.acknowledgement(of: report.item.drifts[0])
                == AcknowledgedDrift(reason: "a new test set is on its way", until: until, hasEnded: false)
        )
        #expect(report.isInSync && report.item.standing == .acknowledged)
        let counts = DriftCounts(report)
        #expect(counts[.gateMissed] == 0 && counts[acknowledged: .gateMissed] == 1 && counts[.acknowledged] == 1)
    }

    @Test(
        "A2: it counts again after that, and where the day is not known",
        arguments: ["2027-02-01", "9999-12-31", nil]
    )
    func ended(day: String?) {
        let report = report([.gateMissed: "soon"], on: day)
        #expect(report.item.acknowledgement(of: report.item.drifts[0])?.hasEnded == true)
        #expect(report.hasDrift && report.item.standing == .drifted)
        #expect(DriftCounts(report)[.gateMissed] == 1 && DriftCounts(report)[acknowledged: .gateMissed] == 0)
    }

    @Test("A3: only the named finding is accepted")
    func others() {
        let both = report([.gateMissed: "soon"], on: "2026-11-30") {
            $0.training.f1Score = 0.5
            $0.tags = .read(["a": "b"])
        }
        #expect(both.kinds == [.tagsDiffer, .gateMissed])
        #expect(both.hasDrift && both.item.standing == .drifted)
        #expect(both.item.drifts.map(both.item.isAcknowledged) == [false, true])
        let none = report([.overwritten: "weekly overwrite"], on: "2026-11-30")
        #expect(none.hasDrift && none.item.acknowledgement(of: none.item.drifts[0]) == nil)
    }

    @Test("A4: what could not be read is never accepted")
    func unreadable() {
        let report = report(
            Dictionary(uniqueKeysWithValues: Acknowledgement.Finding.allCases.map { ($0, "all") }),
            on: "2026-11-30"
        ) {
            $0.training.f1Score = 0.5
            $0.tags = .unreadable(reason: "no")
        }
        #expect(!report.hasDrift && !report.isComplete && report.item.standing == .unverified)
    }

    @Test("Every finding that counts as drift of a described version can be accepted, by one key each")
    func kinds() {
        let named = Drift.Kind.allCases.compactMap(\.acknowledged)
        #expect(Set(named) == Set(Acknowledgement.Finding.allCases) && named.count == Set(named).count)
        #expect(Drift.Kind.allCases.filter { $0.acknowledged == nil } == [.deprecated, .expired, .unmanaged])
        for kind in Drift.Kind.allCases {
            guard let key = kind.acknowledged?.rawValue else { continue }
            #expect(kind.rawValue == key || kind.rawValue == "manifest-\(key == "gone" ? "gone" : "overwritten")")
        }
    }
}
