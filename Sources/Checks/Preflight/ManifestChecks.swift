import DesiredState
import Host
import Manifests
import ModelVersions
import Storage
import Text

/// Whether each manifest exists, is in the project's region, and can be read.
enum ManifestCheck: PreflightCheck {
    static let rule = CheckRule(
        id: "manifest",
        summary: "the manifest exists, in the project's region, and can be read"
    )

    static func judgements(_ subject: CheckSubject) -> [Judgement] {
        subject.project.grouped(by: \.datasets.manifests).map { manifest, trainings in
            let question = ManifestQuestion(manifest, for: subject.arn)
            let judgement =
                switch subject.facts.manifests[question] {
                case .found(let head): judge(head)
                case .problem(let problem): judge(problem, manifest, in: subject.arn.region)
                case nil: Judgement.unknown("S3 was not asked")
                }
            return judgement.about(manifest.description, for: trainings)
        }
    }

    private static func judge(_ head: HeadObjectResponse) -> Judgement {
        if head.contentLength == 0 {  // M8
            return .fail("the manifest is empty", help: "upload its lines")
        }
        if let size = head.contentLength, size > ManifestChecker.sizeLimit {  // M9
            return .fail("the manifest has \(size) bytes; the limit is 1 GB", help: "split it")
        }
        if let encoding = head.contentEncoding, ["gzip", "x-gzip", "br", "zstd", "deflate"].contains(encoding) {  // M12
            return .warning(
                "the manifest has the content encoding \(encoding), and the service reads plain text",
                help: "store it uncompressed"
            )
        }
        var facts: [String] = []  // M1
        if let size = head.contentLength { facts.append("\(size) bytes") }
        if let time = head.lastModified { facts.append("written \(time.iso8601)") }
        if let version = head.versionID { facts.append("version \(version)") }
        return .pass(facts.joined(separator: ", "))
    }

    private static func judge(_ problem: ObjectProblem, _ manifest: ManifestLocation, in region: String) -> Judgement {
        let message = problem.message
        switch problem.kind {
        case .noBucket:  // M2
            return .fail(message, help: "correct its name")
        case .absent:  // M3, M4
            let help = manifest.version == nil ? "upload it, or correct the key" : "pin a version that exists"
            return .fail(message, help: help)
        case .deleteMarker:  // M5
            return .fail(message, help: "pin a version that has content")
        case .invalidVersion:  // M6
            return .fail(message, help: "correct the version id")
        case .elsewhere:  // M7
            return .fail(
                "\(message) and must be in the project's region, \(region)",
                help: "copy the manifest and its images to a bucket in \(region)"
            )
        case .denied, .other:  // M10, M11
            return .unknown(message, help: problem.help, permission: problem.permission)
        }
    }
}

/// Whether the lines of each manifest follow the published rules. `rekon manifest check` reports every finding.
enum ManifestLinesCheck: PreflightCheck {
    static let rule = CheckRule(id: "manifest-lines", summary: "the manifest's lines follow the published rules")

    static func judgements(_ subject: CheckSubject) -> [Judgement] {
        func questions(_ settings: TrainingSettings) -> [ContentQuestion] {
            ContentQuestion.all(of: settings, in: subject.arn)
        }
        return subject.project.grouped(by: questions).compactMap { question, trainings in
            guard let fact = subject.facts.contents[question] else { return nil }
            let isAlone = trainings.contains { training in
                questions(training.settings).count { $0.dataset == question.dataset } == 1
            }
            let manifest = question.manifest.manifest
            return judge(fact, manifest, isAlone: isAlone).about(manifest.description, for: trainings)
        }
    }

    /// - Parameter isAlone: whether a training has no other manifest that may supply what this one lacks.
    private static func judge(_ fact: ContentFact, _ manifest: ManifestLocation, isAlone: Bool) -> Judgement {
        switch fact {
        case .read(let content):
            let lines = counted(content.lines, "line")
            guard let first = content.first, content.errors + content.warnings > 0 else {  // L1
                return .pass("\(lines), \(counted(content.images, "image"))")
            }
            let place = first.line.map { "line \($0): " } ?? ""
            let example = "\(place)\(first.code.rawValue): \(first.message)"
            let help = "run `rekon manifest check '\(manifest)'` to see every finding"
            if content.terminalErrors > 0, isAlone || !first.code.isShortage {  // L2
                return .fail("the training would end with an error, as \(example)", help: help)
            }
            return .warning(  // L3
                """
                \(counted(content.errors, "error")) and \(counted(content.warnings, "warning")) in \(lines), as \
                \(example)
                """,
                help: help
            )
        case .problem(let problem):  // L4, L5
            return .unknown(problem.message, help: problem.help, permission: problem.permission)
        }
    }
}
