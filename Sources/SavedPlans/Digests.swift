import Crypto
import DesiredState
import JSON
package import ModelVersions
import Planning

/// SHA-256 over the canonical form of a JSON value.
enum Digest {
    static func of(_ value: JSONValue) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text = Array("sha256:".utf8)
        for byte in SHA256.hash(data: CanonicalJSON.bytes(of: value)) {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}

/// What people want, told from everything else by one value: it stays the same when comments, places in files or the
/// form of a value change, and becomes another when a request, an order or an expectation does.
enum DesiredStateDigest {
    private struct Project: Encodable {
        let project: String
        let lists: [[String]]
        let versions: [VersionDocument.Desired]
    }

    static func of(_ state: DesiredState) throws -> String {
        let projects = state.projects.map { project in
            Project(
                project: project.arn.text,
                lists: project.lists.map { $0.map(\.text) },
                versions: project.versions.map { VersionDocument.Desired($0, in: project.arn) }
            )
        }
        return Digest.of(try JSONValue(encoding: projects))
    }
}

enum SettingsDigest {
    private struct Manifest: Encodable {
        let bucket, key: String
        let version: String?

        init(_ manifest: S3Object) {
            bucket = manifest.bucket
            key = manifest.key
            version = manifest.version
        }
    }

    private struct Settings: Encodable {
        let bucket, prefix: String?
        let training, testing: [Manifest]?
        let autoCreate: Bool?
        let kmsKey, description: String?
        let confidenceThreshold: Double?
    }

    static func of(_ settings: LiveSettings) throws -> String {
        Digest.of(
            try JSONValue(
                encoding: Settings(
                    bucket: settings.output?.bucket,
                    prefix: settings.output?.prefix,
                    training: settings.training?.map(Manifest.init),
                    testing: settings.testing?.map(Manifest.init),
                    autoCreate: settings.testingIsAutoCreated,
                    kmsKey: settings.kmsKey,
                    description: settings.description,
                    confidenceThreshold: settings.confidenceThreshold
                )
            )
        )
    }
}

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
            manifest: try ManifestLocation(S3Object(bucket: bucket, key: key)),
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
