package import Checks
import DesiredState
import Diagnostics
import ModelVersions
package import Planning

/// A plan for programs; the format is specs/plan.schema.json.
package enum PlanJSON {
    /// - Parameters:
    ///   - preflight: the results of the checks, if they were made.
    ///   - refused: why apply would refuse it, beside the plan's own entries.
    package static func render(
        _ plan: Plan,
        price: TrainingPrice = .assumed,
        preflight: PreflightReport? = nil,
        refused: ApplyJSON.Refusal? = nil
    ) throws -> String {
        try JSONText.render(PlanDocument(plan, price: price, preflight: preflight, refused: refused))
    }
}

struct PlanDocument: Encodable {
    struct Summary: Encodable {
        let create, unchanged, conflict, failed, deleting, expired, recreate, retired: Int
        let tagDrift, unmanaged, unplanned: Int

        init(_ counts: PlanCounts) {
            create = counts.create
            unchanged = counts.unchanged
            conflict = counts.conflict
            failed = counts.failed
            deleting = counts.deleting
            expired = counts.expired
            recreate = counts.recreate
            retired = counts.retired
            tagDrift = counts.tagDrift
            unmanaged = counts.unmanaged
            unplanned = counts.unplanned
        }
    }

    /// What a selection left out.
    struct Partial: Encodable {
        let targets, projects: [String]
        let versionsLeftOut, projectsLeftOut: Int

        init(_ omission: Omission) {
            targets = omission.selection.targets.map(\.text)
            projects = omission.selection.projects.map(\.text)
            versionsLeftOut = omission.versions
            projectsLeftOut = omission.projects
        }
    }

    struct Project: Encodable {
        struct Problem: Encodable {
            let kind: String
            let message: String?
        }

        let project: String
        let problem: Problem?
        let versions: [PlannedVersion]
        let unmanaged: [String]
        let history: HistoryRecord?
    }

    let formatVersion: String
    /// Whether everything that the plan rests on could be read.
    let complete: Bool
    let blocked: Bool
    let hasChanges: Bool
    let partial: Partial?
    let summary: Summary
    let estimate: EstimateRecord?
    let projects: [Project]
    let verification: PreflightDocument?
    let refused: String?

    init(
        _ plan: Plan,
        price: TrainingPrice,
        preflight: PreflightReport? = nil,
        refused: ApplyJSON.Refusal? = nil
    ) {
        self.refused = refused?.rawValue
        formatVersion = JSONText.formatVersion
        verification = preflight.map(PreflightDocument.init)
        complete = plan.isComplete
        blocked = plan.isBlocked
        hasChanges = plan.hasChanges
        partial = plan.omission.map(Partial.init)
        summary = Summary(PlanCounts(plan))
        estimate = EstimateRecord(PlanEstimate(plan), price: price)
        projects = plan.projects.map { plan in
            Project(
                project: plan.project.text,
                problem: plan.problem.map { problem in
                    switch problem {
                    case .absent: Project.Problem(kind: "absent", message: nil)
                    case .unreadable(let reason):
                        Project.Problem(kind: "unreadable", message: reason)
                    }
                },
                versions: plan.entries.map(PlannedVersion.init),
                unmanaged: plan.unmanaged.map(\.text),
                history: plan.history.map(HistoryRecord.init)
            )
        }
    }
}

struct PlannedVersion: Encodable {
    struct Live: Encodable {
        let arn: String
        let status: String
        let statusMessage: String?

        init(_ live: PlanEntry.Live) {
            arn = live.arn.text
            status = live.status.rawValue
            statusMessage = live.statusMessage
        }
    }

    struct Changed: Encodable {
        let key, desired, live: String
    }

    struct Drift: Encodable {
        let added, removed: [String: String]
        let changed: [Changed]

        init(_ drift: TagDrift) {
            added = drift.added.pairs
            removed = drift.removed.pairs
            changed = drift.changed.map { Changed(key: $0.key, desired: $0.desired, live: $0.live) }
        }
    }

    struct Recreate: Encodable {
        let growsAt: String
        let between: String

        init(_ recreation: Recreation) {
            growsAt = recreation.growingEnd.rawValue
            between = recreation.between.text
        }
    }

    struct Remark: Encodable {
        let code, message: String

        init(_ note: Note) {
            code = note.code
            message = note.text
        }
    }

    let name: String
    let outcome: String
    let location: JSONLocation?
    let desired: DesiredDocument
    let live: Live?
    let differences: [JSONDifference]
    let unknown: [String]
    let tagDrift: Drift?
    let tagsProblem: String?
    let recreate: Recreate?
    let notes: [Remark]
    /// Only where the present object versions were read.
    let pins: [String]?

    init(_ entry: PlanEntry) {
        name = entry.name.text
        outcome = entry.outcome.rawValue
        location = entry.location.map(JSONLocation.init)
        desired = DesiredDocument(entry.desired)
        live = entry.live.map(Live.init)
        differences = entry.differences.map(JSONDifference.init)
        unknown = entry.unknown.map(\.rawValue)
        tagDrift = entry.tagDrift.map(Drift.init)
        tagsProblem = entry.tagsProblem
        recreate = entry.recreation.map(Recreate.init)
        notes = entry.notes.map(Remark.init)
        pins = entry.pins.isEmpty ? nil : entry.pins.map(\.description)
    }
}

struct JSONLocation: Encodable {
    let path: String
    let line, column: Int

    init(_ location: SourceLocation) {
        path = location.path
        line = location.line
        column = location.column
    }
}

struct JSONDifference: Encodable {
    let setting: String
    let desired, live: [String]

    init(_ difference: Difference) {
        setting = difference.setting.rawValue
        desired = difference.desired
        live = difference.live
    }
}

extension [Tags.Tag] {
    fileprivate var pairs: [String: String] {
        Dictionary(map { ($0.key, $0.value) }) { first, _ in first }
    }
}

/// What a project's completed trainings were charged for.
struct HistoryRecord: Encodable {
    let trainings: Int
    let shortestSeconds, medianSeconds, longestSeconds: Int64

    init(_ history: TrainingHistory) {
        trainings = history.count
        shortestSeconds = history.shortest
        medianSeconds = history.median
        longestSeconds = history.longest
    }
}

/// What the trainings of a plan will probably be charged for.
struct EstimateRecord: Encodable {
    struct Amount: Encodable {
        let billableSeconds: Int64
        let costUSD: Double

        init(_ seconds: Int64, _ price: TrainingPrice) {
            billableSeconds = seconds
            costUSD = price.dollars(forBillableSeconds: seconds)
        }
    }

    let trainings, withoutHistory: Int
    /// An assumption.
    let trainingPriceUSDPerHour: Double
    /// For the trainings that have a history; absent where none has.
    let lowest, median, highest: Amount?

    /// Nil where nothing is trained.
    init?(_ estimate: PlanEstimate, price: TrainingPrice) {
        guard estimate.trainings > 0 else { return nil }
        trainings = estimate.trainings
        withoutHistory = estimate.withoutHistory
        trainingPriceUSDPerHour = price.dollarsPerHour
        let isKnown = estimate.estimated > 0
        lowest = isKnown ? Amount(estimate.shortest, price) : nil
        median = isKnown ? Amount(estimate.median, price) : nil
        highest = isKnown ? Amount(estimate.longest, price) : nil
    }
}
