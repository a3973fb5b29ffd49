import DesiredState
import Host
import ModelVersions
import Planning
import Reconciler
import Rekognition
import Sandbox
import TestSupport

/// One drawn course of events: two applies, often at the same time, perhaps a wait, perhaps killed or told to stop,
/// over a network and a service that are drawn too; perhaps the deletion of versions, and the run that comes after.
struct Schedule {
    struct Actor {
        let process: SimulatedProcess
        let desired: DesiredState
        let audit: SimulatedAudit
        let policy: ApplyPolicy
        let start: Duration
        let stop: Duration?
        /// Whether it only waits.
        let onlyWaits: Bool
    }

    static let projects = [projectARN("signs"), projectARN("lights")]
    /// How long a new version may be missing in the lists.
    private static let longestDelay = Duration.seconds(10)

    let simulation: Simulation
    let ledger = Ledger()
    let engine: SandboxEngine
    let trainingTime: Int
    /// How many of a hundred calls go wrong.
    let faultRate: Int
    /// In some, the service does nothing worse than to refuse calls for being too many.
    let faults: [FaultyService.Fault]
    private(set) var actors: [Actor] = []
    /// A version that is live and trained before the actors start.
    private(set) var earlierVersion: (project: ProjectARN, name: VersionName)?

    init(seed: UInt64, isTraced: Bool = false) {
        simulation = Simulation(seed: seed, isTraced: isTraced)
        engine = SandboxEngine(
            store: SandboxStore(path: nil),
            wallClock: SimulatedWallClock(simulation: simulation)
        )
        faultRate = simulation.draw { [0, 10, 30, 60][$0.below(4)] }
        faults = simulation.draw { $0.below(4) == 0 } ? [.throttled] : FaultyService.Fault.allCases
        trainingTime = simulation.draw { $0.below(45) }
        seedService()
        let hasRival = simulation.draw { $0.below(3) > 0 }
        let (desired, rival) = simulation.draw { Self.desiredStates(&$0) }
        if simulation.draw({ $0.below(3) == 0 }) { train(oneOf: desired) }
        actors.append(actor("first", desired))
        if hasRival { actors.append(actor("rival", rival)) }
        if simulation.draw({ $0.below(4) == 0 }) { actors.append(actor("waiter", desired, onlyWaits: true)) }
    }

    private func seedService() {
        let (slots, delay) = simulation.draw { ([1, 2, 3, 20, 20][$0.below(5)], $0.below(10_001)) }
        simulation.start { [engine, trainingTime] in
            let seeds = Self.projects.map { ProjectSeed(arn: $0, hasDatasets: true) }
            _ = try! await engine.seed(seeds) { settings in
                settings.trainingDurationSeconds = trainingTime
                settings.concurrentTrainings = slots
                settings.consistencyDelayMilliseconds = delay
            }
        }
        simulation.run()
    }

    /// Trains one version before everything else.
    private mutating func train(oneOf desired: DesiredState) {
        let all = desired.projects.flatMap { project in project.versions.map { (project.arn, $0) } }
        guard !all.isEmpty else { return }
        let (project, version) = all[simulation.draw { $0.below(all.count) }]
        guard case .trained(let settings) = version.intent else { return }
        earlierVersion = (project, version.name)
        let request = CreateProjectVersionRequest(version, settings, in: project)
        simulation.start { [engine, ledger, simulation] in
            let response = try! await SandboxClient(engine, region: "us-east-1").createProjectVersion(request)
            ledger.add(request, response.projectVersionARN, by: "earlier", at: simulation.elapsed)
            try? await simulation.sleep(for: .seconds(60))
        }
        simulation.run()
    }

    /// Two states that overlap, and that may contradict each other.
    private static func desiredStates(_ random: inout SplitMix64) -> (DesiredState, DesiredState) {
        let contradicts = random.chance
        var states: ([(ProjectARN, [DesiredVersion])], [(ProjectARN, [DesiredVersion])]) = ([], [])
        for project in projects {
            let names = (0..<random.below(5)).map { "v\($0)" }
            let tags = names.map { _ in
                random.below(7) == 0 ? ["rekon-sandbox:outcome": "fail"] : Tags.none
            }
            func versions(_ others: Bool) -> [DesiredVersion] {
                zip(names, tags).compactMap { name, tags in
                    if others, random.below(4) == 0 { return nil }
                    let isOther = others && contradicts && random.below(2) == 0
                    var version = desired(name, output: isOther ? "s3://bucket/elsewhere/" : "s3://bucket/out/")
                    version.tags = tags
                    return version
                }
            }
            states.0.append((project, versions(false)))
            states.1.append((project, versions(true) + (random.chance ? [desired("other")] : [])))
        }
        return (state(states.0), state(states.1))
    }

    private func actor(_ name: String, _ desired: DesiredState, onlyWaits: Bool = false) -> Actor {
        simulation.draw { random in
            var policy = ApplyPolicy()
            policy.maxTrainings = 1 + random.below(4)
            policy.waits = onlyWaits || random.chance
            if random.below(3) == 0 { policy.waiting.timeout = .seconds(random.below(200)) }
            let process = SimulatedProcess(
                name,
                in: simulation,
                killedAtStep: random.below(5) < 2 ? 1 + random.below(policy.waits ? 80 : 40) : nil,
                clockAhead: [.zero, .zero, .seconds(1800), .seconds(-1800)][random.below(4)],
                knowsServiceTime: random.below(4) > 0
            )
            return Actor(
                process: process,
                desired: desired,
                audit: SimulatedAudit(room: random.below(15) == 0 ? random.below(4) : .max),
                policy: policy,
                start: .milliseconds(random.below(3) == 0 ? 0 : random.below(60_000)),
                stop: random.below(5) == 0 ? .milliseconds(random.below(90_000)) : nil,
                onlyWaits: onlyWaits
            )
        }
    }

    /// Whether nothing worse happens than that its one apply is killed, told to stop, throttled, or finds no slot.
    var isOnlyCutOff: Bool {
        (faultRate == 0 || faults == [.throttled]) && actors.count { !$0.onlyWaits } == 1
            && actors.allSatisfy { !$0.audit.isLimited }
    }

    // MARK: Running

    /// Runs all actors until they have ended or are dead.
    func run() {
        for actor in actors { start(actor, faultRate: faultRate) }
        simulation.run()
    }

    /// Runs one more apply, with no faults, to the end of its trainings.
    func runAgain(_ desired: DesiredState) -> SimulatedProcess {
        var policy = ApplyPolicy()
        policy.maxTrainings = 1 + simulation.draw { $0.below(10) }
        policy.waits = true
        let next = Actor(
            process: SimulatedProcess("next", in: simulation),
            desired: desired,
            audit: SimulatedAudit(),
            policy: policy,
            start: .seconds(10),
            stop: nil,
            onlyWaits: false
        )
        start(next, faultRate: 0)
        simulation.run()
        return next.process
    }

    /// The plan for a desired state at the end.
    ///
    /// - Parameter looking: whether earlier trainings are looked for; otherwise the order of the lists decides.
    func plan(_ desired: DesiredState, looking: Bool = true) -> Plan? {
        let process = SimulatedProcess("planner", in: simulation)
        process.start { [self] in
            do {
                // Until all that was created is in the lists, and trained.
                try await simulation.sleep(for: .seconds(120))
                let service = service(process, faultRate: 0)
                return .refused(try await read(desired, over: service, looking: looking).0)
            } catch {
                return .failed("\(error)")
            }
        }
        simulation.run()
        guard case .refused(let plan) = process.outcome else { return nil }
        return plan
    }

    private func service(_ process: SimulatedProcess, faultRate: Int) -> FaultyService {
        FaultyService(
            process: process,
            client: SandboxClient(engine, region: "us-east-1"),
            ledger: ledger,
            faultRate: faultRate,
            faults: faults
        )
    }

    /// Reads the live state and plans, as a command does it.
    private func read(
        _ desired: DesiredState,
        over api: FaultyService,
        looking: Bool = true
    ) async throws -> (Plan, LiveState) {
        let start = simulation.elapsed
        let live = try await LiveStateReader(api: { _ in api }).read(desired.projects)
        let plan = Planner.plan(desired, against: live)
        let wanted = plan.tracesToFind
        guard looking, !wanted.isEmpty else { return (plan, live) }
        let earlier = ledger.files(
            at: wanted,
            created: start - Self.longestDelay,
            ended: simulation.elapsed - .seconds(trainingTime)
        )
        return (Planner.plan(desired, against: live, options: PlanOptions(earlier: earlier)), live)
    }

    /// Deletes some versions whose training has ended; the newest one among them if only one is deleted.
    func deleteVersions(_ count: Int) {
        simulation.start { [self] in
            try? await simulation.sleep(for: .seconds(120))
            for _ in 0..<count {
                guard let version = ledger.creations.last(where: { !$0.isDeleted && (count == 1 || chance) }) else {
                    continue
                }
                let body = Array(#"{"ProjectVersionArn":"\#(version.arn)"}"#.utf8)
                let response = await engine.respond(to: "DeleteProjectVersion", body, region: "us-east-1")
                guard response.status == 200 else { continue }
                simulation.log("\(version.arn) is deleted")
                ledger.didDelete(version.arn)
            }
        }
        simulation.run()
    }

    private var chance: Bool { simulation.draw { $0.chance } }

    private func start(_ actor: Actor, faultRate: Int) {
        let process = actor.process
        if let stop = actor.stop {
            simulation.start { [simulation] in
                try? await simulation.sleep(for: actor.start + stop)
                simulation.log("\(process.name): told to stop")
                process.stop.raise()
            }
        }
        process.start { [self] in
            do {
                try await simulation.sleep(for: actor.start)
                let api = service(process, faultRate: faultRate)
                let (plan, live) = try await read(actor.desired, over: api)
                if actor.onlyWaits { return .waited(plan, await wait(actor, plan, live, api)) }
                guard plan.isComplete, !plan.isBlocked else { return .refused(plan) }
                return .applied(plan, await apply(actor, plan, live, api))
            } catch {
                return .failed("\(error)")
            }
        }
    }

    private func apply(_ actor: Actor, _ plan: Plan, _ live: LiveState, _ api: FaultyService) async -> ApplyReport {
        let applier = Applier(
            api: { _ in api },
            policy: actor.policy,
            auditor: actor.audit,
            run: context(of: actor.process)
        )
        return await applier.apply(plan, live: live)
    }

    private func wait(_ actor: Actor, _ plan: Plan, _ live: LiveState, _ api: FaultyService) async -> TrainingReport {
        let waiter = Waiter(
            api: { _ in api },
            policy: actor.policy.waiting,
            run: context(of: actor.process)
        )
        return await waiter.wait(for: plan, live: live)
    }

    private func context(of process: SimulatedProcess) -> RunContext {
        RunContext(
            .test(
                clock: ProcessClock(process: process),
                wallClock: SimulatedWallClock(simulation: simulation, ahead: process.clockAhead),
                random: SimulatedRandom(simulation: simulation)
            ),
            stop: process.stop
        )
    }
}
