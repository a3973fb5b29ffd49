import AWSRuntime
import DesiredState
import Host
import ModelVersions
import Planning
import Reconciler
import Rekognition
import Synchronization
import TestSupport

func state(_ projects: [(ProjectARN, [DesiredVersion])]) -> DesiredState {
    DesiredState(projects: projects.map { DesiredProject(arn: $0.0, versions: $0.1) })
}

func state(_ names: String...) -> DesiredState {
    state([(projectARN(), names.map { desired($0) })])
}

/// Plans a state against a fake service, as a command does.
func plan(_ state: DesiredState, _ service: FakeService) async throws -> Plan {
    Planner.plan(state, against: try await LiveStateReader(api: { _ in service }).read(state.projects))
}

func apply(
    _ plan: Plan,
    _ service: FakeService,
    maxTrainings: Int = 100,
    stop: StopSignal = StopSignal()
) async -> ApplyReport {
    var policy = ApplyPolicy()
    policy.maxTrainings = maxTrainings
    return await Applier(
        api: { _ in service },
        policy: policy,
        run: RunContext(service.process, stop: stop)
    ).apply(plan)
}

extension FakeService {
    /// A process on the service's clock.
    var process: ProcessContext { .test(clock: clock, wallClock: VirtualWallClock(clock: clock)) }
}

extension ApplyResult {
    /// The case's name.
    var kind: String {
        switch self {
        case .created: "created"
        case .confirmed: "confirmed"
        case .alreadyThere: "alreadyThere"
        case .conflict: "conflict"
        case .deferred: "deferred"
        case .failed: "failed"
        case .refused: "refused"
        case .unresolved: "unresolved"
        case .notStarted: "notStarted"
        }
    }
}

/// The wall clock of a machine whose time is wrong.
struct ShiftedWallClock: WallClock {
    let clock: VirtualClock
    let ahead: Duration

    var now: UnixTime { VirtualWallClock(clock: clock).now.advanced(by: ahead) }
}
