internal import ModelVersions
internal import Planning

/// What the versions of a project are sorted by: the smallest first. What has no value comes last, either way.
package enum StatusOrder: String, Sendable, CaseIterable {
    /// The oldest first; what is not live comes last, in the order of the files.
    case created
    /// In byte order.
    case name
    case f1
    /// The time that the training is charged for.
    case time
    case cost
    /// What a person should look at first.
    case state
}

extension StatusReport {
    /// Sorts the versions of each project; those that are equal stay from the oldest to the newest.
    package mutating func sort(by order: StatusOrder, reversed: Bool = false) {
        guard order != .created || reversed else { return }
        for index in projects.indices {
            switch order {
            case .created: projects[index].versions.sort(by: \.created, reversed)
            case .name: projects[index].versions.sort(by: { $0.name }, reversed)
            case .f1: projects[index].versions.sort(by: \.f1Score, reversed)
            case .time, .cost: projects[index].versions.sort(by: \.billableSeconds, reversed)
            case .state: projects[index].versions.sort(by: { VersionState.allCases.firstIndex(of: $0.state) }, reversed)
            }
        }
    }
}

extension [StatusRow] {
    /// Stable, in either direction.
    fileprivate mutating func sort(by value: (StatusRow) -> (some Comparable)?, _ reversed: Bool) {
        let keys = map(value)
        self = indices.sorted { one, other in
            switch (keys[one], keys[other]) {
            case (let left?, let right?) where left != right: reversed ? right < left : left < right
            case (_?, nil): true
            case (nil, _?): false
            default: one < other
            }
        }.map { self[$0] }
    }
}
