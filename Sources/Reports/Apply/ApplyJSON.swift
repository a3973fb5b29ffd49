package import Checks
import ModelVersions
package import Planning
package import Reconciler
package import SavedPlans

/// What an apply did, for programs; the format is specs/apply.schema.json.
package enum ApplyJSON {
    /// Why an apply did nothing.
    package enum Refusal: String, Sendable {
        /// The plan holds something that apply must refuse.
        case blocked
        /// Part of the live state could not be read.
        case incomplete
        /// The plan was not approved.
        case notApproved = "not-approved"
        /// A saved plan rests on a live state that has changed.
        case stale
        /// It would train more than `--max-creates` allows.
        case tooManyCreates = "too-many-creates"
        /// Its trainings could cost more than `--max-cost` allows.
        case tooExpensive = "too-expensive"
        /// A check of what the trainings need has failed.
        case checkFailed = "check-failed"
    }

    /// - Parameters:
    ///   - changes: why a saved plan is stale.
    ///   - price: what costs are reckoned with.
    ///   - preflight: what the checks said, where they were made.
    package static func render(
        _ plan: Plan,
        _ report: ApplyReport,
        refused: Refusal? = nil,
        changes: [PlanChange] = [],
        price: TrainingPrice = .assumed,
        preflight: PreflightReport? = nil
    ) throws -> String {
        try JSONText.render(
            ApplyDocument(
                PlanDocument(plan, price: price, preflight: preflight),
                report,
                refused: refused,
                changes: changes,
                price: price
            )
        )
    }
}

private struct ApplyDocument: Encodable {
    struct Item: Encodable {
        let project, name: String
        let location: JSONLocation?
        let result: String
        let arn: String?
        let message: String?
        let differences: [JSONDifference]
        let training: TrainingRecord?
    }

    struct Change: Encodable {
        let project: String
        let name: String?
        let message: String
    }

    /// How the waiting went, and the trainings that other runs started.
    struct Waiting: Encodable {
        let ended: String
        let trainingPriceUSDPerHour: Double
        let billableSeconds: Int64?
        let costUSD: Double?
        let existing: [TrainingRecord]
    }

    let formatVersion: String
    /// What was to be done.
    let plan: PlanDocument
    let refused: String?
    let changes: [Change]?
    let results: [Item]
    let waiting: Waiting?

    init(
        _ plan: PlanDocument,
        _ report: ApplyReport,
        refused: ApplyJSON.Refusal?,
        changes: [PlanChange],
        price: TrainingPrice
    ) {
        formatVersion = JSONText.formatVersion
        self.plan = plan
        self.refused = refused?.rawValue
        self.changes =
            changes.isEmpty
            ? nil
            : changes.map {
                Change(project: $0.project.text, name: $0.name?.text, message: $0.text)
            }
        results = report.items.map { item in
            var differences: [JSONDifference] = []
            if case .conflict(let found) = item.result { differences = found.map(JSONDifference.init) }
            return Item(
                project: item.project.text,
                name: item.name.text,
                location: item.location.map(JSONLocation.init),
                result: item.result.code,
                arn: item.result.arn?.text,
                message: item.explanation,
                differences: differences,
                training: report.trainings?[item.project, item.name].map { TrainingRecord($0, price: price) }
            )
        }
        waiting = report.trainings.map { trainings in
            Waiting(
                ended: trainings.ended,
                trainingPriceUSDPerHour: price.dollarsPerHour,
                billableSeconds: report.billableSeconds,
                costUSD: report.billableSeconds.map(price.dollars(forBillableSeconds:)),
                existing: trainings.items
                    .filter { training in
                        !report.items.contains { $0.project == training.project && $0.name == training.name }
                    }
                    .map { TrainingRecord($0, price: price) }
            )
        }
    }
}

extension ApplyResult {
    /// A stable word for programs.
    var code: String {
        switch self {
        case .created: "created"
        case .confirmed: "confirmed"
        case .alreadyThere: "already-there"
        case .conflict: "conflict"
        case .deferred: "deferred"
        case .failed: "failed"
        case .unresolved: "unresolved"
        case .notStarted: "not-started"
        }
    }
}
