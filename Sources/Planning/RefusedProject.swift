package import ModelVersions

/// A project in which apply creates nothing. It does not stop the other projects of the plan.
package struct RefusedProject: Sendable, Equatable {
    /// Of several, the first counts.
    package enum Reason: String, Sendable, CaseIterable {
        /// It does not exist, or a part of it could not be read or compared.
        case incomplete
        /// It is not as it was when the plan was reviewed.
        case stale
        /// One of its versions has an outcome that apply refuses.
        case blocked
        /// A check says that its trainings would fail.
        case checkFailed = "check-failed"
        /// The versions of its account or region exceed a limit.
        case overLimit = "over-limit"
    }

    package struct Cause: Sendable, Equatable {
        /// Nil for the whole project.
        package var name: VersionName?
        /// A clause that follows the name.
        package var text: String
        /// Whether it is about whose credentials create the versions, and not about the live state.
        package var isOfCredentials: Bool

        package init(_ name: VersionName? = nil, _ text: String, isOfCredentials: Bool = false) {
            self.name = name
            self.text = text
            self.isOfCredentials = isOfCredentials
        }
    }

    package var project: ProjectARN
    package var reason: Reason
    package var causes: [Cause]
    /// The number of versions that apply would create otherwise.
    package var heldCount: Int

    package init(_ project: ProjectARN, _ reason: Reason, _ causes: [Cause], heldCount: Int) {
        self.project = project
        self.reason = reason
        self.causes = causes
        self.heldCount = heldCount
    }
}

extension Plan {
    /// The projects that are refused for a reason of their own. Those that a saved plan does not hold come first.
    package var refusals: [RefusedProject] { refusedBefore + projects.compactMap(\.refusal) }

    /// The projects whose versions apply creates.
    package var sound: [ProjectPlan] {
        let sound = projects.filter { $0.refusal == nil }
        return isHeld || isAllOrNothing && (sound.count < projects.count || !refusedBefore.isEmpty) ? [] : sound
    }

    /// Why apply must refuse the whole plan; nil if a project is left.
    package var refusal: RefusedProject.Reason? {
        guard sound.isEmpty else { return nil }
        let now = projects.compactMap(\.refusal)
        let reasons = (now.isEmpty ? refusedBefore : now).map(\.reason)
        return RefusedProject.Reason.allCases.first(where: reasons.contains)
    }

    /// The plan whose refused projects count the versions that an earlier plan was to create. In this one, some of them
    /// have another outcome than `create`.
    package func holding(_ counts: [ProjectARN: Int]) -> Plan {
        var plan = self
        for index in plan.projects.indices {
            guard case .refused(let reason, let causes, _) = plan.projects[index].judgement,
                let count = counts[plan.projects[index].project]
            else { continue }
            plan.projects[index].judgement = .refused(reason, causes, held: count)
        }
        return plan
    }
}

extension ProjectPlan {
    /// Whether apply may create the project's versions.
    package enum Judgement: Sendable, Equatable {
        /// The outcomes decide, and what could not be read.
        case byOutcomes
        case sound
        /// - Parameter held: the number of versions that are not created; nil for those with the outcome `create`.
        case refused(RefusedProject.Reason, [RefusedProject.Cause], held: Int? = nil)
    }

    /// Why apply creates nothing in the project; nil if it is sound.
    package var refusal: RefusedProject? {
        let (reason, causes): (RefusedProject.Reason, [RefusedProject.Cause])
        var held: Int?
        switch judgement {
        case .sound: return nil
        case .refused(let why, let what, let count):
            (reason, causes) = (why, what)
            held = count
        case .byOutcomes:
            let unread = unreadCauses
            if !unread.isEmpty {
                (reason, causes) = (.incomplete, unread)
            } else if entries.contains(where: { $0.outcome.isBlocking }) {
                let blocking = entries.filter(\.outcome.isBlocking)
                (reason, causes) = (.blocked, blocking.map { .init($0.name, $0.blockingText) })
            } else {
                return nil
            }
        }
        return RefusedProject(project, reason, causes, heldCount: held ?? entries.count { $0.outcome == .create })
    }

    /// What could not be read of the project.
    package var unreadCauses: [RefusedProject.Cause] {
        switch problem {
        case .absent: [.init(nil, "does not exist, or these credentials may not see it")]
        case .unreadable(let reason): [.init(nil, "could not be read: \(reason)")]
        case nil where entries.allSatisfy { $0.tagsProblem == nil }: []
        case nil:
            entries.compactMap { entry in
                entry.tagsProblem.map { .init(entry.name, "has tags that could not be read: \($0)") }
            }
        }
    }
}

extension PlanEntry {
    /// Why apply refuses the version, as a clause that follows its name.
    fileprivate var blockingText: String {
        switch outcome {
        case .conflict: "is live with other settings"
        case .failed: "has failed, and its name is used up"
        case .deleting: "is being deleted"
        case .recreate:
            if case .trace(let trace)? = recreation {
                "was trained before: \(trace.place)"
            } else {
                "was probably trained and deleted before"
            }
        case .create, .unchanged, .deprecated, .expired, .retired: "is \(outcome.rawValue)"
        }
    }
}
