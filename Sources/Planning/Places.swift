package import ModelVersions

extension Sequence {
    /// Grouped by account and region, in the order of first appearance.
    package func byPlace(_ project: (Element) -> ProjectARN) -> [(place: AccountRegion, elements: [Element])] {
        var groups: [(place: AccountRegion, elements: [Element])] = []
        var indices: [AccountRegion: Int] = [:]
        for element in self {
            let place = AccountRegion(project(element))
            if let index = indices[place] {
                groups[index].elements.append(element)
            } else {
                indices[place] = groups.count
                groups.append((place, [element]))
            }
        }
        return groups
    }
}

extension Plan {
    /// One plan for each account and region, in the order of first appearance. Each is judged as in the whole.
    package var parts: [(place: AccountRegion, part: Plan)] {
        let isHeld = sound.isEmpty
        let refused = Dictionary(grouping: refusedBefore) { AccountRegion($0.project) }
        let groups = (projects.map(\.project) + refusedBefore.map(\.project)).byPlace { $0 }
        let projects = Dictionary(grouping: projects) { AccountRegion($0.project) }
        return groups.map { group in
            var part = Plan(projects: projects[group.place] ?? [])
            part.refusedBefore = refused[group.place] ?? []
            part.isAllOrNothing = isAllOrNothing
            part.isHeld = isHeld
            part.access = access
            part.trainingQuotas = trainingQuotas
            return (group.place, part)
        }
    }
}

extension DriftReport {
    /// One report for each account and region, in the order of first appearance.
    package var parts: [(place: AccountRegion, part: DriftReport)] {
        projects.byPlace(\.project).map { ($0.place, narrowed(to: $0.elements)) }
    }
}
