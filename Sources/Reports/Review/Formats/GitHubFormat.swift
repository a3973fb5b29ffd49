import Diagnostics
import Text

extension ReviewFormat {
    /// Annotations of a workflow run: <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>.
    package static let github = ReviewFormat(name: "github") { GitHubAnnotations.render($0) }
}

package enum GitHubAnnotations {
    /// GitHub shows ten of each kind in a step, and silently drops the rest.
    static let limit = 10
    /// Of a message, in code points. GitHub takes 64 KiB.
    private static let messageLimit = 4000

    static func render(_ review: Review) -> String {
        var lines = [guarded(HarmlessText.shown(review.summary))]
        let title = property("rekon \(review.command)")
        if let sandbox = review.sandbox { lines.append("::notice title=\(title)::\(data(sandbox.text))") }
        if !review.accounts.isEmpty {
            let accounts = review.accounts.map { "\($0.id): \($0.credentials)" }.joined(separator: "; ")
            let (text, isCut) = Markdown.clipped(accounts, to: messageLimit)
            lines.append("::notice title=\(title)%3A accounts::\(data(HarmlessText.shown(text) + (isCut ? "…" : "")))")
        }
        // The notices about the sandbox and about accounts are among them.
        let mostNotes = limit - (lines.count - 1)
        let all = review.briefFindings
        var left: [Finding.Level: Int] = [:]
        for level in Finding.Level.inOrder {
            let findings = all.filter { $0.level == level }
            left[level] = findings.count
        }
        let isCut = review.omittedFindings > 0 || left.contains { $0.value > ($0.key == .note ? mostNotes : limit) }
        var shown: [Finding.Level: Int] = [:]
        for finding in all {
            // The last notice gives the number of those left out.
            let limit = finding.level == .note ? (isCut ? mostNotes - 1 : mostNotes) : limit
            guard shown[finding.level, default: 0] < limit else { continue }
            shown[finding.level, default: 0] += 1
            lines.append(annotation(finding, command: review.command))
        }
        if isCut {
            var parts = Finding.Level.inOrder.compactMap { level -> String? in
                let rest = left[level, default: 0] - shown[level, default: 0]
                return rest > 0 ? counted(rest, level.rawValue) : nil
            }
            if review.omittedFindings > 0 { parts.append("\(review.omittedFindings) that are only counted") }
            lines.append(
                "::notice title=\(title)::"
                    + data(
                        "Not annotated: \(parts.joined(separator: ", ")). GitHub shows \(limit) of each kind in a step."
                    )
            )
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func annotation(_ finding: Finding, command: String) -> String {
        let kind =
            switch finding.level {
            case .error: "error"
            case .warning: "warning"
            case .note: "notice"
            }
        var properties: [String] = []
        if let location = finding.location {
            properties += [
                "file=" + property(location.path), "line=\(location.line)", "col=\(location.column)",
            ]
        }
        properties.append("title=" + property("rekon \(command): \(finding.rule.id)"))
        let lines = finding.lines.map {
            let (text, isCut) = Markdown.clipped($0, to: messageLimit)
            return HarmlessText.shown(text) + (isCut ? "…" : "")
        }
        return "::\(kind) \(properties.joined(separator: ","))::" + data(lines.joined(separator: "\n"))
    }

    private static func data(_ text: String) -> String {
        escaped(text) { byte in
            switch byte {
            case UInt8(ascii: "%"): "%25"
            case UInt8(ascii: "\r"): "%0D"
            case UInt8(ascii: "\n"): "%0A"
            default: nil
            }
        }
    }

    private static func property(_ text: String) -> String {
        escaped(HarmlessText.shown(text)) { byte in
            switch byte {
            case UInt8(ascii: "%"): "%25"
            case UInt8(ascii: ":"): "%3A"
            case UInt8(ascii: ","): "%2C"
            default: nil
            }
        }
    }

    private static func escaped(_ text: String, _ escape: (UInt8) -> String?) -> String {
        guard text.utf8.contains(where: { escape($0) != nil }) else { return text }
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if let replacement = escape(byte) { bytes += replacement.utf8 } else { bytes.append(byte) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A line of a workflow's log that is not a command. A command starts with `::`, perhaps after spaces, or contains
    /// `##[name]` anywhere (the old kind).
    package static func guarded(_ line: String) -> String {
        var line = line
        if line.drop(while: { $0 == " " || $0 == "\t" }).utf8.starts(with: "::".utf8) { line = "| " + line }
        guard line.utf8.contains(UInt8(ascii: "#")) else { return line }
        var bytes: [UInt8] = []
        for byte in line.utf8 {
            if byte == UInt8(ascii: "["), bytes.suffix(2).elementsEqual("##".utf8) { bytes.append(UInt8(ascii: " ")) }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
