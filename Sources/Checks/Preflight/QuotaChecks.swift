import ModelVersions
import Planning
import Text

/// Whether the project has room for the versions. The quota can be raised, and no operation tells its value.
enum ModelQuotaCheck: PreflightCheck {
    static let rule = CheckRule(id: "model-quota", summary: "the project has room for the versions")

    /// Custom Labels guide, "Guidelines and quotas": models in a project, unless raised.
    static let quota = 100

    static func judgements(_ subject: CheckSubject) -> [Judgement] {
        guard let live = subject.live, !subject.project.trainings.isEmpty else { return [] }
        let (present, more) = (live.versions.count, subject.project.trainings.count)
        guard present + more > quota else {  // Q1
            return [.pass("\(counted(present, "model")) and \(more) more; the quota is \(quota)")]
        }
        return [  // Q2
            .warning(
                """
                the project has \(counted(present, "model")), the plan adds \(more), and the quota is \(quota) unless \
                raised
                """,
                help: "delete models that are not in use, or request a higher quota"
            )
        ]
    }
}

/// Whether a training could start now, as far as the projects that were read show.
enum TrainingSlotCheck: PreflightCheck {
    static let rule = CheckRule(id: "training-slots", summary: "a training slot is free")

    /// Custom Labels guide, "Guidelines and quotas": trainings at the same time in an account and region, unless
    /// raised.
    static func slots(in region: String) -> Int { region == "ap-southeast-2" ? 1 : 2 }

    static func judgements(_ subject: CheckSubject) -> [Judgement] {
        guard subject.live != nil, !subject.project.trainings.isEmpty else { return [] }
        let project = subject.arn
        let running = subject.all.filter { $0.project.sharesSlots(with: project) }.reduce(0) { count, other in
            guard case .present(let live) = other.reading else { return count }
            return count + live.versions.count { $0.status.rawValue == "TRAINING_IN_PROGRESS" }
        }
        let slots = slots(in: project.region)
        guard running >= slots else {  // S1
            return [.pass("\(running) of \(slots) in use")]
        }
        return [  // S2
            .warning(
                "\(counted(running, "training")) in progress; the quota is \(slots) at a time unless raised",
                help: "use `rekon apply --wait`: it starts each training when a slot is free"
            )
        ]
    }
}

extension ProjectARN {
    fileprivate func sharesSlots(with other: ProjectARN) -> Bool {
        partition == other.partition && region == other.region && account == other.account
    }
}
