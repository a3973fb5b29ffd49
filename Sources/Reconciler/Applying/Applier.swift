internal import DesiredState
internal import Diagnostics
package import ModelVersions
package import Planning
package import Rekognition

/// Creates what a plan says, in its order, and reports on every version.
package struct Applier: Sendable {
    private let api: @Sendable (ProjectARN) throws -> any RekognitionCreatingAPI
    private let policy: ApplyPolicy
    private let clock: any Clock<Duration>
    private let stop: StopSignal
    private let observe: @Sendable (ApplyEvent) -> Void

    /// - Parameters:
    ///   - api: The client for a project's region.
    ///   - stop: Raised to start nothing more.
    ///   - observe: Told what happens as it happens; called from several tasks.
    package init(
        api: @escaping @Sendable (ProjectARN) throws -> any RekognitionCreatingAPI,
        policy: ApplyPolicy = ApplyPolicy(),
        clock: any Clock<Duration> = ContinuousClock(),
        stop: StopSignal = StopSignal(),
        observe: @escaping @Sendable (ApplyEvent) -> Void = { _ in }
    ) {
        self.api = api
        self.policy = policy
        self.clock = clock
        self.stop = stop
        self.observe = observe
    }

    /// Creates the versions of a plan. One that fails never hides the others.
    ///
    /// It must not be cancelled: a create that is cut off is one whose effect nobody knows. Raise `stop` instead.
    package func apply(_ plan: Plan) async -> ApplyReport {
        let creates = plan.creates.compactMap { project, entry -> Create? in
            guard case .trained(let settings) = entry.desired.intent else { return nil }
            return Create(project: project, version: entry.desired, settings: settings, location: entry.location)
        }
        var lanes: [Lane: [(offset: Int, create: Create)]] = [:]
        for (offset, create) in creates.enumerated() {
            lanes[Lane(create.project), default: []].append((offset, create))
        }
        // In the order in which the plan first names each lane.
        let ordered = lanes.values.sorted { ($0.first?.offset ?? 0) < ($1.first?.offset ?? 0) }
        let results = await withTaskGroup(of: [(Int, ApplyReport.Item)].self) { group in
            var waiting = ordered[...]
            for _ in 0..<policy.lanes {
                guard let lane = waiting.popFirst() else { break }
                group.addTask { await run(lane) }
            }
            var results: [(Int, ApplyReport.Item)] = []
            for await items in group {
                results += items
                if let lane = waiting.popFirst() { group.addTask { await run(lane) } }
            }
            return results
        }
        return ApplyReport(items: results.sorted { $0.0 < $1.0 }.map(\.1))
    }

    /// The creates of one account and region, one after the other.
    private func run(_ lane: [(offset: Int, create: Create)]) async -> [(Int, ApplyReport.Item)] {
        var items: [(Int, ApplyReport.Item)] = []
        var noSlot: String?
        for (offset, create) in lane {
            let result: ApplyResult
            if stop.isRaised {
                result = .notStarted
            } else if let noSlot {
                // A later version must not take the slot that an earlier one did not get.
                result = .deferred(reason: noSlot)
            } else {
                observe(.started(project: create.project, name: create.version.name))
                result = await self.create(create)
            }
            if case .deferred(let reason) = result { noSlot = reason }
            let item = ApplyReport.Item(
                project: create.project,
                name: create.version.name,
                location: create.location,
                result: result
            )
            observe(.finished(item))
            items.append((offset, item))
        }
        return items
    }

    private func create(_ create: Create) async -> ApplyResult {
        do {
            let resolver = CreateResolver(
                create: create,
                api: try api(create.project),
                policy: policy,
                clock: clock,
                stop: stop,
                observe: observe
            )
            return await resolver.run()
        } catch {
            return .failed(reason: "\(error)")
        }
    }
}

/// One version to create.
struct Create: Sendable {
    let project: ProjectARN
    let version: DesiredVersion
    let settings: TrainingSettings
    let location: SourceLocation?
}

/// Where training slots are counted: an account in a region.
private struct Lane: Hashable {
    let partition: String
    let region: String
    let account: String

    init(_ project: ProjectARN) {
        partition = project.partition
        region = project.region
        account = project.account
    }
}
