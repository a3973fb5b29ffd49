import AWSRuntime
import DesiredState
import Host
import Manifests
import ModelVersions
import Storage

/// Whether each manifest is there, in the project's region, and can be read.
enum ManifestCheck: PreflightCheck {
    static let rule = CheckRule(
        id: "manifest",
        summary: "the manifest exists, in the project's region, and can be read"
    )

    /// Custom Labels guide, "Guidelines and quotas": the size of a manifest, in bytes.
    static let sizeLimit: Int64 = 1_073_741_824

    static func results(_ subject: CheckSubject) -> [CheckResult] {
        subject.project.grouped(by: \.datasets.manifests).map { manifest, trainings in
            let question = ManifestQuestion(manifest, for: subject.project.project)
            let fact = subject.facts.manifests[question] ?? .unreadable(reason: "nobody asked")
            return judge(fact, manifest, trainings, subject)
        }
    }

    private static func judge(
        _ fact: ManifestFact,
        _ manifest: ManifestLocation,
        _ trainings: [PlannedTraining],
        _ subject: CheckSubject
    ) -> CheckResult {
        func result(
            _ verdict: Verdict,
            _ message: String,
            help: String? = nil,
            permission: String? = nil
        ) -> CheckResult {
            self.result(
                verdict,
                subject,
                of: manifest.description,
                message,
                help: help,
                permission: permission,
                for: trainings
            )
        }
        let region = subject.project.project.region
        switch fact {
        case .found(let head):
            return judge(head, result)
        case .noBucket:  // M2
            return result(.fail, "the bucket does not exist", help: "correct its name")
        case .absent:  // M3, M4
            return manifest.version == nil
                ? result(.fail, "there is no object of this key", help: "upload it, or correct the key")
                : result(.fail, "there is no such version of the object", help: "pin a version that there is")
        case .deleteMarker:  // M5
            return result(.fail, "the version is a deletion, and has no content", help: "pin a version that has")
        case .badVersion:  // M6
            return result(.fail, "S3 does not take the version for one", help: "correct the version id")
        case .elsewhere(let actual):  // M7
            return result(
                .fail,
                "the bucket is in \(actual), and must be in the project's region, \(region)",
                help: "copy the manifest and its images to a bucket in \(region)"
            )
        case .denied:  // M10
            let action = manifest.version == nil ? "s3:GetObject" : "s3:GetObjectVersion"
            return result(
                .unknown,
                "S3 does not let these credentials see it, or it is not there",
                help: "allow them \(action) on the object, and s3:ListBucket on the bucket",
                permission: action
            )
        case .unreadable(let reason):  // M11
            return result(.unknown, reason)
        }
    }

    private static func judge(
        _ head: HeadObjectResponse,
        _ result: (_ verdict: Verdict, _ message: String, _ help: String?, _ permission: String?) -> CheckResult
    ) -> CheckResult {
        if head.contentLength == 0 {  // M8
            return result(.fail, "it is empty", "upload its lines", nil)
        }
        if let size = head.contentLength, size > sizeLimit {  // M9
            return result(.fail, "it has \(size) bytes, and a manifest may have 1 GB", "split it", nil)
        }
        if let encoding = head.contentEncoding, ["gzip", "x-gzip", "br", "zstd", "deflate"].contains(encoding) {  // M12
            return result(
                .warning,
                "it is stored with the content encoding \(encoding), and the service reads plain text",
                "store it uncompressed",
                nil
            )
        }
        var facts: [String] = []  // M1
        if let size = head.contentLength { facts.append("\(size) bytes") }
        if let time = head.lastModified { facts.append("written \(time.iso8601)") }
        if let version = head.versionID { facts.append("version \(version)") }
        return result(.pass, facts.joined(separator: ", "), nil, nil)
    }
}

/// Whether the lines of each manifest follow the published rules: `rekon manifest check` tells all that is wrong.
enum ManifestLinesCheck: PreflightCheck {
    static let rule = CheckRule(id: "manifest-lines", summary: "the manifest's lines follow the published rules")

    static func results(_ subject: CheckSubject) -> [CheckResult] {
        let project = subject.project.project
        return subject.project.grouped { ContentQuestion.all(of: $0, in: project) }.compactMap { question, trainings in
            guard let fact = subject.facts.contents[question] else { return nil }
            // What is short in one manifest may be in another of the same training.
            let isAlone = trainings.contains { training in
                ContentQuestion.all(of: training.settings, in: project).count { $0.dataset == question.dataset } == 1
            }
            let (verdict, message, help, permission) = judge(fact, of: question, isAlone: isAlone)
            return result(
                verdict,
                subject,
                of: question.manifest.manifest.description,
                message,
                help: help,
                permission: permission,
                for: trainings
            )
        }
    }

    private static func judge(
        _ fact: ContentFact,
        of question: ContentQuestion,
        isAlone: Bool
    ) -> (Verdict, String, help: String?, permission: String?) {
        let manifest = question.manifest.manifest
        switch fact {
        case .read(let content):
            let lines = "\(content.lines) line\(content.lines == 1 ? "" : "s")"
            guard let first = content.first, content.errors + content.warnings > 0 else {  // L1
                return (.pass, "\(lines), \(content.images) images", nil, nil)
            }
            let place = first.line.map { "line \($0): " } ?? ""
            let example = "\(place)\(first.code.rawValue): \(first.message)"
            let help = "`rekon manifest check '\(manifest)'` tells all that is wrong"
            if content.terminalErrors > 0, isAlone || !first.code.isShortage {  // L2
                return (.fail, "the training would end with an error, as \(example)", help, nil)
            }
            return (  // L3
                .warning,
                "\(content.errors) errors and \(content.warnings) warnings in \(lines), as \(example)",
                help, nil
            )
        case .denied:  // L4
            let action = manifest.version == nil ? "s3:GetObject" : "s3:GetObjectVersion"
            return (.unknown, "S3 does not let these credentials read it", "allow them \(action) on it", action)
        case .unreadable(let reason):  // L5
            return (.unknown, reason, nil, nil)
        }
    }
}
