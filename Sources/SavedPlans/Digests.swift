import Crypto
package import DesiredState
package import JSON
package import ModelVersions
import Planning
import Reconciler
import Rekognition
import Text

/// SHA-256 over the canonical form of a JSON value.
package enum ContentDigest {
    package static func of(_ value: JSONValue) -> String {
        "sha256:" + SHA256.hash(data: value.bytes()).hexadecimal
    }

    /// Whether a text has the form of a digest.
    package static func isDigest(_ text: String) -> Bool {
        let digits = text.utf8.dropFirst("sha256:".utf8.count)
        return text.utf8.starts(with: "sha256:".utf8) && digits.count == 64
            && digits.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}

/// Identifies a desired state. Comments, places in files and the notation of values do not change it; requests, the
/// order of versions, and gates do.
enum DesiredStateDigest {
    private struct Project: Encodable {
        let project: String
        let lists: [[String]]
        let versions: [VersionDocument.Desired]
    }

    static func of(_ state: DesiredState) throws -> String {
        let projects = try state.projects.map { project in
            Project(
                project: project.arn.text,
                lists: project.lists.map { $0.map(\.text) },
                versions: try project.versions.map { try VersionDocument.Desired($0, in: project.arn) }
            )
        }
        return ContentDigest.of(try JSONValue(encoding: projects))
    }
}

/// Identifies what a version is trained from: its request without its name and its project (specs/request-digest.md).
package enum RequestDigest {
    /// A change of the canonical form is a new format: then the same request has another digest.
    private static let format: Int64 = 1

    /// 64 hexadecimal digits.
    package static func of(_ version: DesiredVersion, _ settings: TrainingSettings, in project: ProjectARN) throws
        -> String
    {
        SHA256.hash(data: try canonicalForm(version, settings, in: project)).hexadecimal
    }

    package static func canonicalForm(
        _ version: DesiredVersion,
        _ settings: TrainingSettings,
        in project: ProjectARN
    ) throws -> [UInt8] {
        var request = try JSONValue(encoding: CreateProjectVersionRequest(version, settings, in: project))
        if case .object(var members) = request {
            members["VersionName"] = nil
            members["ProjectArn"] = nil
            request = .object(members)
        }
        let members: [JSONObject.Member] = [
            .init(name: "format", value: .integer(Self.format)), .init(name: "request", value: request),
        ]
        return JSONValue.object(JSONObject(members)).bytes()
    }
}

/// Identifies the settings of a live version.
enum SettingsDigest {
    private struct Manifest: Encodable {
        let bucket, key: String
        let version: String?

        init(_ manifest: S3Object) {
            bucket = manifest.bucket
            key = manifest.key
            version = manifest.version
        }

        /// No manifests and none reported are one: the first may take the place of the second when a training ends.
        static func all(_ manifests: [S3Object]?) -> [Manifest]? {
            guard let manifests, !manifests.isEmpty else { return nil }
            return manifests.map(Manifest.init)
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
        ContentDigest.of(
            try JSONValue(
                encoding: Settings(
                    bucket: settings.output?.bucket,
                    prefix: settings.output?.prefix,
                    training: Manifest.all(settings.training),
                    testing: Manifest.all(settings.testing),
                    autoCreate: settings.testingIsAutoCreated,
                    kmsKey: settings.kmsKey,
                    description: settings.description,
                    confidenceThreshold: settings.confidenceThreshold
                )
            )
        )
    }
}
