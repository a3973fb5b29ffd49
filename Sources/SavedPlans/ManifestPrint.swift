internal import DesiredState
package import ModelVersions
internal import Planning

/// What an unpinned manifest was when a plan was reviewed.
package struct ManifestPrint: Sendable, Hashable {
    /// Of the projects that are trained with it.
    package var region: String
    /// Without a version.
    package var manifest: ManifestLocation
    /// Nil where the bucket keeps no versions.
    package var versionID: String?
    /// As S3 gives it, in quotes.
    package var eTag: String

    package init(region: String, manifest: ManifestLocation, versionID: String?, eTag: String) {
        self.region = region
        self.manifest = manifest
        self.versionID = versionID
        self.eTag = eTag
    }

    /// How another reading of the manifest differs; nil where it does not.
    ///
    /// Each upload is another version, even of the same bytes: what was reviewed is the one that was there.
    package func change(to now: ManifestPrint) -> String? {
        func words(_ print: ManifestPrint) -> String {
            print.versionID.map { "version \($0)" } ?? "the content with the ETag \(print.eTag)"
        }
        guard now.versionID != versionID || now.eTag != eTag else { return nil }
        return "was \(words(self)), and is \(words(now))"
    }
}

/// A manifest print as it stands in a saved plan.
struct ManifestDocument: Codable {
    var region: String
    var bucket: String
    var key: String
    var versionId: String?
    var eTag: String

    init(_ print: ManifestPrint) {
        region = print.region
        bucket = print.manifest.bucket.text
        key = print.manifest.key
        versionId = print.versionID
        eTag = print.eTag
    }

    func print() throws(InvalidValue) -> ManifestPrint {
        ManifestPrint(
            region: region,
            manifest: try ManifestLocation(bucket: S3Bucket(bucket), key: key, version: nil),
            versionID: versionId,
            eTag: eTag
        )
    }
}

extension SavedPlan {
    /// The unpinned manifests of the versions that a plan made of this one would still create, as they were reviewed,
    /// each with who is trained with it.
    package func manifestsToCheck(
        in plan: PlanCheck
    ) -> [(print: ManifestPrint, users: [(project: ProjectARN, name: VersionName)])] {
        var users: [ManifestPrint: [(project: ProjectARN, name: VersionName)]] = [:]
        for (project, entry) in plan.plan.creates {
            guard case .trained(let settings) = entry.desired.intent else { continue }
            let used = Set(settings.datasets.manifests)
            for print in manifests where print.region == project.region && used.contains(print.manifest) {
                users[print, default: []].append((project, entry.name))
            }
        }
        return manifests.compactMap { print in users[print].map { (print, $0) } }
    }
}
