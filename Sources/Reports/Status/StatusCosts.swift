import ModelVersions
import Planning

/// What the trainings of a status cost, in whole cents that add up: the versions of a project to the project, the
/// projects of an account and region to that place, and the places to the whole.
struct StatusCosts: Sendable {
    /// Of the versions with a billable time.
    let total: Cost
    private var places: [AccountRegion: Cost] = [:]
    private var projects: [ProjectARN: Cost] = [:]
    private var versions: [ProjectARN: [VersionName: Cost]] = [:]

    init(_ projects: [ProjectStatus], at prices: Prices) {
        // From the exact amounts of the versions up, then from the rounded whole down.
        let groups = projects.byPlace(\.project).map { place, projects in
            let parts = projects.map { project in
                let rows = project.versions.filter { $0.billableSeconds != nil }
                let costs = rows.map { Cost(seconds: $0.billableSeconds ?? 0, at: prices[project.project]) }
                return (project: project.project, names: rows.map(\.name), costs: costs, sum: costs.sum)
            }
            return (place: place, parts: parts, sum: parts.map(\.sum).sum)
        }
        total = groups.map(\.sum).sum.rounded
        for (group, share) in zip(groups, total.shared(among: groups.map(\.sum))) {
            places[group.place] = share
            for (part, share) in zip(group.parts, share.shared(among: group.parts.map(\.sum))) {
                self.projects[part.project] = share
                versions[part.project] = Dictionary(
                    zip(part.names, share.shared(among: part.costs)),
                    uniquingKeysWith: { first, _ in first }
                )
            }
        }
    }

    subscript(place: AccountRegion) -> Cost { places[place] ?? .zero }
    subscript(project: ProjectARN) -> Cost { projects[project] ?? .zero }

    /// Of those with a billable time.
    func versions(of project: ProjectARN) -> [VersionName: Cost] { versions[project] ?? [:] }

    /// Nil for a version without a billable time.
    subscript(project: ProjectARN, version: VersionName) -> Cost? { versions[project]?[version] }
}

extension [Cost] {
    fileprivate var sum: Cost { reduce(.zero, +) }
}
