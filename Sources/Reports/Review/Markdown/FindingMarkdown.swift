import Diagnostics
import ModelVersions

/// Findings as items of a list.
enum FindingMarkdown {
    static func item(_ finding: Finding, message: String? = nil) -> String {
        var text = "- **\(finding.rule.id)** "
        text += subject([finding.version].compactMap(\.self), finding.project, finding.location)
        return text + Self.prose(message ?? finding.message, finding.help) + details(of: finding)
    }

    /// Below an item. A line is cut after 500 code points, so that the item fits into a comment.
    static func details(of finding: Finding) -> String {
        finding.details.map { "\n  - \(Markdown.prose($0, limit: 500))" }.joined()
    }

    /// Message and help are cut separately: a long message does not hide the help.
    static func prose(_ message: String, _ help: String?) -> String {
        sentences(Markdown.prose(message), help.map { Markdown.prose($0.prefix(1).uppercased() + $0.dropFirst()) })
    }

    /// `v1` of `signs` (`models/signs.yaml:8`), or `v1` of `signs` in `us-east-1` of account `111122223333` (...)
    static func subject(
        _ names: [VersionName],
        _ project: NamedProject?,
        _ location: SourceLocation?,
        end: String = ": "
    ) -> String {
        var parts: [String] = []
        if !names.isEmpty {
            let shown = names.prefix(5).map { Markdown.code($0.text) }.joined(separator: ", ")
            parts.append(names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown)
        }
        if let project { parts.append((names.isEmpty ? "project " : "of ") + project.markdown) }
        if let location {
            let place = Markdown.code("\(location.path):\(location.line)", limit: 500)
            parts.append(parts.isEmpty ? place : "(\(place))")
        }
        return parts.isEmpty ? "" : parts.joined(separator: " ") + end
    }
}

/// A message with what to do about it, each a clause or sentences.
func sentences(_ message: String, _ help: String?) -> String {
    guard let help, let letter = help.first else { return message }
    return message + (message.hasSuffix(".") ? " " : ". ") + letter.uppercased() + help.dropFirst()
}

/// Equal findings about several versions of a project: one item of a list.
struct FindingGroup: Sendable {
    var first: Finding
    var names: [VersionName]

    /// In the order of their first findings.
    static func groups(of findings: [Finding]) -> [FindingGroup] {
        struct Key: Hashable {
            var rule: FindingRule
            var project: NamedProject?
            var message: String
        }
        var groups: [FindingGroup] = []
        var places: [Key: Int] = [:]
        for finding in findings {
            let name = [finding.version].compactMap(\.self)
            let key = Key(rule: finding.rule, project: finding.project, message: finding.message)
            if let place = places[key], !name.isEmpty, finding.help == groups[place].first.help,
                finding.details == groups[place].first.details
            {
                groups[place].names += name
            } else {
                places[key] = groups.count
                groups.append(FindingGroup(first: finding, names: name))
            }
        }
        return groups
    }

    var item: String {
        guard names.count > 1 else { return FindingMarkdown.item(first) }
        return "- **\(first.rule.id)** \(FindingMarkdown.subject(names, first.project, nil))"
            + FindingMarkdown.prose(first.message, first.help) + FindingMarkdown.details(of: first)
    }
}
