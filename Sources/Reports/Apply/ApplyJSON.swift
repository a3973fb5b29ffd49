package import Checks
import Diagnostics
import JSON
import ModelVersions
package import Planning
package import Reconciler
package import SavedPlans

/// The results of an apply, for programs; the format is specs/apply.schema.json.
package enum ApplyJSON {
    /// Why an apply does nothing.
    package enum Refusal: String, Sendable {
        /// The plan has something that apply must refuse.
        case blocked
        /// Part of the live state could not be read.
        case incomplete
        /// The plan is not approved.
        case notApproved = "not-approved"
        /// The live state that the saved plan depends on has changed.
        case stale
        /// It would train more than `--max-creates` allows.
        case tooManyCreates = "too-many-creates"
        /// Its trainings could cost more than `--max-cost` allows.
        case tooExpensive = "too-expensive"
        /// A check of the trainings failed.
        case checkFailed = "check-failed"
        /// Its versions in an account or region exceed a limit.
        case overLimit = "over-limit"
    }

    /// - Parameters:
    ///   - changes: why a saved plan is stale.
    ///   - price: for the costs of trainings.
    ///   - preflight: the results of the checks, if they were made.
    package static func render(
        _ plan: Plan,
        _ report: ApplyReport,
        refused: Refusal? = nil,
        changes: [PlanChange] = [],
        price: Prices = .assumedForTraining,
        preflight: PreflightReport? = nil,
        sandbox: Bool = false
    ) -> String {
        let parts = report.parts
        return JSONText.render(
            [
                "formatVersion": JSONText.formatVersion,
                "plan": PlanJSON.document(plan, price: price, preflight: preflight),
                "refused": refused?.rawValue,
                "changes": changes.isEmpty ? nil : changes.map(\.json),
                "results": report.items.map { item in
                    item.json(
                        training: report.trainings?[item.project, item.name]?.json(price: price),
                        creator: plan.access.isEmpty ? nil : plan.access.creator(in: item.project.account),
                        hasPlace: parts.count > 1
                    )
                },
                "places": placesJSON(parts) { part in
                    [
                        "results": Dictionary(grouping: part.items, by: \.result.code).mapValues(\.count),
                        "refusedProjects": part.refused.count,
                    ]
                },
                "trained": report.trainings.map { $0.trained.map(\.json) },
                "waiting": report.trainings.map { trainings -> JSONValue in
                    [
                        "ended": trainings.ended,
                        "trainingPriceUSDPerHour": price.dollarsPerHour(in: trainings.places),
                        "billableSeconds": report.billableTime?.seconds,
                        "costUSD": report.billableTime.map(price.dollars),
                        // Trainings that other runs started.
                        "existing": trainings.items
                            .filter { training in
                                !report.items.contains { $0.project == training.project && $0.name == training.name }
                            }
                            .map { $0.json(price: price) },
                    ]
                },
            ],
            sandbox: sandbox
        )
    }
}

extension PlanChange {
    fileprivate var json: JSONValue { ["project": project.text, "name": name?.text, "message": text] }
}

extension ApplyReport.Item {
    /// - Parameters:
    ///   - creator: nil where the settings name no credentials.
    ///   - hasPlace: whether the report is about several accounts or regions.
    fileprivate func json(training: JSONValue?, creator: AccountIdentity?, hasPlace: Bool) -> JSONValue {
        var differences: [Difference] = []
        if case .conflict(let found) = result { differences = found }
        return [
            "project": project.text,
            "account": hasPlace ? project.account : nil,
            "region": hasPlace ? project.region : nil,
            "creator": creator?.json,
            "name": name.text,
            "location": location?.json,
            "result": result.code,
            "arn": result.arn?.text,
            "message": explanation,
            "differences": differences.map(\.json),
            "training": training,
        ]
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
