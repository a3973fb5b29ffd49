import ModelVersions
import Planning
import Text

/// Whether the project has room for the versions.
enum ModelQuotaCheck: PreflightCheck {
    static let rule = CheckRule(id: "model-quota", summary: "the project has room for the versions")

    static func judgements(_ subject: CheckSubject) -> [Judgement] {
        guard let live = subject.live, !subject.project.trainings.isEmpty else { return [] }
        let quota = subject.facts.quota(.modelsPerProject, of: subject.arn)
        let (present, more) = (live.versions.count, subject.project.trainings.count)
        guard present + more > quota.value.value else {  // Q1
            return [.pass("\(counted(present, "model")) and \(more) more; \(quota)")]
        }
        return [  // Q2
            .warning(
                "the project has \(counted(present, "model")), the plan adds \(more), and \(quota)",
                help: "delete models that are not in use, or request a higher quota"
            )
        ]
    }
}

/// Whether a training could start now, as far as the projects that were read show.
enum TrainingSlotCheck: PreflightCheck {
    static let rule = CheckRule(id: "training-slots", summary: "a training slot is free")

    static func judgements(_ subject: CheckSubject) -> [Judgement] {
        guard subject.live != nil, !subject.project.trainings.isEmpty else { return [] }
        let region = AccountRegion(subject.arn)
        let running = subject.all.filter { AccountRegion($0.project) == region }.reduce(0) { count, other in
            guard case .present(let live) = other.reading else { return count }
            return count + live.versions.count(where: \.takesTrainingSlot)
        }
        let quota = subject.facts.quota(.concurrentTrainings, of: subject.arn)
        if quota.value.value <= 0 {  // S3
            return [
                .warning(
                    "no training can start: \(quota)",
                    help: "request a higher quota: `rekon apply --wait` would wait for a slot that never comes free"
                )
            ]
        }
        guard running >= quota.value.value else {  // S1
            return [.pass("\(counted(running, "training")) in progress; \(quota)")]
        }
        return [  // S2
            .warning(
                "\(counted(running, "training")) in progress at the same time; \(quota)",
                help: "use `rekon apply --wait`: it starts each training when a slot is free"
            )
        ]
    }
}
