internal import Diagnostics
internal import ModelVersions
package import SavedPlans

/// Why a saved plan no longer holds, a line for each change.
package enum PlanChangesText {
    package static func render(_ changes: [PlanChange]) -> String {
        changes.map { change in
            let subject = change.name.map { "version `\($0)` of `\(change.project.name)`" }
            return "  - \(HarmlessText.shown("\(subject ?? "project `\(change.project.name)`") \(change.text)"))\n"
        }.joined()
    }
}
