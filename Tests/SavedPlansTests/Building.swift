import DesiredState
import Diagnostics
import JSON
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

extension JSONValue {
    /// Changes a member, or an element by its number; nil removes a member.
    mutating func set(_ path: ArraySlice<String>, _ new: JSONValue?) {
        guard let first = path.first else { return }
        switch self {
        case .object(var object):
            if path.count == 1 {
                object[first] = new
            } else {
                object[first]?.set(path.dropFirst(), new)
            }
            self = .object(object)
        case .array(var array):
            if let index = Int(first) {
                if path.count == 1, let new { array[index] = new } else { array[index].set(path.dropFirst(), new) }
            }
            self = .array(array)
        default:
            break
        }
    }

    /// Gives the document the digest that it should have.
    mutating func sign() {
        guard case .object(var members) = self else { return }
        members["digest"] = nil
        members["digest"] = .string(ContentDigest.of(.object(members)))
        self = .object(members)
    }

    /// A member, or an element by its number.
    func member(_ path: [String]) -> JSONValue? {
        path.reduce(self) { value, name in
            switch value {
            case .object(let object)?: object[name]
            case .array(let array)?: Int(name).flatMap { array.indices.contains($0) ? array[$0] : nil }
            default: nil
            }
        }
    }
}
