package import Planning

/// How many versions of a plan have each outcome.
package struct PlanCounts: Sendable, Equatable {
    package var create = 0
    package var unchanged = 0
    package var conflict = 0
    package var failed = 0
    package var deleting = 0
    package var expired = 0
    package var recreate = 0
    package var retired = 0
    package var tagDrift = 0
    package var unmanaged = 0
    /// Desired versions of projects that could not be read.
    package var unplanned = 0

    package init(_ plan: Plan) {
        for project in plan.projects {
            unmanaged += project.unmanaged.count
            if project.problem != nil { unplanned += project.desiredCount }
            for entry in project.entries {
                if entry.tagDrift != nil { tagDrift += 1 }
                switch entry.outcome {
                case .create: create += 1
                case .unchanged: unchanged += 1
                case .conflict: conflict += 1
                case .failed: failed += 1
                case .deleting: deleting += 1
                case .expired: expired += 1
                case .recreate: recreate += 1
                case .retired: retired += 1
                }
            }
        }
    }
}
