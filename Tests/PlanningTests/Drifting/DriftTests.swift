import DesiredState
import Diagnostics
import ModelVersions
import TestSupport
import Testing

@testable import Planning

/// The report of one project.
func drift(
    _ versions: [DesiredVersion],
    _ reading: LiveState.Reading?,
    ignoring patterns: [String] = [],
    _ options: DriftOptions = DriftOptions(manifests: ManifestReadings())
) -> DriftReport {
    var wanted = DesiredProject(arn: project, versions: versions)
    for pattern in patterns { wanted.ignoreUnmanaged(try! Glob(pattern)) }
    var sources = SourceMap()
    for (line, pattern) in wanted.ignoredUnmanaged.enumerated() {
        sources[project, ignoring: pattern] = SourceLocation(path: "f.yaml", line: line + 1, column: 1)
    }
    let state = DesiredState(projects: [wanted], sources: sources)
    let live = LiveState(reading.map { [project: $0] } ?? [:])
    return DriftReport(Planner.plan(state, against: live), of: state, against: live, options: options)
}

func drift(_ version: DesiredVersion, _ live: [LiveVersion], _ options: DriftOptions = .init()) -> DriftReport {
    drift([version], .present(LiveProject(datasets: readyDatasets, versions: live)), options)
}

extension DriftReport {
    var item: DriftItem { projects[0].items[0] }
    var kinds: [Drift.Kind] { item.drifts.map(\.kind) }
}

/// The rows of specs/drift.md.
struct DriftTests {
    // MARK: Projects

    @Test("P1: a project that does not exist is not in sync")
    func absent() {
        let report = drift([desired(), desired("v2")], .absent)
        #expect(!report.isComplete && !report.isInSync && !report.hasDrift)
        #expect(report.projects[0].problem == .absent && report.projects[0].items.isEmpty)
        #expect(DriftCounts(report).unread == 2)
    }

    @Test("P2: a project that could not be read, or was not, is not in sync")
    func unreadable() {
        for reading in [LiveState.Reading.unreadable(reason: "no"), nil] {
            let report = drift([desired()], reading)
            #expect(!report.isComplete && !report.isInSync)
            #expect(report.projects[0].items.isEmpty)
        }
    }

    // MARK: Versions

    @Test("M1: a version that is not live is missing")
    func missing() {
        let report = drift(desired(), [])
        #expect(report.item.drifts == [.missing(nil)])
        #expect(report.hasDrift && report.isComplete && !report.isInSync)
    }

    @Test("M2: a version that was probably deleted is missing, with the reason")
    func deleted() throws {
        let report = drift(
            [desired("v1"), desired("v2"), desired("v3")],
            .present(LiveProject(versions: [live("v2", created: 2000), live("v3", created: 3000)]))
        )
        guard case .missing(.order(let order)?) = report.item.drifts.first else {
            Issue.record("\(report.item.drifts)")
            return
        }
        #expect(order.between.name.text == "v2")
        #expect(DriftCounts(report)[.missing] == 1)
        #expect(DriftCounts(report)[.inSync] == 2)
    }

    @Test("S1: different settings are reported for both sides")
    func settings() {
        let report = drift(desired(), [live { $0.settings.output?.prefix = "elsewhere/" }])
        #expect(
            report.item.drifts == [
                .settingsDiffer([
                    Difference(setting: .output, desired: ["s3://bucket/out/"], live: ["s3://bucket/elsewhere/"])
                ])
            ]
        )
        #expect(report.hasDrift)
    }

    @Test(
        "T1: different tags are drift beside all other drift",
        arguments: ["RUNNING", "EXPIRED", "TRAINING_IN_PROGRESS"]
    )
    func tags(status: String) {
        let report = drift(
            desired(tags: Tags([("a", "1"), ("b", "2")])),
            [live("v1", status) { $0.tags = .read(["b": "3", "c": "4", "aws:x": "y"]) }]
        )
        guard case .tagsDiffer(let tags) = report.item.drifts.first else {
            Issue.record("\(report.item.drifts)")
            return
        }
        #expect(tags.removed.map(\.key) == ["a"] && tags.changed.map(\.key) == ["b"] && tags.added.map(\.key) == ["c"])
        #expect(report.hasDrift && report.item.standing == .drifted)
    }

    @Test("T2: tags that could not be read are unknown, never in sync")
    func unreadableTags() {
        let report = drift(desired(), [live { $0.tags = .unreadable(reason: "no") }])
        #expect(report.item.problems == [.tags(reason: "no")])
        #expect(report.item.standing == .unverified)
        #expect(!report.hasDrift && !report.isComplete && !report.isInSync)
    }

    @Test("F1: a failed training is drift", arguments: ["TRAINING_FAILED", "COPYING_FAILED"])
    func failed(status: String) {
        #expect(drift(desired(), [live("v1", status)]).item.drifts == [.failed])
    }

    @Test("D1: a version that is being deleted is drift")
    func deleting() {
        let report = drift(desired(), [live("v1", "DELETING")])
        #expect(report.item.drifts == [.deleting])
        #expect(report.hasDrift)
    }

    @Test("E1: an expired version is reported, but is not drift")
    func expired() {
        let report = drift(desired(), [live("v1", "EXPIRED")])
        #expect(report.item.drifts == [.expired])
        #expect(report.isInSync && report.item.standing == .expired)
    }

    @Test("E2: a deprecated version is reported, but is not drift")
    func deprecated() {
        let report = drift(desired(), [live("v1", "DEPRECATED")])
        #expect(report.item.drifts == [.deprecated])
        #expect(report.isInSync && report.item.standing == .deprecated)
    }

    @Test("G1: a deprecated version still runs, so its gate counts; that of an expired one does not")
    func gateOfDeprecated() {
        func drifts(_ status: String) -> [Drift.Kind] {
            drift(gated(0.9), [live("v1", status) { $0.training.f1Score = 0.5 }]).item.drifts.map(\.kind)
        }
        #expect(drifts("DEPRECATED") == [.deprecated, .gateMissed])
        #expect(drifts("EXPIRED") == [.expired])
    }

    // MARK: Gates

    private func gated(_ minimum: Double?) -> DesiredVersion {
        var version = desired()
        version.expectation.minimumF1Score = minimum
        return version
    }

    @Test(
        "G1: the higher requirement of file and run counts",
        arguments: [
            (0.9, nil, 0.8, 0.9), (nil, 0.9, 0.8, 0.9), (0.5, 0.9, 0.8, 0.9), (0.9, 0.5, 0.8, 0.9),
            (0.8, nil, 0.8, nil),
            (nil, nil, 0.1, nil), (0.7, nil, 0.699999988, nil),
        ] as [(Double?, Double?, Double, Double?)]
    )
    func gate(expected: Double?, required: Double?, score: Double, missed: Double?) {
        let options = DriftOptions(requiredF1Score: required)
        let report = drift(gated(expected), [live { $0.training.f1Score = score }], options)
        #expect(report.item.drifts == (missed.map { [.gateMissed(MissedGate(score: score, minimum: $0))] } ?? []))
        #expect(report.hasDrift == (missed != nil))
    }

    @Test("G2: an unknown score misses the gate")
    func unknownScore() {
        #expect(drift(gated(0.5), [live()]).item.drifts == [.gateMissed(MissedGate(score: nil, minimum: 0.5))])
    }

    @Test("A gate applies only to a version that is trained with these settings")
    func noGate() {
        for status in ["TRAINING_IN_PROGRESS", "EXPIRED", "TRAINING_FAILED", "DELETING", "NEW_STATUS"] {
            #expect(!drift(gated(0.5), [live("v1", status)]).kinds.contains(.gateMissed))
        }
        let other = drift(gated(0.5), [live { $0.settings.output?.bucket = "other" }])
        #expect(other.kinds == [.settingsDiffer])
    }

    // MARK: In sync

    @Test(
        "I1: neither a training nor a copy in progress is drift",
        arguments: [("TRAINING_IN_PROGRESS", DriftItem.Standing.inTraining), ("COPYING_IN_PROGRESS", .beingCopied)]
    )
    func training(status: String, standing: DriftItem.Standing) {
        let report = drift(desired(), [live("v1", status)])
        #expect(report.isInSync && report.item.standing == standing && report.item.drifts.isEmpty)
    }

    @Test("I2: a retired version is not drift, live or not")
    func retiredVersion() {
        for versions in [[], [live()], [live("v1", "TRAINING_FAILED")], [live("v1", "DELETING")]] {
            let report = drift(retired(), versions)
            #expect(report.isInSync && report.item.standing == .retired && report.item.drifts.isEmpty)
        }
    }

    @Test("I3: a trained version with the described settings is in sync")
    func inSync() {
        for status in ["TRAINING_COMPLETED", "RUNNING", "STOPPED", "FAILED", "NEW_STATUS"] {
            let report = drift(desired(), [live("v1", status)])
            #expect(report.isInSync && report.item.standing == .inSync)
        }
    }

    // MARK: Unmanaged

    private func unmanaged(_ policy: UnmanagedPolicy, ignoring patterns: [String] = []) -> DriftReport {
        drift(
            [desired()],
            .present(LiveProject(versions: [live(), live("console-2", "RUNNING"), live("console-1"), live("other")])),
            ignoring: patterns,
            DriftOptions(unmanaged: policy)
        )
    }

    @Test("U1: a version that no file describes is listed, but is not drift")
    func reported() {
        let report = unmanaged(.report)
        #expect(report.projects[0].unmanaged.map(\.arn.name.text) == ["console-1", "console-2", "other"])
        #expect(
            report.projects[0].unmanaged.map(\.status.rawValue) == [
                "TRAINING_COMPLETED", "RUNNING", "TRAINING_COMPLETED",
            ]
        )
        #expect(report.isInSync)
        #expect(DriftCounts(report)[.unmanaged] == 3)
    }

    @Test("U2: with `fail` it is drift, unless it is ignored")
    func failing() {
        #expect(unmanaged(.fail).hasDrift)
        #expect(unmanaged(.fail, ignoring: ["console-*"]).hasDrift)
        #expect(unmanaged(.fail, ignoring: ["*"]).isInSync)
    }

    @Test("U3: with `ignore` it is not listed")
    func ignoring() {
        let report = unmanaged(.ignore)
        #expect(report.projects[0].unmanaged.isEmpty && report.isInSync)
        #expect(DriftCounts(report)[.unmanaged] == 0)
    }

    @Test("U4: a version that matches `ignoreUnmanaged` is counted, but not listed")
    func exceptions() {
        let report = unmanaged(.report, ignoring: ["console-*", "o?her"])
        #expect(report.projects[0].unmanaged.isEmpty)
        #expect(report.projects[0].ignoredCount == 3)
        #expect(report.projects[0].idlePatterns.isEmpty)
    }

    @Test("U5: a pattern that matches nothing is reported with its place")
    func idle() {
        // `v1` is described: no pattern is needed for it.
        let report = unmanaged(.report, ignoring: ["console-*", "v1", "nothing"])
        #expect(report.projects[0].idlePatterns.map(\.glob.text) == ["v1", "nothing"])
        #expect(report.projects[0].idlePatterns.map { $0.location?.line } == [2, 3])
        #expect(report.isInSync)
    }
}
