internal import Planning

/// The line that says all of a plan.
enum PlanSummary {
    /// - Parameters:
    ///   - refusesBlocked: Whether a plan that is blocked is refused: a saved one that was applied half goes on.
    ///   - isRefused: Whether something beside the plan stands in its way: a limit, or a check that failed.
    static func line(of plan: Plan, refusesBlocked: Bool = true, isRefused: Bool = false) -> String {
        var parts: [String] = []
        let counts = PlanCounts(plan)
        parts.append("\(counts.create) to create")
        if counts.conflict > 0 { parts.append(counted(counts.conflict, "conflict")) }
        if counts.failed > 0 { parts.append("\(counts.failed) failed") }
        if counts.deleting > 0 { parts.append("\(counts.deleting) being deleted") }
        if counts.recreate > 0 { parts.append("\(counts.recreate) probably deleted") }
        parts.append("\(counts.unchanged) unchanged")
        if counts.expired > 0 { parts.append("\(counts.expired) expired") }
        if counts.retired > 0 { parts.append("\(counts.retired) retired") }
        if counts.tagDrift > 0 { parts.append("\(counts.tagDrift) with other tags") }
        if counts.unmanaged > 0 { parts.append("\(counts.unmanaged) unmanaged") }
        if counts.unplanned > 0 { parts.append("\(counts.unplanned) unknown") }
        var line = "Plan: " + parts.joined(separator: ", ") + "."
        if !plan.isComplete {
            line += " Incomplete: part of the live state could not be read."
        } else if plan.isBlocked {
            if refusesBlocked { line += " Blocked: apply will refuse this plan." }
        } else if isRefused {
            line += " Blocked: a limit or a failed check stands in the way."
        } else if !plan.hasChanges {
            line += plan.omission == nil ? " Nothing to do." : " Nothing to do in this part."
        }
        return line
    }
}
