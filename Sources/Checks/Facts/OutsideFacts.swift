package import AWSRuntime
import DesiredState
package import ModelVersions
package import Planning
package import Storage

/// What was learnt of the world around Rekognition: for each question that was asked, an answer.
package struct OutsideFacts: Sendable {
    package var caller: CallerFact = .notAsked
    package var manifests: [ManifestQuestion: ManifestFact] = [:]
    /// Empty where nobody was to read them.
    package var contents: [ContentQuestion: ContentFact] = [:]
    package var buckets: [BucketQuestion: BucketFact] = [:]
    package var keys: [KeyQuestion: KeyFact] = [:]

    package init() {}
}

package struct ManifestQuestion: Sendable, Hashable {
    /// Where a training would read it.
    package var region: String
    package var manifest: ManifestLocation

    package init(_ manifest: ManifestLocation, for project: ProjectARN) {
        region = project.region
        self.manifest = manifest
    }
}

package struct BucketQuestion: Sendable, Hashable {
    package var region: String
    /// Of the project.
    package var account: String
    package var bucket: S3Bucket

    package init(_ bucket: S3Bucket, for project: ProjectARN) {
        region = project.region
        account = project.account
        self.bucket = bucket
    }
}

package struct KeyQuestion: Sendable, Hashable {
    package var region: String
    package var key: KMSKey

    package init(_ key: KMSKey, for project: ProjectARN) {
        region = project.region
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
    case noBucket
    /// No object of the key, or no such version of it.
    case absent
    /// The version is not content, but the mark of a deletion.
    case deleteMarker
    /// S3 takes the version for none.
    case badVersion
    case elsewhere(region: String)
    case denied
    case unreadable(reason: String)
}

package enum BucketFact: Sendable, Equatable {
    /// It is the project's account's.
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

extension OutsideFacts {
    /// What of it a plan can use.
    package var references: ResolvedReferences {
        var references = ResolvedReferences()
        for (question, fact) in keys {
            guard case .found(let metadata) = fact, let arn = metadata.arn else { continue }
            references.add(question.key, in: question.region, is: arn)
        }
        for (question, _) in manifests where question.manifest.version == nil {
            if let pinned = pinned(question) { references.add(question.manifest, isNow: pinned) }
        }
        return references
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
