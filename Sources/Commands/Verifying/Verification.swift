internal import DesiredState
internal import Diagnostics
internal import ModelVersions
internal import Planning
internal import Preflight
internal import Reports

/// A plan, and what the checks of the world around it say.
struct Verification {
    let plan: Plan
    let facts: OutsideFacts
    let report: PreflightReport

    /// Plans, asks what the checks need to know, and plans anew with it: an alias that is known by then is compared.
    ///
    /// - Throws: `AWSError` where there are no credentials; `CancellationError`.
    init(
        _ desired: DesiredState,
        against live: LiveState,
        _ options: PlanOptions,
        asking world: OutsideWorld,
        readingManifests: Bool
    ) async throws {
        let first = Planner.plan(desired, against: live, options: options)
        var facts = try await world.facts(
            about: ProjectTrainings.all(of: first, against: live),
            readingManifests: readingManifests
        )
        let undecided = KeyQuestion.undecided(in: first, live).filter { facts.keys[$0] == nil }
        facts.keys.merge(try await world.answers(to: undecided)) { first, _ in first }
        var options = options
        options.knowledge = facts.knowledge
        plan = Planner.plan(desired, against: live, options: options)
        self.facts = facts
        report = Preflight.report(on: ProjectTrainings.all(of: plan, against: live), facts)
    }
}

extension PreflightReport {
    /// What is to be shown beneath a plan: only what is not as it should be.
    func problemsText(_ layout: TextLayout) -> String {
        PreflightText(style: layout.style, width: layout.width, showsPassed: false).render(self)
    }

    /// What `verify` exits with.
    var exitStatus: ExitStatus {
        .first(of: [hasFailures ? .blocked : .success, count(.unknown) > 0 ? .failure : .success])
    }
}

extension ReadingService {
    var world: OutsideWorld { OutsideWorld(s3: storage.s3, kms: storage.kms, caller: caller) }
}

extension CreatingService {
    var world: OutsideWorld { OutsideWorld(s3: storage.s3, kms: storage.kms, caller: caller) }
}
