internal import DesiredState
internal import Manifests
internal import ModelVersions

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
