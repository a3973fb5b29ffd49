import DesiredState
import ModelVersions
import TestSupport
import Testing

@testable import Planning

/// Relations between a plan and its drift report, over random states.
struct DriftLawTests {
    private static let statuses = [
        "RUNNING", "TRAINING_COMPLETED", "TRAINING_FAILED", "DELETING", "EXPIRED", "TRAINING_IN_PROGRESS", "NEW_STATUS",
    ]

    private struct World {
        var desired: DesiredState
        var live = LiveState()
        var options: DriftOptions
        /// The live versions with drift that is not part of a plan's outcome.
        var overwritten = ManifestReadings()

        init(_ random: inout SplitMix64) {
            var versions: [DesiredVersion] = []
            var lives: [LiveVersion] = []
            for number in 0..<random.below(8) {
                let name = "v\(number)"
                var version =
                    random.below(6) == 0 ? retired(name) : manifestDesired(name, random.chance ? "m\(number % 4)" : nil)
                if random.below(3) == 0 { version.expectation.minimumF1Score = 0.5 }
                if random.below(5) > 0 { versions.append(version) }
                guard random.below(4) > 0 else { continue }
                let status = DriftLawTests.statuses[random.below(random.chance ? 2 : DriftLawTests.statuses.count)]
                lives.append(
                    makeLive(name, status, created: 1_000_000 + number) {
                        if random.below(8) == 0 { $0.settings.output?.bucket = "other" }
                        $0.settings.training = [.init(bucket: "data", key: "m\(number % 4)")]
                        $0.settings.testingIsAutoCreated = true
                        $0.training.f1Score = [nil, 0.4, 0.6, 0.9][random.below(4)]
                        switch random.below(12) {
                        case 0: $0.tags = .unreadable(reason: "no")
                        case 1: $0.tags = .read(["a": "b"])
                        default: $0.tags = .read(.none)
                        }
                    }
                )
            }
            var wanted = DesiredProject(arn: project, versions: versions)
            if random.chance { wanted.ignoreUnmanaged(try! Glob("v[0-3]")) }
            desired = DesiredState(projects: [wanted])
            for key in 0..<4 {
                let object = ManifestObject(S3Object(bucket: "data", key: "m\(key)"), of: AccountRegion(project))
                switch random.below(12) {
                case 0: overwritten[object] = .absent
                case 1: overwritten[object] = .unreadable(reason: "no")
                case 2: overwritten[object] = .present(modified: 2_000_000)
                default: overwritten[object] = .present(modified: 0)
                }
            }
            live[project] = random.below(20) == 0 ? .absent : .present(LiveProject(versions: lives))
            options = DriftOptions(
                unmanaged: UnmanagedPolicy.allCases[random.below(3)],
                requiredF1Score: random.below(4) == 0 ? 0.7 : nil,
                manifests: overwritten
            )
        }
    }

    @Test(
        "In sync exactly if the plan has nothing to do and tags, gates and manifests agree",
        arguments: 0..<500
    )
    func agreesWithPlan(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let world = World(&random)
        let plan = Planner.plan(world.desired, against: world.live)
        let report = DriftReport(plan, of: world.desired, against: world.live, options: world.options)

        // Computed again from the plan and the live state.
        var drifts = false
        var isComplete = plan.isComplete
        if case .present(let present) = world.live[project] {
            let versions = present.versions.newestByName
            for entry in plan.projects[0].entries {
                if ![.unchanged, .expired, .retired].contains(entry.outcome) || entry.tagDrift != nil { drifts = true }
                guard entry.outcome == .unchanged, let version = versions[entry.name],
                    ["RUNNING", "TRAINING_COMPLETED"].contains(version.status.rawValue)
                else { continue }
                let minimum = max(entry.desired.expectation.minimumF1Score ?? 0, world.options.requiredF1Score ?? 0)
                if minimum > 0, (version.training.f1Score ?? 0) < minimum { drifts = true }
                guard case .trained(let settings) = entry.desired.intent, settings.datasets != .project else {
                    continue
                }
                for manifest in version.settings.training ?? [] {
                    switch world.overwritten[.init(manifest, of: AccountRegion(project))] {
                    case .present(let modified): if modified > version.arn.creationTime { drifts = true }
                    case .absent: drifts = true
                    case .unreadable: isComplete = false
                    }
                }
            }
            if world.options.unmanaged == .fail, !plan.projects[0].unmanaged.isEmpty { drifts = true }
        }
        #expect(report.hasDrift == drifts, "seed \(seed)")
        #expect(report.isComplete == isComplete, "seed \(seed)")
        #expect(report.isInSync == (isComplete && !drifts), "seed \(seed)")
    }

    @Test(
        "Every described version is in the report once, in the order of the plan, with one standing",
        arguments: 0..<200
    )
    func total(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let world = World(&random)
        let plan = Planner.plan(world.desired, against: world.live)
        let report = DriftReport(plan, of: world.desired, against: world.live, options: world.options)
        #expect(report.projects.flatMap { $0.items.map(\.entry) } == plan.projects.flatMap(\.entries))
        let counts = DriftCounts(report)
        let standing = DriftItem.Standing.allCases.reduce(0) { $0 + counts[$1] }
        #expect(standing + counts.unread == counts.desired, "seed \(seed)")
        for item in report.projects.flatMap(\.items) {
            let kinds = item.drifts.map(\.kind)
            #expect(kinds == Drift.Kind.allCases.filter(kinds.contains), "seed \(seed): each once, in order")
        }
        let asked = DriftReport.manifests(of: plan, against: world.live)
        #expect(Set(asked).count == asked.count)
    }
}

private func manifestDesired(_ name: String, _ key: String?) -> DesiredVersion {
    desired(name) {
        if let key { $0.datasets = .manifests(training: [manifest("s3://data/\(key)")], testing: .autoCreate) }
    }
}

private func makeLive(_ name: String, _ status: String, created: Int, _ change: (inout LiveVersion) -> Void)
    -> LiveVersion
{
    live(name, status, created: created, change)
}
