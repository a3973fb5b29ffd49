internal import DesiredState
internal import Diagnostics
internal import ModelVersions
internal import Planning

extension PlanEntry {
    /// What a reviewer should see of a version; nothing where nothing is to be done.
    func findings(in project: ProjectARN) -> [Finding] {
        func finding(_ rule: FindingRule, _ level: Finding.Level, _ message: String, _ help: String? = nil) -> Finding {
            Finding(rule, level, message, help: help, at: location, project: project, version: name)
        }
        var findings: [Finding] = []
        switch outcome {
        case .create:
            findings.append(finding(.create, .note, "will be trained"))
        case .conflict:
            let texts = differences.map(\.text).joined(separator: "; ")
            findings.append(finding(.conflict, .error, "\(explanation ?? ""): \(texts)", wayOut))
        case .failed: findings.append(finding(.failed, .error, explanation ?? "", wayOut))
        case .deleting: findings.append(finding(.deleting, .error, explanation ?? "", wayOut))
        case .recreate: findings.append(finding(.recreate, .error, explanation ?? "", wayOut))
        case .expired: findings.append(finding(.expired, .warning, explanation ?? ""))
        case .unchanged, .retired: break
        }
        if let tagsProblem {
            findings.append(finding(.tagsUnreadable, .error, "the tags could not be read: \(tagsProblem)"))
        }
        if let tagDrift { findings.append(finding(.tagDrift, .warning, tagDrift.text)) }
        findings += unknown.map { finding(.notCompared, .note, $0.notComparedText) }
        findings += notes.map { note in
            if case .unpinnedManifests = note, !pins.isEmpty {
                let uris = pins.map(\.description).joined(separator: ", ")
                return finding(note.rule, note.level, note.text, "as of now, write \(uris)")
            }
            return finding(note.rule, note.level, note.text)
        }
        return findings
    }
}

extension ProjectPlan {
    /// What keeps the project from being planned.
    func problemFinding(at location: SourceLocation?) -> Finding? {
        guard let problem, let explanation else { return nil }
        return Finding(problem.rule, .error, explanation, at: location, project: project)
    }
}

extension Difference {
    var text: String {
        "`\(setting.rawValue)` is \(Self.listed(live)), desired is \(Self.listed(desired))"
    }

    private static func listed(_ values: [String]) -> String {
        values.isEmpty ? "nothing" : values.map { "`\($0)`" }.joined(separator: ", ")
    }
}

extension TagDrift {
    var text: String {
        let parts =
            removed.map { "missing `\($0.key)=\($0.value)`" }
            + changed.map { "changed `\($0.key)=\($0.live)`, wanted `\($0.key)=\($0.desired)`" }
            + added.map { "extra `\($0.key)=\($0.value)`" }
        return "the live tags are not the desired ones; rekon does not change them: \(parts.joined(separator: "; "))"
    }
}
