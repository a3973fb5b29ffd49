import ModelVersions
import Planning

/// Whether the project has room for the versions. The quota can be raised, and nobody can be asked what it is.
enum ModelQuotaCheck: PreflightCheck {
    static let rule = CheckRule(id: "model-quota", summary: "the project has room for the versions")

    /// Custom Labels guide, "Guidelines and quotas": models in a project, unless raised.
    static let quota = 100

    static func results(_ subject: CheckSubject) -> [CheckResult] {
        guard let live = subject.live, !subject.project.trainings.isEmpty else { return [] }
        let (there, more) = (live.versions.count, subject.project.trainings.count)
        guard there + more > quota else {  // Q1
            return [result(.pass, subject, "\(there) models and \(more) more are at most \(quota)")]
        }
        return [  // Q2
            result(
                .warning,
                subject,
                "the project has \(there) models, \(more) are to be added, and the quota is \(quota) unless it was raised",
                help: "delete models that nobody needs, or have the quota raised"
            )
        ]
    }
}

/// Whether a training could start now, as far as the projects that were read tell.
enum TrainingSlotCheck: PreflightCheck {
    static let rule = CheckRule(id: "training-slots", summary: "a training slot is free")

    /// Custom Labels guide, "Guidelines and quotas": trainings at the same time in an account and region, unless raised.
    static func slots(in region: String) -> Int { region == "ap-southeast-2" ? 1 : 2 }

    static func results(_ subject: CheckSubject) -> [CheckResult] {
        guard subject.live != nil, !subject.project.trainings.isEmpty else { return [] }
        let project = subject.project.project
        let running = subject.all.filter { $0.project.isBeside(project) }.reduce(0) { count, other in
            guard case .present(let live) = other.reading else { return count }
            return count + live.versions.count { $0.status.rawValue == "TRAINING_IN_PROGRESS" }
        }
        let slots = slots(in: project.region)
        guard running >= slots else {  // S1
            return [result(.pass, subject, "\(running) of \(slots) in use")]
        }
        return [  // S2
            result(
                .warning,
                subject,
                "\(running) trainings are running, and the quota is \(slots) at a time unless it was raised",
                help: "`rekon apply --wait` starts each when a slot is free"
            )
        ]
    }
}

extension ProjectARN {
    fileprivate func isBeside(_ other: ProjectARN) -> Bool {
        partition == other.partition && region == other.region && account == other.account
    }
}
