import Checks
import DesiredState
import ModelVersions
import Planning
import SavedPlans

/// Looks for what earlier trainings of some versions left behind, and asks CloudTrail too where `events` is true.
///
/// Nil if there is nothing to ask, for example because only Rekognition's endpoint is configured.
typealias TraceReader =
    @Sendable (
        _ wanted: [TracePlace: Set<VersionName>],
        _ live: LiveState,
        _ events: Bool
    ) async throws -> EarlierTrainings?

/// How a command looks for earlier trainings.
struct TraceSearch {
    /// Nil: it does not look.
    let reader: TraceReader?
    var asksCloudTrail = false

    /// What earlier trainings of a plan's versions left behind; nil without a look. A plan that creates and recreates
    /// nothing needs none.
    func look(for plan: Plan, against live: LiveState) async throws -> EarlierTrainings? {
        let wanted = plan.tracesToFind
        guard let reader, !wanted.isEmpty else { return nil }
        return try await reader(wanted, live, asksCloudTrail)
    }
}

/// A plan, and what was read to decide it.
///
/// A first plan shows which versions would be created. What is read about them can change outcomes and comparisons, so
/// each reading is followed by another plan.
struct DecidedPlan {
    let selected: SelectedState
    let live: LiveState
    private(set) var plan: Plan
    private(set) var options: PlanOptions

    /// - Throws: as `TraceReader`.
    init(
        _ selected: SelectedState,
        against live: LiveState,
        _ options: PlanOptions,
        traces: TraceSearch
    ) async throws {
        self.selected = selected
        self.live = live
        self.options = options
        plan = Planner.plan(selected, against: live, options: options)
        guard let earlier = try await traces.look(for: plan, against: live) else { return }
        self.options.earlier = earlier
        plan = Planner.plan(selected, against: live, options: self.options)
    }

    /// Makes the checks of the trainings, and plans again with their facts: then resolved aliases can be compared.
    ///
    /// - Throws: `AWSError` without credentials; `CancellationError`.
    func verified(asking sources: CheckSources, readingManifests: Bool) async throws -> Verification {
        var facts = try await sources.facts(
            about: ProjectTrainings.all(of: plan, against: live),
            readingManifests: readingManifests
        )
        let undecided = KeyQuestion.undecided(in: plan, live).filter { facts.keys[$0] == nil }
        facts.keys.merge(try await sources.answers(to: undecided)) { first, _ in first }
        var options = options
        options.references = facts.references
        options.modelQuotas = facts.values(of: .modelsPerProject)
        options.trainingQuotas = facts.values(of: .concurrentTrainings)
        return Verification(Planner.plan(selected, against: live, options: options), facts, against: live)
    }
}

extension PlanningOptions {
    /// The checks of a plan; nil without `--verify`.
    func verification(of decided: DecidedPlan, asking sources: CheckSources) async throws -> Verification? {
        guard isVerifying else { return nil }
        return try await decided.verified(asking: sources, readingManifests: !skipsManifests)
    }
}

extension SavedPlan {
    /// Compares the plan with the live state, and looks for earlier trainings of the versions that are left to create.
    ///
    /// - Parameters:
    ///   - access: whose credentials this run uses.
    ///   - others: reads the refused projects, where a trace could be a file of one of their live versions.
    func check(
        against live: LiveState,
        access: [String: AccountAccess],
        traces: TraceSearch,
        others: (() async throws -> LiveState)? = nil
    ) async throws -> PlanCheck {
        let check = try check(against: live, access: access)
        guard var earlier = try await traces.look(for: check.plan, against: live) else { return check }
        if let others, !refused.isEmpty, earlier.hasFiles {
            earlier = try await traces.look(for: check.plan, against: live.merging(try await others())) ?? earlier
        }
        return try self.check(against: live, earlier: earlier, access: access)
    }
}
