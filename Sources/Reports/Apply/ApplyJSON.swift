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
        return JSONText.render { json in
            if !changes.isEmpty {
                json.objects("changes", changes) { change, json in
                    json.member("message", change.text)
                    json.member("name", change.name?.text)
                    json.member("project", change.project.text)
                }
            }
            json.member("formatVersion", JSONText.formatVersion)
            json.places(parts) { place, part, json in
                json.member("account", place.account)
                json.member("refusedProjects", part.refused.count)
                json.member("region", place.region)
                json.numbers("results", Dictionary(grouping: part.items) { $0.result.code }.mapValues(\.count))
            }
            json.object("plan") { PlanJSON.write(plan, price: price, preflight: preflight, to: &$0) }
            json.member("refused", refused?.rawValue)
            json.objects("results", report.items) { item, json in
                item.write(
                    training: report.trainings?[item.project, item.name],
                    price: price,
                    creator: plan.access.isEmpty ? nil : plan.access.creator(in: item.project.account),
                    hasPlace: parts.count > 1,
                    to: &json
                )
            }
            json.member("sandbox", sandbox)
            if let trainings = report.trainings {
                json.objects("trained", trainings.trained) { $0.write(to: &$1) }
                json.object("waiting") { json in
                    json.member("billableSeconds", report.billableTime?.seconds)
                    json.member("costUSD", report.billableTime.map(price.dollars))
                    json.member("ended", trainings.ended)
                    // Trainings that other runs started.
                    let existing = trainings.items.filter { training in
                        !report.items.contains { $0.project == training.project && $0.name == training.name }
                    }
                    json.objects("existing", existing) { $0.write(price: price, to: &$1) }
                    json.member("trainingPriceUSDPerHour", price.dollarsPerHour(in: trainings.places))
                }
            }
        }
    }
}

extension ApplyReport.Item {
    /// - Parameters:
    ///   - creator: nil where the settings name no credentials.
    ///   - hasPlace: whether the report is about several accounts or regions.
    fileprivate func write(
        training: TrainingReport.Item?,
        price: Prices,
        creator: AccountIdentity?,
        hasPlace: Bool,
        to json: inout JSONWriter
    ) {
        var differences: [Difference] = []
        if case .conflict(let found) = result { differences = found }
        json.member("account", hasPlace ? project.account : nil)
        json.member("arn", result.arn?.text)
        json.object("creator", creator) { $0.write(to: &$1) }
        json.objects("differences", differences) { $0.write(to: &$1) }
        json.object("location", location) { $0.write(to: &$1) }
        json.member("message", explanation)
        json.member("name", name.text)
        json.member("project", project.text)
        json.member("region", hasPlace ? project.region : nil)
        json.member("result", result.code)
        json.object("training", training) { $0.write(price: price, to: &$1) }
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
        case .refused: "refused"
        case .unresolved: "unresolved"
        case .notStarted: "not-started"
        }
    }
}
