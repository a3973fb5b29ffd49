import DesiredState
import ModelVersions
import TestSupport
import Testing

@testable import Planning

/// The rows of specs/cleanup.md.
struct CleanupTests {
    private typealias Verdict = CleanupVersion.Verdict

    private func version(
        _ name: String,
        _ status: String = "STOPPED",
        f1: Double? = nil,
        _ change: (inout LiveVersion) -> Void = { _ in }
    ) -> LiveVersion {
        // v1 is older than v2.
        live(name, status, created: 1_700_000_000_000 + (Int(name.dropFirst()) ?? 0)) {
            $0.training.f1Score = f1
            change(&$0)
        }
    }

    /// - Parameter versions: described ones; nil: there are no files.
    private func cleanup(
        _ versions: [DesiredVersion]?,
        _ live: [LiveVersion],
        feature: ProjectFeature? = .customLabels,
        ignoring patterns: [String] = []
    ) -> CleanupReport {
        var wanted = DesiredProject(arn: project, versions: versions ?? [])
        for pattern in patterns { wanted.ignoreUnmanaged(try! Glob(pattern)) }
        let reading = LiveState([project: .present(LiveProject(feature: feature, versions: live))])
        let plan = Planner.plan(DesiredState(projects: [wanted]), against: reading)
        return CleanupReport(plan, against: reading, hasFiles: versions != nil)
    }

    private func verdicts(
        _ versions: [DesiredVersion]?,
        _ live: [LiveVersion],
        feature: ProjectFeature? = .customLabels,
        ignoring patterns: [String] = []
    ) -> [String: Verdict] {
        let report = cleanup(versions, live, feature: feature, ignoring: patterns)
        return Dictionary(uniqueKeysWithValues: report.projects[0].versions.map { ($0.name.text, $0.verdict) })
    }

    private func name(_ text: String) -> VersionName { try! VersionName(text) }

    // MARK: Can go

    @Test("G1: a failed version can go", arguments: ["TRAINING_FAILED", "COPYING_FAILED"])
    func failed(status: String) {
        #expect(verdicts([desired("v1")], [version("v1", status)])["v1"] == .canGo([.failed]))
        #expect(verdicts([], [version("v1", status)])["v1"] == .canGo([.failed, .unmanaged]))
        #expect(verdicts(nil, [version("v1", status)])["v1"] == .canGo([.failed]))
    }

    @Test("G2: an expired version can go, even if it is the best and the newest")
    func expired() {
        #expect(verdicts([desired("v1")], [version("v1", "EXPIRED", f1: 1)])["v1"] == .canGo([.expired]))
    }

    @Test("G3: a version below its gate can go, even if it is the newest; an unknown score is not below it")
    func belowGate() {
        let all = [desired("v1"), desired("v2", minimumF1Score: 0.9), desired("v3", minimumF1Score: 0.9)]
        let result = verdicts(all, [version("v1", f1: 0.5), version("v2", f1: 0.8), version("v3")])
        #expect(
            result == [
                "v1": .stays(.best), "v2": .canGo([.belowGate(MissedGate(score: 0.8, minimum: 0.9)), .notRunning]),
                "v3": .stays(.noScore),
            ]
        )
        let equal = verdicts([desired("v1", minimumF1Score: 0.7)], [version("v1", f1: 0.699999988)])
        #expect(equal["v1"] == .stays(.best), "the service's numbers have 32 bits")
    }

    @Test("G4: a version can go if a described one is better, or as good and newer")
    func superseded() {
        let all = ["v1", "v2", "v3", "v4"].map { desired($0) }
        let lives = [version("v1", f1: 0.9), version("v2", f1: 0.8), version("v3", f1: 0.9), version("v4", f1: 0.7)]
        let result = verdicts(all, lives)
        let reason = CleanupVersion.Reason.superseded(by: name("v3"), score: 0.9)
        #expect(
            result == [
                "v1": .canGo([reason, .notRunning]), "v2": .canGo([reason, .notRunning]), "v3": .stays(.best),
                "v4": .stays(.newest),
            ]
        )
        #expect(verdicts(nil, lives) == result, "without files any version can be better")
    }

    @Test("G4: neither an unmanaged, a retired, an expired nor a failed version makes a described one needless")
    func noSuccessor() {
        let others = [version("v3", f1: 0.99), version("v4", f1: 0.98), version("v5", "EXPIRED", f1: 1)]
        let result = verdicts(
            [desired("v1"), desired("v2"), retired("v4")],
            [version("v1", f1: 0.9), version("v2", f1: 0.8)] + others
        )
        #expect(result["v1"] == .stays(.best), "the best that is described")
        #expect(result["v2"] == .stays(.newest), "the newest that is described")
        #expect(result["v3"] == .stays(.best) && result["v4"] == .stays(.newest), "of all")
    }

    @Test("G5: a retired version can go; G6: so can one that no file describes; G7: a stopped one says so")
    func others() {
        let result = verdicts(
            [retired("v1"), desired("v9")],
            [version("v1"), version("v2"), version("v9", f1: 0.9)]
        )
        #expect(
            result == [
                "v1": .canGo([.retired, .notRunning]), "v2": .canGo([.unmanaged, .notRunning]), "v9": .stays(.best),
            ]
        )
    }

    @Test("G5: a retired version can go")
    func retiredFailure() {
        #expect(verdicts([retired("v1")], [version("v1", "TRAINING_FAILED")])["v1"] == .canGo([.failed, .retired]))
    }

    @Test("G6: a version that no file describes can go, but only if there are files")
    func withoutFiles() {
        let lives = [version("v1"), version("v2", f1: 0.5)]
        #expect(verdicts([], lives)["v1"] == .canGo([.unmanaged, .notRunning]))
        #expect(verdicts(nil, lives)["v1"] == .stays(.noScore))
    }

    @Test(
        "G7: not running is no reason alone",
        arguments: ["STOPPED", "TRAINING_COMPLETED", "COPYING_COMPLETED", "FAILED"]
    )
    func notRunning(status: String) {
        let result = verdicts([desired("v1"), desired("v2")], [version("v1", status), version("v2", status)])
        #expect(result == ["v1": .stays(.noScore), "v2": .stays(.newest)])
    }

    @Test("A version that can go and is still described must be retired first")
    func retireFirst() {
        let report = cleanup(
            [desired("v1"), desired("v2"), retired("v3"), desired("v4")],
            [
                version("v1", "TRAINING_FAILED"), version("v2", f1: 0.1), version("v3"), version("v4", f1: 0.9),
                version("v0"),
            ]
        )
        #expect(report.projects[0].versions.filter(\.mustRetireFirst).map(\.name.text) == ["v1", "v2"])
        #expect(report.projects[0].versions.map(\.name.text) == ["v0", "v1", "v2", "v3", "v4"], "the oldest first")
        #expect(report.projects[0].models == 5 && report.projects[0].quota == QuotaValue(100, .documentation))
    }

    // MARK: Stays

    /// Every other rule lets it go.
    private func stays(_ status: String) -> Verdict? {
        verdicts([desired("v9")], [version("v1", status, f1: 0.1), version("v9", f1: 0.9)])["v1"]
    }

    @Test("K1: a running version stays", arguments: ["RUNNING", "STARTING", "STOPPING"])
    func running(status: String) { #expect(stays(status) == .stays(.running)) }

    @Test("K2: a version in training stays", arguments: ["TRAINING_IN_PROGRESS", "COPYING_IN_PROGRESS"])
    func inTraining(status: String) { #expect(stays(status) == .stays(.inTraining)) }

    @Test("K3: a version that is being deleted stays")
    func deleting() { #expect(stays("DELETING") == .stays(.deleting)) }

    @Test("K4: a version of an unknown status stays")
    func unrecognized() { #expect(stays("HIBERNATING") == .stays(.unrecognized)) }

    @Test("K5: a deprecated version stays")
    func deprecated() { #expect(stays("DEPRECATED") == .stays(.deprecated)) }

    @Test(
        "K6: a version that ignoreUnmanaged matches stays, whatever its state",
        arguments: ["STOPPED", "TRAINING_FAILED", "EXPIRED"]
    )
    func ignored(status: String) {
        let lives = [version("v1", status), version("v9", f1: 0.9)]
        #expect(verdicts([desired("v9")], lives, ignoring: ["v1"])["v1"] == .stays(.ignored))
    }

    @Test("K7: a version with other settings than described stays, and replaces no other")
    func conflict() {
        let other = version("v1", f1: 0.99) { $0.settings.output?.bucket = "other" }
        let result = verdicts([desired("v1"), desired("v2")], [other, version("v2", f1: 0.5)])
        #expect(result == ["v1": .stays(.conflict), "v2": .stays(.best)])
    }

    @Test(
        "K8: an adapter stays, unless it failed or expired",
        arguments: [.contentModeration, nil] as [ProjectFeature?]
    )
    func adapter(feature: ProjectFeature?) {
        let lives = [
            version("v1", f1: 0.1), version("v2", f1: 0.9), version("v3", "EXPIRED"), version("v4", "TRAINING_FAILED"),
        ]
        let result = verdicts(nil, lives, feature: feature)
        #expect(
            result == [
                "v1": .stays(.adapter), "v2": .stays(.adapter), "v3": .canGo([.expired]), "v4": .canGo([.failed]),
            ]
        )
    }

    @Test("K9: a version whose start failed, or that will expire, replaces none that can start")
    func startable() {
        for status in ["FAILED", "DEPRECATED"] {
            let lives = [version("v1", f1: 0.95), version("v2", status, f1: 0.96), version("v3", "STOPPED", f1: 0.9)]
            let result = verdicts([desired("v1"), desired("v2"), desired("v3")], lives)
            #expect(result["v1"] == .stays(.best), "\(status)")
            #expect(result["v3"] == .stays(.newest), "\(status)")
        }
    }

    @Test("K10: a gate that no version meets leaves the best and the newest")
    func raisedGate() {
        let lives = [version("v1", f1: 0.9), version("v2", f1: 0.8), version("v3", f1: 0.6)]
        let entries = ["v1", "v2", "v3"].map { text in
            var entry = desired(text)
            entry.expectation = Expectation(minimumF1Score: 0.99)
            return entry
        }
        let result = verdicts(entries, lives)
        #expect(result["v1"] == .stays(.best) && result["v3"] == .stays(.newest))
        if case .canGo? = result["v2"] { return }
        Issue.record("v2 can go")
    }

    @Test("K9: the best version that meets its gate stays; K10: so does the newest", arguments: [true, false])
    func protected(hasFiles: Bool) {
        let lives = [version("v1", f1: 0.95), version("v2", f1: 0.8), version("v3", f1: 0.7)]
        let result = verdicts(hasFiles ? [] : nil, lives)
        #expect(result["v1"] == .stays(.best) && result["v3"] == .stays(.newest))
        if case .canGo? = result["v2"] { return }
        Issue.record("v2 can go")
    }

    @Test("K10: the newest version stays, also without a score, and a deprecated or running one counts")
    func newest() {
        #expect(verdicts(nil, [version("v1", f1: 0.9), version("v2")])["v2"] == .stays(.newest))
        let running = verdicts(
            nil,
            [version("v1", f1: 0.9), version("v2", f1: 0.8), version("v3", "RUNNING", f1: 0.7)]
        )
        #expect(running["v2"] == .canGo([.superseded(by: name("v1"), score: 0.9), .notRunning]))
    }

    @Test("K11: a described version without a score stays")
    func noScore() {
        #expect(
            verdicts([desired("v1"), desired("v2")], [version("v1"), version("v2", f1: 0.9)])["v1"] == .stays(.noScore)
        )
    }

    @Test(
        "K12: of a project that could not be read, nothing can go",
        arguments: [LiveState.Reading.absent, .unreadable(reason: "no")]
    )
    func unreadable(reading: LiveState.Reading) {
        let state = DesiredState(projects: [DesiredProject(arn: project, versions: [desired()])])
        let live = LiveState([project: reading])
        let report = CleanupReport(Planner.plan(state, against: live), against: live, hasFiles: true)
        #expect(!report.isComplete && report.projects[0].versions.isEmpty && report.projects[0].problem != nil)
    }

    @Test(
        "In every project a running version, the best and the newest usable version stay",
        arguments: 0..<300
    )
    func law(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let statuses = [
            "STOPPED", "TRAINING_COMPLETED", "RUNNING", "EXPIRED", "TRAINING_FAILED", "DEPRECATED",
            "TRAINING_IN_PROGRESS",
        ]
        var versions: [DesiredVersion] = []
        var lives: [LiveVersion] = []
        for number in 1...(2 + random.below(8)) {
            let score = [nil, 0.4, 0.6, 0.6, 0.9][random.below(5)]
            lives.append(version("v\(number)", statuses[random.below(statuses.count)], f1: score))
            switch random.below(4) {
            case 0: versions.append(retired("v\(number)"))
            case 1: versions.append(desired("v\(number)", minimumF1Score: 0.5))
            case 2: versions.append(desired("v\(number)"))
            default: break
            }
        }
        let hasFiles = random.chance
        let result = verdicts(hasFiles ? versions : nil, lives)
        let gated = Set(versions.filter { hasFiles && $0.expectation.minimumF1Score != nil }.map(\.name))
        let usable = lives.filter { live in
            ["STOPPED", "TRAINING_COMPLETED", "RUNNING", "DEPRECATED"].contains(live.status.rawValue)
                && (!gated.contains(live.arn.name) || (live.training.f1Score ?? 0) >= 0.5)
        }
        func stays(_ live: LiveVersion?) -> Bool {
            guard let live, case .canGo? = result[live.arn.name.text] else { return true }
            return false
        }
        let best = usable.compactMap(\.training.f1Score).max()
        #expect(stays(usable.last), "seed \(seed)")
        #expect(stays(usable.last { $0.training.f1Score != nil && $0.training.f1Score == best }), "seed \(seed)")
        for live in lives where ["RUNNING", "TRAINING_IN_PROGRESS", "DEPRECATED"].contains(live.status.rawValue) {
            #expect(stays(live), "seed \(seed)")
        }
        #expect(result.count == lives.count)
    }
}
