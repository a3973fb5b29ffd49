import ModelVersions
import Text

extension SandboxState {
    /// Makes the missing buckets, manifests and keys of a project's versions, in the project's region and account.
    mutating func addStorage(of seed: ProjectSeed, now: Int64) {
        for bucket in seed.outputBuckets { _ = index(of: bucket, for: seed.arn) }
        for manifest in seed.manifests {
            let bucket = index(of: manifest.bucket, for: seed.arn)
            add(manifest, of: seed.feature, to: bucket, now: now)
        }
        for key in seed.keys { add(key, for: seed.arn) }
        sort()
    }

    private mutating func index(of bucket: S3Bucket, for project: ProjectARN) -> Int {
        var all = buckets ?? []
        if let index = all.firstIndex(where: { $0.name == bucket.text }) { return index }
        all.append(Bucket(name: bucket.text, region: project.region, owner: project.account, objects: []))
        buckets = all
        return all.count - 1
    }

    private mutating func add(_ manifest: ManifestLocation, of feature: String, to bucket: Int, now: Int64) {
        guard var all = buckets else { return }
        let versions = all[bucket].objects.first { $0.key.utf8.elementsEqual(manifest.key.utf8) }?.versions ?? []
        guard !versions.contains(where: { manifest.version == nil || $0.id == manifest.version }) else { return }
        let content = SampleManifest.text(bucket: manifest.bucket.text, key: manifest.key, feature: feature)
        _ = all[bucket].write(content, key: manifest.key, id: manifest.version, at: now)
        buckets = all
    }

    private mutating func add(_ key: KMSKey, for project: ProjectARN) {
        let home = "arn:\(project.partition):kms:\(project.region):\(project.account)"
        var all = keys ?? []
        switch key.form {
        case .keyID(let id):
            guard !all.contains(where: { $0.place?.id == id && $0.place?.prefix == home }) else { return }
            all.append(Key(arn: "\(home):key/\(id)"))
        case .keyARN:
            guard !all.contains(where: { $0.arn == key.text }) else { return }
            all.append(Key(arn: key.text))
        case .alias:
            let parts = key.text.split(separator: ":", maxSplits: 5)
            let prefix = parts.count == 6 ? parts[..<5].joined(separator: ":") : home
            let alias = String(parts.last ?? "")
            guard !all.contains(where: { $0.place?.prefix == prefix && $0.aliases.contains(alias) }) else { return }
            all.append(Key(arn: "\(prefix):key/\(Self.keyID(for: alias))", aliases: [alias]))
        }
        keys = all
    }

    /// In the form of a UUID.
    private static func keyID(for alias: String) -> String {
        var digits = Array(StableHash.digits(of: alias.utf8))
        for index in [20, 16, 12, 8] { digits.insert("-", at: index) }
        return String(digits)
    }
}

extension SandboxState.Key {
    /// A key as CreateKey makes it.
    init(arn: String, aliases: [String] = []) {
        self.init(
            arn: arn,
            aliases: aliases,
            state: "Enabled",
            usage: "ENCRYPT_DECRYPT",
            spec: "SYMMETRIC_DEFAULT"
        )
    }
}

/// A valid manifest.
enum SampleManifest {
    /// Twenty images with two labels, ten of each. Half of the images of an adapter are safe.
    static func text(bucket: String, key: String, feature: String) -> String {
        let isAdapter = feature == SandboxState.Project.contentModeration
        return (0..<20).map { number in
            let label = number % 2
            let image = #"{"source-ref":"s3://\#(bucket)/\#(key.jsonEscaped).images/\#(number).jpg","#
            return image + (isAdapter ? moderation(label) : imageLevel(label))
        }.joined(separator: "\n") + "\n"
    }

    /// The labels of its images.
    static func labels(of feature: String) -> [String] {
        feature == SandboxState.Project.contentModeration ? ["Rude Gestures"] : ["stop", "yield"]
    }

    private static func imageLevel(_ label: Int) -> String {
        #""label":\#(label),"label-metadata":{"class-name":"\#(label == 0 ? "stop" : "yield")","confidence":1,"#
            + #""type":"groundtruth/image-classification","human-annotated":"yes","#
            + #""creation-date":"2026-11-01T00:00:00","job-name":"sandbox"}}"#
    }

    /// Developer guide, using-adapters-manifest-files.html.
    private static func moderation(_ label: Int) -> String {
        #""content-moderation-groundtruth":{"ModerationLabels":["#
            + (label == 0 ? "" : #"{"Name":"Rude Gestures"}"#) + "]}}"
    }
}

extension String {
    fileprivate var jsonEscaped: String {
        var result = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case ..."\u{1F}":
                result += "\\u" + scalar.value.hexadecimal(digits: 4)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
