import DesiredState
import Diagnostics
import ModelVersions
import Planning

/// A version of a project by name: the identity of a training.
struct TrainingKey: Hashable {
    let project: ProjectARN
    let name: VersionName
}

/// The live trainings of one account and region that a plan concerns.
struct RegionTrainings {
    let region: AccountRegion
    /// The projects that could be read.
    private(set) var projects: [ProjectARN] = []
    /// The live versions that the plan wants, and all other trainings in progress.
    private(set) var live: [(target: TrainingWatch.Target, version: LiveVersion)] = []
    /// All visible trainings in progress, wanted or not.
    private(set) var running: Set<TrainingKey> = []
    private var expectedDurations: [ProjectARN: Duration] = [:]
    private let requiredF1Score: Double?

    /// The regions of a plan, in the order in which the plan first names each.
    static func all(of plan: Plan, _ live: LiveState, requiredF1Score: Double?) -> [RegionTrainings] {
        var regions: [RegionTrainings] = []
        var index: [AccountRegion: Int] = [:]
        for project in plan.projects {
            let region = AccountRegion(project.project)
            guard index[region] == nil else { continue }
            index[region] = regions.count
            regions.append(RegionTrainings(region, requiredF1Score))
        }
        for (arn, project) in live.present {
            guard let place = index[AccountRegion(arn)] else { continue }
            regions[place].add(project, arn, plan.projects.first { $0.project == arn })
        }
        return regions
    }

    private init(_ region: AccountRegion, _ requiredF1Score: Double?) {
        self.region = region
        self.requiredF1Score = requiredF1Score
    }

    private mutating func add(_ project: LiveProject, _ arn: ProjectARN, _ plan: ProjectPlan?) {
        projects.append(arn)
        expectedDurations[arn] = TrainingEstimate.duration(from: project.versions)
        let versions = project.versions.newestByName
        var wanted: Set<VersionName> = []
        for entry in plan?.entries ?? [] where entry.outcome.isLive {
            guard let version = versions[entry.name] else { continue }
            wanted.insert(entry.name)
            live.append((target(of: entry.desired, in: arn, at: entry.location), version))
        }
        let trainings = versions.values.filter(\.takesTrainingSlot)
        for version in trainings.sorted(by: { $0.arn.name < $1.arn.name }) {
            let key = TrainingKey(project: arn, name: version.arn.name)
            running.insert(key)
            if !wanted.contains(key.name) { live.append((unwantedTarget(key), version)) }
        }
    }

    /// The training of a version that the plan wants.
    func target(
        of version: DesiredVersion,
        in project: ProjectARN,
        at location: SourceLocation?
    ) -> TrainingWatch.Target {
        TrainingWatch.Target(
            key: TrainingKey(project: project, name: version.name),
            location: location,
            minimumF1Score: GateVerdict.minimum(version.expectation.minimumF1Score, requiredF1Score),
            expected: expectedDurations[project],
            isWanted: true
        )
    }

    /// A training that is followed only for the slot that it takes.
    func unwantedTarget(_ key: TrainingKey) -> TrainingWatch.Target {
        TrainingWatch.Target(key: key, expected: expectedDurations[key.project], isWanted: false)
    }
}

/// The duration of a project's next training, from its past ones.
enum TrainingEstimate {
    /// The median wall time of the completed trainings; nil where there are none. Copies are not trainings.
    static func duration(from versions: [LiveVersion]) -> Duration? {
        versions.compactMap(\.elapsedMilliseconds).sorted().medianOfSorted.map { .milliseconds($0) }
    }
}
