/// How many versions of a drift report stand how.
package struct DriftCounts: Sendable, Equatable {
    /// How many versions drift in each way; one that drifts in several counts in each.
    private var kinds: [Drift.Kind: Int] = [:]
    private var standings: [DriftItem.Standing: Int] = [:]
    package private(set) var desired = 0
    package private(set) var ignored = 0
    /// Described versions of projects that could not be read.
    package private(set) var unread = 0

    package init() {}

    package init(_ report: DriftReport) {
        for project in report.projects { add(project) }
    }

    package init(_ project: ProjectDrift) {
        add(project)
    }

    private mutating func add(_ project: ProjectDrift) {
        desired += project.desiredCount
        ignored += project.ignoredCount
        if project.problem != nil { unread += project.desiredCount }
        if !project.unmanaged.isEmpty { kinds[.unmanaged, default: 0] += project.unmanaged.count }
        for item in project.items {
            standings[item.standing, default: 0] += 1
            for drift in item.drifts { kinds[drift.kind, default: 0] += 1 }
        }
    }

    package subscript(kind: Drift.Kind) -> Int { kinds[kind] ?? 0 }
    package subscript(standing: DriftItem.Standing) -> Int { standings[standing] ?? 0 }
}
