internal import DesiredState
internal import ModelVersions
internal import Planning
internal import Reconciler

extension TrainingReport {
    /// Adds the live versions of a plan that an apply does not follow, because nothing can come of them: without them a
    /// saved plan that is applied with --wait would end better than `rekon wait` says.
    mutating func addWhatStandsInTheWay(in plan: Plan, _ live: LiveState, requiredF1Score: Double?) {
        var places: [ProjectARN: [VersionName: Int]] = [:]
        var place = 0
        let known = items.count
        for project in plan.projects {
            guard case .present(let present) = live[project.project] else { continue }
            let versions = present.versions.newestByName
            for entry in project.entries {
                place += 1
                places[project.project, default: [:]][entry.name] = place
                let result: TrainingResult
                switch entry.outcome {
                case .conflict: result = .conflict(entry.differences)
                case .failed: result = .failed
                case .deleting: result = .deleting
                case .create, .recreate, .unchanged, .expired, .retired: continue
                }
                items.append(
                    Item(
                        project: project.project,
                        name: entry.name,
                        location: entry.location,
                        live: versions[entry.name],
                        minimumF1Score: GateVerdict.minimum(entry.desired.expectation.minimumF1Score, requiredF1Score),
                        result: result
                    )
                )
            }
        }
        guard items.count > known else { return }
        func order(_ item: Item) -> Int { places[item.project]?[item.name] ?? .max }
        items.sort { order($0) < order($1) }
    }
}
