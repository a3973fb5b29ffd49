internal import DesiredState
internal import KMS
internal import ModelVersions
package import Planning
internal import S3

extension OutsideFacts {
    /// What of it a plan can use.
    package var knowledge: OutsideKnowledge {
        var knowledge = OutsideKnowledge()
        for (question, fact) in keys {
            guard case .found(let metadata) = fact, let arn = metadata.arn else { continue }
            knowledge.add(question.key, in: question.region, is: arn)
        }
        for (question, _) in manifests where question.manifest.version == nil {
            if let pinned = pinned(question) { knowledge.add(question.manifest, isNow: pinned) }
        }
        return knowledge
    }

    /// A manifest with the version that it has now; nil where that is not known, or the bucket keeps no versions.
    private func pinned(_ question: ManifestQuestion) -> ManifestLocation? {
        // "null" is the version of what was written before there were any, and of all that is where there are none.
        guard case .found(let head) = manifests[question], let version = head.versionID, version != "null" else {
            return nil
        }
        let manifest = question.manifest
        return try? ManifestLocation(bucket: manifest.bucket, key: manifest.key, version: version)
    }
}

extension KeyQuestion {
    /// The keys that a plan could not compare, because one of the two is an alias.
    package static func undecided(in plan: Plan, _ live: LiveState) -> [KeyQuestion] {
        var questions: Set<KeyQuestion> = []
        for planned in plan.projects {
            guard case .present(let project) = live[planned.project] else { continue }
            let doubts = planned.entries.filter { $0.unknown.contains(.kmsKey) }
            guard !doubts.isEmpty else { continue }
            let liveKeys = Dictionary(project.versions.map { ($0.arn, $0.settings.kmsKey) }) { first, _ in first }
            for entry in doubts {
                guard case .trained(let settings) = entry.desired.intent, let desired = settings.kmsKey,
                    let text = entry.live.flatMap({ liveKeys[$0.arn] ?? nil }), let other = try? KMSKey(text)
                else { continue }
                for key in [desired, other] where key.form == .alias {
                    questions.insert(KeyQuestion(key, for: planned.project))
                }
            }
        }
        return Array(questions)
    }
}
