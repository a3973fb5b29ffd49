package import AWSRuntime
import DesiredState
package import ModelVersions
package import Planning
package import Storage

/// The answers of S3, KMS, Service Quotas and STS to the questions of the checks.
package struct CheckFacts: Sendable {
    /// By the account of the projects; one that was not asked has none.
    package var callers: [String: CallerFact] = [:]
    package var manifests: [ManifestQuestion: ManifestFact] = [:]
    /// Empty if the manifests were not read.
    package var contents: [ContentQuestion: ContentFact] = [:]
    /// Of the datasets with errors, by their ARNs; empty if the entries were not read.
    package var entries: [String: EntriesFact] = [:]
    /// Of the datasets that a version is to be trained on, by their ARNs.
    package var labels: [String: DatasetLabelsFact] = [:]
    package var buckets: [BucketQuestion: BucketFact] = [:]
    package var keys: [KeyQuestion: KeyFact] = [:]
    package var quotas: [QuotaQuestion: QuotaFact] = [:]

    package init() {}
}

package struct ManifestQuestion: Sendable, Hashable {
    /// Of the training that reads the manifest: another account may not be allowed to.
    package var place: AccountRegion
    package var manifest: ManifestLocation

    package var region: String { place.region }

    package init(_ manifest: ManifestLocation, for project: ProjectARN) {
        place = AccountRegion(project)
        self.manifest = manifest
    }
}

package struct BucketQuestion: Sendable, Hashable {
    /// Of the project.
    package var place: AccountRegion
    package var bucket: S3Bucket

    package var region: String { place.region }

    package init(_ bucket: S3Bucket, for project: ProjectARN) {
        place = AccountRegion(project)
        self.bucket = bucket
    }
}

package struct KeyQuestion: Sendable, Hashable {
    /// Of the project.
    package var place: AccountRegion
    package var key: KMSKey

    package init(_ key: KMSKey, for project: ProjectARN) {
        place = AccountRegion(project)
        self.key = key
    }
}

package enum CallerFact: Sendable, Equatable {
    case notAsked
    case known(CallerIdentity)
    case unreadable(reason: String)
}

package enum ManifestFact: Sendable, Equatable {
    case found(HeadObjectResponse)
    case problem(ObjectProblem)
}

package enum BucketFact: Sendable, Equatable {
    /// The project's account owns it.
    case own
    case ofAnotherAccount
    case absent
    case elsewhere(region: String)
    case denied
    case unreadable(reason: String)
}

package enum KeyFact: Sendable, Equatable {
    case found(KeyMetadata)
    case absent
    case denied
    case unreadable(reason: String)
}

extension CheckFacts {
    /// The facts that a plan can use.
    package var references: ResolvedReferences {
        var references = ResolvedReferences()
        for (question, fact) in keys {
            guard case .found(let metadata) = fact, let arn = metadata.arn else { continue }
            references.add(question.key, in: question.place, is: arn)
        }
        for (question, _) in manifests where question.manifest.version == nil {
            if let pinned = pinned(question) { references.add(question.manifest, isNow: pinned) }
        }
        return references
    }

    /// A manifest with its current version; nil if that is unknown or the bucket has no versioning.
    private func pinned(_ question: ManifestQuestion) -> ManifestLocation? {
        // "null" is the version of an object that was written without versioning.
        guard case .found(let head) = manifests[question], let version = head.versionID, version != "null" else {
            return nil
        }
        let manifest = question.manifest
        return try? ManifestLocation(bucket: manifest.bucket, key: manifest.key, version: version)
    }
}

extension KeyQuestion {
    /// The keys that a plan could not compare because one of the two is an alias.
    package static func undecided(in plan: Plan, _ live: LiveState) -> [KeyQuestion] {
        var questions: Set<KeyQuestion> = []
        for planned in plan.projects {
            guard case .present(let project) = live[planned.project] else { continue }
            let undecided = planned.entries.filter { $0.unknown.contains(.kmsKey) }
            guard !undecided.isEmpty else { continue }
            let liveKeys = Dictionary(project.versions.map { ($0.arn, $0.settings.kmsKey) }) { first, _ in first }
            for entry in undecided {
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
