import DesiredState
import Diagnostics
import ModelVersions
import Planning

/// What a run has to do in one account and region.
struct LaneWork {
    let lane: Lane
    /// With their places in the plan, in its order.
    var creates: [(offset: Int, create: Create)] = []
    /// The live versions that are wanted, and the trainings of others.
    var live: [(target: TrainingWatch.Target, version: LiveVersion)] = []
    /// All trainings in progress that can be seen, wanted or not.
    var running: Set<TrainingKey> = []
    /// The projects that could be read.
    private(set) var projects: [ProjectARN] = []
    private var expectations: [ProjectARN: Duration] = [:]
    private var required: Double?

    /// The work of a plan, lane by lane, in the order in which the plan first names each.
    static func lanes(of plan: Plan, _ live: LiveState, requiredF1Score: Double?) -> [LaneWork] {
        var lanes: [LaneWork] = []
        var index: [Lane: Int] = [:]
        for project in plan.projects where index[Lane(project.project)] == nil {
            let lane = Lane(project.project)
            index[lane] = lanes.count
            lanes.append(LaneWork(lane: lane, required: requiredF1Score))
        }
        for (arn, project) in live.present {
            // Of a lane without a plan nobody wants to know.
            guard let place = index[Lane(arn)] else { continue }
            lanes[place].projects.append(arn)
            lanes[place].expectations[arn] = TrainingEstimate.duration(from: project.versions)
            lanes[place].add(project, arn, wanted: plan.projects.first { $0.project == arn })
        }
        for (offset, create) in plan.creates.enumerated() {
            guard let place = index[Lane(create.project)], let create = Create(create.entry, in: create.project)
            else { continue }
            lanes[place].creates.append((offset, create))
        }
        return lanes
    }

    private init(lane: Lane, required: Double?) {
        self.lane = lane
        self.required = required
    }

    private mutating func add(_ project: LiveProject, _ arn: ProjectARN, wanted plan: ProjectPlan?) {
        let versions = project.versions.newestByName
        var wanted: Set<VersionName> = []
        for entry in plan?.entries ?? [] where entry.outcome == .unchanged || entry.outcome == .expired {
            guard let version = versions[entry.name] else { continue }
            wanted.insert(entry.name)
            live.append((target(TrainingKey(project: arn, name: entry.name), entry), version))
        }
        let inProgress = versions.values.filter { $0.status.phase == .inProgress }
        for version in inProgress.sorted(by: { $0.arn.name < $1.arn.name }) {
            let key = TrainingKey(project: arn, name: version.arn.name)
            running.insert(key)
            if !wanted.contains(key.name) {
                live.append((other(key), version))
            }
        }
    }

    private func target(_ key: TrainingKey, _ entry: PlanEntry) -> TrainingWatch.Target {
        TrainingWatch.Target(
            key: key,
            location: entry.location,
            minimumF1Score: GateVerdict.minimum(entry.desired.expectation.minimumF1Score, required),
            expected: expectations[key.project],
            isWanted: true
        )
    }

    /// A training that is followed only for the slot that it takes.
    func other(_ key: TrainingKey) -> TrainingWatch.Target {
        TrainingWatch.Target(key: key, expected: expectations[key.project], isWanted: false)
    }

    /// The training that a create starts.
    func target(of create: Create) -> TrainingWatch.Target {
        TrainingWatch.Target(
            key: TrainingKey(project: create.project, name: create.version.name),
            location: create.location,
            minimumF1Score: GateVerdict.minimum(create.version.expectation.minimumF1Score, required),
            expected: expectations[create.project],
            isWanted: true
        )
    }
}
