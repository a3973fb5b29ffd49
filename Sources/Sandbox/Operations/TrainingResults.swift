internal import Rekognition

/// What a training left in its output location.
struct TrainingResults {
    let bucket: String?
    private let folder: String
    private let name: String

    init(_ version: SandboxState.Version) {
        let output = version.request.outputConfig
        let prefix = output.s3KeyPrefix ?? ""
        let path = version.arn.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 2)
        let project = path.count > 1 ? Substring(path[1]) : ""
        let separator = prefix.isEmpty || prefix.utf8.last == UInt8(ascii: "/") ? "" : "/"
        bucket = output.s3Bucket
        name = version.request.versionName
        folder = "\(prefix)\(separator)\(project)/\(version.request.versionName)/"
    }

    var evaluation: EvaluationResult {
        EvaluationResult(f1Score: f1Score, summary: .init(s3Object: object("evaluation/summary.json")))
    }

    func manifest(_ file: ValidationFile) -> GroundTruthManifest {
        GroundTruthManifest(s3Object: object(file.rawValue))
    }

    func asset(_ file: ValidationFile) -> Asset { asset(file.rawValue) }

    func asset(_ name: String) -> Asset {
        Asset(groundTruthManifest: GroundTruthManifest(s3Object: object(name)))
    }

    /// What the object of a key says of the manifests; nil where it is none of these.
    func validationFile(of key: String) -> ValidationFile? {
        guard key.utf8.starts(with: folder.utf8) else { return nil }
        return ValidationFile(rawValue: String(decoding: key.utf8.dropFirst(folder.utf8.count), as: UTF8.self))
    }

    private func object(_ name: String) -> S3Object {
        S3Object(bucket: bucket, name: folder + name)
    }

    /// 0.7 to 0.99, always the same for a name.
    private var f1Score: Double {
        let sum = name.utf8.reduce(7) { ($0 &* 31 &+ Int($1)) % 30 }
        return Double(70 + sum) / 100
    }
}
