package import DesiredState
import ModelVersions
import Planning

extension SavedPlan {
    /// How a desired state differs from the one that the plan was made from; empty if the two are the same.
    ///
    /// Comments, places in files and the notation of values are no difference (`DesiredStateDigest`). Each version of
    /// the plan is compared, also of a refused project: a plan of a part of the desired state only claims the digest of
    /// the whole.
    package func changes(to state: DesiredState) throws -> [PlanChange] {
        var changes: [PlanChange] = []
        let projects = wholeState.projects
        for project in projects {
            guard let now = state.projects.first(where: { $0.arn == project.arn }) else {
                changes.append(PlanChange(project: project.arn, text: "is not described any more"))
                continue
            }
            let versions = Dictionary(now.versions.map { ($0.name, $0) }) { first, _ in first }
            for version in project.versions {
                let text: String
                switch versions[version.name] {
                case version?: continue
                case nil: text = "is not described any more"
                case let other?:
                    text = other.intent == .retired ? "is retired now" : "is described with other settings now"
                }
                changes.append(PlanChange(project: project.arn, name: version.name, text: text))
            }
            // A plan of a selection does not have the other versions.
            guard omission == nil else { continue }
            let planned = Set(project.versions.map(\.name))
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
        guard changes.isEmpty else { return changes }
        for project in projects
        where project.lists != state.projects.first(where: { $0.arn == project.arn })?.lists {
            changes.append(
                PlanChange(project: project.arn, text: "has its versions in another order or in other lists")
            )
        }
        if changes.isEmpty, try DesiredStateDigest.of(state) != desiredStateDigest, let project = projects.first {
            changes.append(PlanChange(project: project.arn, text: "is unchanged, but other versions have changed"))
        }
        return changes
    }
}
