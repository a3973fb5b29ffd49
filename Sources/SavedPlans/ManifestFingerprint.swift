import DesiredState
package import ModelVersions
import Planning

/// Identifies the content of an unpinned manifest at the time of a review.
package struct ManifestFingerprint: Sendable, Hashable {
    /// Of the projects that use the manifest.
    package var region: String
    /// Without a version.
    package var manifest: ManifestLocation
    /// Nil if the bucket has no versioning.
    package var versionID: String?
    /// In quotes, as in the answer of S3.
    package var eTag: String

    package init(region: String, manifest: ManifestLocation, versionID: String?, eTag: String) {
        self.region = region
        self.manifest = manifest
        self.versionID = versionID
        self.eTag = eTag
    }

    /// How the manifest differs now; nil if it does not. Each upload is a new version, also with the same bytes.
    package func change(to now: ManifestFingerprint) -> String? {
        func words(_ fingerprint: ManifestFingerprint) -> String {
            fingerprint.versionID.map { "version \($0)" } ?? "the content with the ETag \(fingerprint.eTag)"
        }
        guard now.versionID != versionID || now.eTag != eTag else { return nil }
        return "was \(words(self)), and is \(words(now))"
    }
}

extension SavedPlan {
    /// The reviewed unpinned manifests of the versions that are still to create, each with the versions that use it.
    package func manifestsToCheck(
        in plan: PlanCheck
    ) -> [(fingerprint: ManifestFingerprint, users: [(project: ProjectARN, name: VersionName)])] {
        var users: [ManifestFingerprint: [(project: ProjectARN, name: VersionName)]] = [:]
        for (project, entry) in plan.plan.creates {
            guard case .trained(let settings) = entry.desired.intent else { continue }
            let used = Set(settings.datasets.manifests)
            for fingerprint in manifests
            where fingerprint.region == project.region && used.contains(fingerprint.manifest) {
                users[fingerprint, default: []].append((project, entry.name))
            }
        }
        return manifests.compactMap { fingerprint in users[fingerprint].map { (fingerprint, $0) } }
    }
}
