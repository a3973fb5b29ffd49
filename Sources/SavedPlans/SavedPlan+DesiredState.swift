package import DesiredState
import ModelVersions

extension SavedPlan {
    /// How a desired state differs from the one that the plan was made from; empty if the two are the same.
    ///
    /// Comments, places in files and the notation of values are no difference (`DesiredStateDigest`).
    package func changes(to state: DesiredState) throws -> [PlanChange] {
        guard try DesiredStateDigest.of(state) != desiredStateDigest else { return [] }
        var changes: [PlanChange] = []
        for project in projects {
            guard let now = state.projects.first(where: { $0.arn == project.arn }) else {
                changes.append(PlanChange(project: project.arn, text: "is not described any more"))
                continue
            }
            let versions = Dictionary(now.versions.map { ($0.name, $0) }) { first, _ in first }
            for version in project.versions {
                let text: String
                switch versions[version.desired.name] {
                case version.desired?: continue
                case nil: text = "is not described any more"
                case let other?:
                    text = other.intent == .retired ? "is retired now" : "is described with other settings now"
                }
                changes.append(PlanChange(project: project.arn, name: version.desired.name, text: text))
            }
            // A plan of a selection does not have the other versions.
            guard omission == nil else { continue }
            let planned = Set(project.versions.map(\.desired.name))
            for version in now.versions where !planned.contains(version.name) {
                changes.append(PlanChange(project: project.arn, name: version.name, text: "was added since"))
            }
        }
        if omission == nil {
            let planned = Set(projects.map(\.arn))
            for project in state.projects where !planned.contains(project.arn) {
                changes.append(PlanChange(project: project.arn, text: "was added since"))
            }
        }
        if changes.isEmpty, let project = projects.first {
            let text =
                omission == nil
                ? "has its versions in another order or in other lists"
                : "is unchanged, but other versions have changed"
            changes.append(PlanChange(project: project.arn, text: text))
        }
        return changes
    }
}
