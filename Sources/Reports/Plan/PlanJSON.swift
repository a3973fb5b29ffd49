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
        JSONText.render(document(plan, price: price, preflight: preflight, refused: refused), sandbox: sandbox)
    }

    static func document(
        _ plan: Plan,
        price: Prices,
        preflight: PreflightReport?,
        refused: ApplyJSON.Refusal? = nil
    ) -> JSONObject {
        let parts = plan.parts
        return [
            "formatVersion": JSONText.formatVersion,
            // Whether everything that the plan depends on could be read.
            "complete": plan.isComplete,
            "blocked": plan.isBlocked,
            "hasChanges": plan.hasChanges,
            "partial": plan.omission?.json,
            "summary": PlanCounts(plan).json,
            "accounts": plan.accountsJSON,
            "places": placesJSON(parts) { part in
                ["summary": PlanCounts(part).json, "estimate": PlanEstimate(part).json(price: price)]
            },
            "estimate": PlanEstimate(plan).json(price: price),
            "refusedProjects": plan.refusals.isEmpty ? nil : plan.refusals.map(\.json),
            "projects": plan.projects.map { project -> JSONValue in
                [
                    "project": project.project.text,
                    "account": parts.count > 1 ? project.project.account : nil,
                    "region": parts.count > 1 ? project.project.region : nil,
                    "problem": project.problem?.json,
                    "versions": project.entries.map(\.json),
                    "unmanaged": project.unmanaged.map(\.text),
                    "history": project.history?.json,
                    "scarceRoom": project.scarceRoom.map { room -> JSONValue in
                        ["models": room.models, "quota": room.quota.value, "message": room.text]
                    },
                ]
            },
            "verification": preflight.map(PreflightJSON.document),
            "refused": refused?.rawValue,
        ]
    }
}

extension PlanCounts {
    var json: JSONValue {
        [
            "create": create, "unchanged": unchanged, "conflict": conflict, "failed": failed, "deleting": deleting,
            "deprecated": deprecated, "expired": expired, "recreate": recreate, "retired": retired,
            "tagDrift": tagDrift, "unmanaged": unmanaged, "unplanned": unplanned,
            "notCreated": refused,
        ]
    }
}

extension Omission {
    /// What a selection left out.
    var json: JSONValue {
        [
            "targets": selection.targets.map(\.text),
            "projects": selection.projects.map(\.text),
            "accounts": selection.accounts.isEmpty ? nil : selection.accounts.map(\.text),
            "regions": selection.regions.isEmpty ? nil : selection.regions.map(\.text),
            "versionsLeftOut": versions,
            "projectsLeftOut": projects,
        ]
    }
}

extension RefusedProject {
    var json: JSONValue {
        [
            "project": project.text,
            "reason": reason.rawValue,
            "versionsNotCreated": heldCount,
            "causes": causes.map { ["name": $0.name?.text, "message": $0.text] as JSONValue },
        ]
    }
}

extension ProjectPlan.Problem {
    var json: JSONValue {
        switch self {
        case .absent: ["kind": "absent"]
        case .unreadable(let reason): ["kind": "unreadable", "message": reason]
        }
    }
}

// MARK: Versions

extension PlanEntry {
    fileprivate var json: JSONValue {
        [
            "name": name.text,
            "outcome": outcome.rawValue,
            "location": location?.json,
            "desired": desired.json,
            "live": live?.json,
            "differences": differences.map(\.json),
            "unknown": unknown.map(\.rawValue),
            "tagDrift": tagDrift?.json,
            "tagsProblem": tagsProblem,
            "recreate": recreation?.json,
            "notes": notes.map(\.json),
            // Only if the current versions of the manifests were read.
            "pins": pins.isEmpty ? nil : pins.map(\.description),
        ]
    }
}

extension PlanEntry.Live {
    var json: JSONValue { ["arn": arn.text, "status": status.rawValue, "statusMessage": statusMessage] }
}

extension TagDrift {
    var json: JSONValue {
        [
            "added": added.json,
            "removed": removed.json,
            "changed": changed.map { tag -> JSONValue in
                ["key": tag.key, "desired": tag.desired, "live": tag.live]
            },
        ]
    }
}

extension Recreation {
    var json: JSONValue {
        switch self {
        case .order(let order):
            ["reason": "order", "growsAt": order.growingEnd.rawValue, "between": order.between.text]
        case .trace(let trace):
            [
                "reason": "trace",
                "file": trace.file.map { ["uri": $0.uri, "lastModified": $0.date] },
                "created": trace.creation?.json,
                "deleted": trace.deletion?.json,
            ]
        }
    }
}

extension TrainingTrace.Event {
    fileprivate var json: JSONValue { ["time": date, "caller": caller] }
}

extension Note {
    var json: JSONValue { ["code": code, "message": text] }
}

extension SourceLocation {
    var json: JSONValue { ["path": path, "line": line, "column": column] }
}

extension Difference {
    var json: JSONValue { ["setting": setting.rawValue, "desired": desired, "live": live] }
}

// MARK: Estimates

extension TrainingHistory {
    /// Billable times of a project's completed trainings.
    fileprivate var json: JSONValue {
        ["trainings": count, "shortestSeconds": shortest, "medianSeconds": median, "longestSeconds": longest]
    }
}

extension PlanEstimate {
    /// Nil if the plan starts no training.
    fileprivate func json(price: Prices) -> JSONValue? {
        guard trainings > 0 else { return nil }
        func amount(_ time: BillableTime) -> JSONValue {
            ["billableSeconds": time.seconds, "costUSD": price.dollars(for: time)]
        }
        // Only trainings with a history have an estimate.
        let isEstimated = estimated > 0
        return [
            "trainings": trainings,
            "withoutHistory": withoutHistory,
            // An assumption; absent where the trainings have several prices.
            "trainingPriceUSDPerHour": price.dollarsPerHour(in: upperLimit.places),
            "lowest": isEstimated ? amount(shortest) : nil,
            "median": isEstimated ? amount(median) : nil,
            "highest": isEstimated ? amount(longest) : nil,
            // What --max-cost limits.
            "worstCase": amount(upperLimit),
            "elapsed": elapsed?.json,
        ]
    }
}

extension ElapsedTime {
    fileprivate var json: JSONValue {
        [
            "medianSeconds": median,
            "worstCaseSeconds": worst,
            "trainingSlots": slots?.quota.value,
            "trainingsInProgress": slots?.running.count,
        ]
    }
}
