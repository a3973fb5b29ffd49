import DesiredState
import Diagnostics
import Host
package import ModelVersions
package import Planning
package import Rekognition

/// Creates what a plan says, in its order, and reports on every version.
package struct Applier: Sendable {
    let api: @Sendable (ProjectARN) throws -> any RekognitionCreatingAPI
    let policy: ApplyPolicy
    let auditor: (any CreateAuditor)?
    let review: DataReview?
    let run: RunContext

    /// - Parameters:
    ///   - api: the client for a project's region.
    ///   - auditor: records every create before it is sent, and its result.
    ///   - review: asked before each create that had to wait, and before all if the policy says so; nil to create on
    ///     whatever data is there then.
    package init(
        api: @escaping @Sendable (ProjectARN) throws -> any RekognitionCreatingAPI,
        policy: ApplyPolicy = ApplyPolicy(),
        auditor: (any CreateAuditor)? = nil,
        review: DataReview? = nil,
        run: RunContext
    ) {
        self.api = api
        self.policy = policy
        self.auditor = auditor
        self.review = review
        self.run = run
    }

    /// Creates the versions of a plan. The failure of one does not stop the others.
    ///
    /// Raise the stop signal instead of cancelling the task: a cancelled create leaves its effect unknown.
    ///
    /// - Parameter live: the state that the plan was made from: its trainings in progress take slots, and are followed
    ///   where the plan wants them.
    package func apply(_ plan: Plan, live: LiveState = LiveState()) async -> ApplyReport {
        let stopwatch = Stopwatch(run.process.clock)
        let regions = RegionTrainings.all(of: plan, live, requiredF1Score: policy.waiting.requiredF1Score)
        let creates = Dictionary(grouping: Create.all(of: plan)) { AccountRegion($0.project) }
        // A region that waits must not keep others from starting.
        let width = policy.waits ? regions.count : policy.regionsAtATime
        let outcomes = await concurrently(regions, width: width) { trainings in
            var apply = RegionApply(self, creates[trainings.region] ?? [], trainings, stopwatch)
            return await apply.run()
        }
        return ApplyReport(
            items: outcomes.flatMap(\.items).sorted { $0.place < $1.place }.map(\.item),
            trainings: policy.waits
                ? TrainingReport(
                    outcomes.flatMap(\.trainings),
                    of: plan,
                    live,
                    policy.waiting,
                    cut: outcomes.lazy.compactMap(\.cut).first
                ) : nil
        )
    }
}

/// Compares the data of a version with what was reviewed.
///
/// A training uses its data as it is at the start, which a version without a free slot reaches hours after the review.
///
/// - Returns: why the version must not be created; nil if its data is as reviewed.
package typealias DataReview = @Sendable (_ project: ProjectARN, _ name: VersionName) async -> RefusedProject?

/// How long and how often an apply tries.
package struct ApplyPolicy: Sendable {
    /// How many times one version's create is sent at most.
    package var createAttempts = 3
    /// How long a version is looked up after an ambiguous answer to its create, before it counts as absent: the service
    /// does not promise that a new version appears at once.
    package var grace: Duration = .seconds(30)
    /// The same after the refusal of a taken name: it is certain that this run created nothing. The version of another
    /// run may not be visible at once.
    package var graceOfTakenName: Duration = .seconds(5)
    /// The pause before the second lookup. Each later pause is twice as long, up to `longestPause`.
    package var firstPause: Duration = .milliseconds(500)
    package var longestPause: Duration = .seconds(5)
    /// In how many accounts and regions creates run at the same time. Within one they run one after the other, so that
    /// the first in the file gets the free training slot.
    package var regionsAtATime = 4
    /// How many trainings may run at the same time in an account and region, all visible ones of others included. Nil
    /// for the quota of each.
    package var maxTrainings: Int?
    /// The limits of the settings, and the quotas that Service Quotas gave.
    package var trainingQuotas: [AccountRegion: QuotaValue] = [:]
    /// Whether a version that finds no free slot waits for one, and trainings are followed to their end.
    package var waits = false
    /// Whether the data of the first creates is reviewed too: checks that read manifests take minutes after the review.
    package var reviewsFirstCreates = false
    package var waiting = WaitPolicy()

    package init() {}

    func trainingLimit(in region: AccountRegion) -> QuotaValue {
        if let maxTrainings { return QuotaValue(maxTrainings, .option) }
        return trainingQuotas[region] ?? ServiceQuota.concurrentTrainings.documented(in: region.region)
    }
}

/// One version to create.
struct Create: Sendable {
    /// In the order of the plan.
    let place: Int
    let project: ProjectARN
    let version: DesiredVersion
    let settings: TrainingSettings
    let location: SourceLocation?
    /// How many attempts of this run the service has refused for the time being.
    var earlierAttempts = 0

    static func all(of plan: Plan) -> [Create] {
        plan.creates.enumerated().compactMap { place, create in
            guard case .trained(let settings) = create.entry.desired.intent else { return nil }
            return Create(
                place: place,
                project: create.project,
                version: create.entry.desired,
                settings: settings,
                location: create.entry.location
            )
        }
    }
}
