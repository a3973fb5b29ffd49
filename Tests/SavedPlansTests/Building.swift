import DesiredState
import Diagnostics
import ModelVersions
import Planning
import TestSupport

@testable import SavedPlans

func state(_ versions: [DesiredVersion]) -> DesiredState {
    var state = DesiredState(projects: [DesiredProject(arn: project, versions: versions)])
    for (index, version) in versions.enumerated() {
        state.sources[project, version.name] = SourceLocation(path: "a.yaml", line: index + 5, column: 5)
    }
    return state
}

func world(
    _ versions: [LiveVersion],
    status: String = "CREATED",
    feature: ProjectFeature? = .customLabels,
    datasets: [LiveProject.Dataset] = readyDatasets
) -> LiveState {
    LiveState([
        project: .present(
            LiveProject(status: status, feature: feature, datasets: datasets, versions: versions)
        )
    ])
}

func saved(
    _ versions: [DesiredVersion],
    against live: LiveState,
    options: PlanOptions = PlanOptions(),
    selection: Selection = .everything,
    target: PlanTarget = .aws(endpoint: nil)
) -> SavedPlan {
    let selected = SelectedState(selection, of: state(versions))
    return try! SavedPlan(
        Planner.plan(selected, against: live, options: options),
        of: selected,
        against: live,
        options: options,
        target: target,
        toolVersion: "1.2.3"
    )
}
