internal import Crypto
internal import DesiredState
internal import JSONBytes
internal import ModelVersions
internal import Planning

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

        init(_ manifest: LiveSettings.Manifest) {
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
