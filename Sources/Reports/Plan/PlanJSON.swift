package import Checks
import DesiredState
import Diagnostics
import JSON
import ModelVersions
package import Planning
import SavedPlans

/// A plan for programs; the format is specs/plan.schema.json.
package enum PlanJSON {
    /// - Parameters:
    ///   - price: for the costs of trainings.
    ///   - preflight: the results of the checks, if they were made.
    ///   - refused: a reason to refuse the plan that is not in the plan.
    package static func render(
        _ plan: Plan,
        price: Prices = .assumedForTraining,
        preflight: PreflightReport? = nil,
        refused: ApplyJSON.Refusal? = nil,
        sandbox: Bool = false
    ) -> String {
        JSONText.render(versions: plan.projects.reduce(0) { $0 + $1.entries.count }) { json in
            write(plan, price: price, preflight: preflight, refused: refused, sandbox: sandbox, to: &json)
        }
    }

    /// - Parameter sandbox: nil within another document.
    static func write(
        _ plan: Plan,
        price: Prices,
        preflight: PreflightReport?,
        refused: ApplyJSON.Refusal? = nil,
        sandbox: Bool? = nil,
        to json: inout JSONWriter
    ) {
        let parts = plan.parts
        plan.writeAccounts(to: &json)
        json.member("blocked", plan.isBlocked)
        // Whether everything that the plan depends on could be read.
        json.member("complete", plan.isComplete)
        PlanEstimate(plan).write(price: price, to: &json)
        json.member("formatVersion", JSONText.formatVersion)
        json.member("hasChanges", plan.hasChanges)
        json.object("partial", plan.omission) { $0.write(to: &$1) }
        json.places(parts) { place, part, json in
            json.member("account", place.account)
            PlanEstimate(part).write(price: price, to: &json)
            json.member("region", place.region)
            json.object("summary") { PlanCounts(part).write(to: &$0) }
        }
        json.objects("projects", plan.projects) { $0.write(hasPlace: parts.count > 1, to: &$1) }
        json.member("refused", refused?.rawValue)
        plan.refusals.write(to: &json)
        json.member("sandbox", sandbox)
        json.object("summary") { PlanCounts(plan).write(to: &$0) }
        json.object("verification", preflight) { PreflightJSON.write($0, to: &$1) }
    }
}

extension PlanCounts {
    func write(to json: inout JSONWriter) {
        json.member("conflict", conflict)
        json.member("create", create)
        json.member("deleting", deleting)
        json.member("deprecated", deprecated)
        json.member("expired", expired)
        json.member("failed", failed)
        json.member("notCreated", refused)
        json.member("recreate", recreate)
        json.member("retired", retired)
        json.member("tagDrift", tagDrift)
        json.member("unchanged", unchanged)
        json.member("unmanaged", unmanaged)
        json.member("unplanned", unplanned)
    }
}

extension Omission {
    /// What a selection left out.
    func write(to json: inout JSONWriter) {
        if !selection.accounts.isEmpty { json.strings("accounts", selection.accounts) { $0.text } }
        json.strings("projects", selection.projects) { $0.text }
        json.member("projectsLeftOut", projects)
        if !selection.regions.isEmpty { json.strings("regions", selection.regions) { $0.text } }
        json.strings("targets", selection.targets) { $0.text }
        json.member("versionsLeftOut", versions)
    }
}

extension [RefusedProject] {
    /// Without any, nothing.
    func write(to json: inout JSONWriter) {
        guard !isEmpty else { return }
        json.objects("refusedProjects", self) { project, json in
            json.objects("causes", project.causes) { cause, json in
                json.member("message", cause.text)
                json.member("name", cause.name?.text)
            }
            json.member("project", project.project.text)
            json.member("reason", project.reason.rawValue)
            json.member("versionsNotCreated", project.heldCount)
        }
    }
}

extension ProjectPlan.Problem {
    func write(to json: inout JSONWriter) {
        switch self {
        case .absent: json.member("kind", "absent")
        case .unreadable(let reason):
            json.member("kind", "unreadable")
            json.member("message", reason)
        }
    }
}

// MARK: Versions

extension ProjectPlan {
    /// - Parameter hasPlace: whether the plan is about several accounts or regions.
    fileprivate func write(hasPlace: Bool, to json: inout JSONWriter) {
        json.member("account", hasPlace ? project.account : nil)
        json.object("history", history) { $0.write(to: &$1) }
        json.object("problem", problem) { $0.write(to: &$1) }
        json.member("project", project.text)
        json.member("region", hasPlace ? project.region : nil)
        json.object("scarceRoom", scarceRoom) { room, json in
            json.member("message", room.text)
            json.member("models", room.models)
            json.member("quota", room.quota.value)
        }
        json.strings("unmanaged", unmanaged) { $0.text }
        json.objects("versions", entries) { $0.write(to: &$1) }
    }
}

extension PlanEntry {
    fileprivate func write(to json: inout JSONWriter) {
        json.object("desired") { desired.write(to: &$0) }
        json.objects("differences", differences) { $0.write(to: &$1) }
        json.object("live", live) { $0.write(to: &$1) }
        json.object("location", location) { $0.write(to: &$1) }
        json.member("name", name.text)
        json.objects("notes", notes) { $0.write(to: &$1) }
        json.member("outcome", outcome.rawValue)
        // Only if the current versions of the manifests were read.
        if !pins.isEmpty { json.strings("pins", pins) { $0.description } }
        json.object("recreate", recreation) { $0.write(to: &$1) }
        json.object("tagDrift", tagDrift) { $0.write(to: &$1) }
        json.member("tagsProblem", tagsProblem)
        json.strings("unknown", unknown) { $0.rawValue }
    }
}

extension PlanEntry.Live {
    func write(to json: inout JSONWriter) {
        json.member("arn", arn.text)
        json.member("status", status.rawValue)
        json.member("statusMessage", statusMessage)
    }
}

extension TagDrift {
    func write(to json: inout JSONWriter) {
        json.object("added") { added.write(to: &$0) }
        json.objects("changed", changed) { tag, json in
            json.member("desired", tag.desired)
            json.member("key", tag.key)
            json.member("live", tag.live)
        }
        json.object("removed") { removed.write(to: &$0) }
    }
}

extension Recreation {
    func write(to json: inout JSONWriter) {
        switch self {
        case .order(let order):
            json.member("between", order.between.text)
            json.member("growsAt", order.growingEnd.rawValue)
            json.member("reason", "order")
        case .trace(let trace):
            json.object("created", trace.creation) { $0.write(to: &$1) }
            json.object("deleted", trace.deletion) { $0.write(to: &$1) }
            json.object("file", trace.file) { file, json in
                json.member("lastModified", file.date)
                json.member("uri", file.uri)
            }
            json.member("reason", "trace")
        }
    }
}

extension TrainingTrace.Event {
    fileprivate func write(to json: inout JSONWriter) {
        json.member("caller", caller)
        json.member("time", date)
    }
}

extension Note {
    func write(to json: inout JSONWriter) {
        json.member("code", code)
        json.member("message", text)
    }
}

extension SourceLocation {
    func write(to json: inout JSONWriter) {
        json.member("column", column)
        json.member("line", line)
        json.member("path", path)
    }
}

extension Difference {
    func write(to json: inout JSONWriter) {
        json.member("desired", desired)
        json.member("live", live)
        json.member("setting", setting.rawValue)
    }
}

// MARK: Estimates

extension TrainingHistory {
    /// Billable times of a project's completed trainings.
    fileprivate func write(to json: inout JSONWriter) {
        json.member("longestSeconds", longest)
        json.member("medianSeconds", median)
        json.member("shortestSeconds", shortest)
        json.member("trainings", count)
    }
}

extension PlanEstimate {
    /// Nothing if the plan starts no training.
    fileprivate func write(price: Prices, to json: inout JSONWriter) {
        guard trainings > 0 else { return }
        func amount(_ name: StaticString, _ time: BillableTime, _ json: inout JSONWriter) {
            json.object(name) { json in
                json.member("billableSeconds", time.seconds)
                json.member("costUSD", price.dollars(for: time))
            }
        }
        // Only trainings with a history have an estimate.
        let isEstimated = estimated > 0
        json.object("estimate") { json in
            json.object("elapsed", elapsed) { $0.write(to: &$1) }
            if isEstimated {
                amount("highest", longest, &json)
                amount("lowest", shortest, &json)
                amount("median", median, &json)
            }
            // An assumption; absent where the trainings have several prices.
            json.member("trainingPriceUSDPerHour", price.dollarsPerHour(in: upperLimit.places))
            json.member("trainings", trainings)
            json.member("withoutHistory", withoutHistory)
            // What --max-cost limits.
            amount("worstCase", upperLimit, &json)
        }
    }
}

extension ElapsedTime {
    fileprivate func write(to json: inout JSONWriter) {
        json.member("medianSeconds", median)
        json.member("trainingSlots", slots?.quota.value)
        json.member("trainingsInProgress", slots?.running.count)
        json.member("worstCaseSeconds", worst)
    }
}
