import Diagnostics
import JSON
import ModelVersions
import Text

extension ReviewFormat {
    /// Results of static analysis, SARIF 2.1.0: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>.
    package static let sarif = ReviewFormat(name: "sarif") { SARIFLog.render($0) }
}

enum SARIFLog {
    /// GitHub refuses a file with more results.
    static let limit = 25_000

    static func render(_ review: Review) -> String {
        let results = review.findings.prefix(limit)
        let omitted = review.findings.count - results.count + review.omittedFindings
        var rules: [FindingRule] = []
        var indices: [FindingRule: Int] = [:]
        for result in results where indices[result.rule] == nil {
            indices[result.rule] = rules.count
            rules.append(result.rule)
        }
        var fingerprints = Fingerprints(review)
        // Either no result has `suppressions`, or all have them (section 3.27.23).
        let hasSuppressions = results.contains { $0.acceptance != nil }
        var json = JSONWriter(capacity: 1024 + 1024 * results.count, harmless: true)
        json.object { json in
            json.member(
                "$schema",
                "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
            )
            json.member("version", "2.1.0")
            json.name("runs")
            json.array { json in
                json.object { json in
                    write(tool: review, rules, to: &json)
                    // GitHub's category: the results of one command never replace those of another.
                    json.name("automationDetails")
                    json.object { $0.member("id", "rekon/\(review.command)/") }
                    json.member("columnKind", "unicodeCodePoints")
                    json.name("properties")
                    json.object { json in
                        if !review.accounts.isEmpty {
                            json.member("accounts", review.accounts.map { "\($0.id): \($0.credentials)" })
                        }
                        json.member("sandbox", review.sandbox != nil)
                    }
                    write(invocation: review, omitted: omitted, to: &json)
                    json.name("results")
                    json.array { json in
                        for result in results {
                            let fingerprint = fingerprints.next(result)
                            json.object { json in
                                write(result, indices[result.rule] ?? 0, fingerprint, review.paths.first, to: &json)
                                if hasSuppressions { write(suppressionOf: result, to: &json) }
                                write(propertiesOf: result, to: &json)
                            }
                        }
                    }
                }
            }
        }
        json.endLine()
        return String(decoding: json.bytes, as: UTF8.self)
    }

    private static func write(tool review: Review, _ rules: [FindingRule], to json: inout JSONWriter) {
        json.name("tool")
        json.object { json in
            json.name("driver")
            json.object { json in
                json.member("name", "rekon")
                json.member("version", review.toolVersion)
                json.member("semanticVersion", review.toolVersion)
                json.name("rules")
                json.array { json in
                    for rule in rules {
                        json.object { json in
                            json.member("id", rule.id)
                            json.name("shortDescription")
                            json.object { $0.member("text", rule.summary) }
                        }
                    }
                }
            }
        }
    }

    private static func write(invocation review: Review, omitted: Int, to json: inout JSONWriter) {
        json.name("invocations")
        json.array { json in
            json.object { json in
                let isIncomplete = review.findings.contains { $0.rule.isUnchecked }
                json.member("executionSuccessful", !review.isFailed && !isIncomplete)
                guard omitted > 0 else { return }
                json.name("toolExecutionNotifications")
                json.array { json in
                    json.object { json in
                        json.member("level", "warning")
                        json.name("message")
                        json.object { $0.member("text", "\(counted(omitted, "more finding")) left out of this file.") }
                    }
                }
            }
        }
    }

    private static func write(
        _ finding: Finding,
        _ ruleIndex: Int,
        _ fingerprint: String,
        _ path: String?,
        to json: inout JSONWriter
    ) {
        json.member("ruleId", finding.rule.id)
        json.member("ruleIndex", ruleIndex)
        json.member("level", finding.level.rawValue)
        json.name("message")
        let sentences = finding.lines.map(HarmlessText.shown)
        json.object { $0.member("text", withoutLinks(sentences.joined(separator: "\n"))) }
        if let place = finding.location?.path ?? path {
            json.name("locations")
            json.array { json in
                json.object { json in
                    write(place: place, finding.location?.position, to: &json)
                    write(subject: finding, to: &json)
                }
            }
        }
        json.name("partialFingerprints")
        json.object { json in
            json.member("rekonFinding/v1", fingerprint)
            // GitHub uses this one.
            json.member("primaryLocationLineHash", fingerprint)
        }
    }

    private static func write(suppressionOf finding: Finding, to json: inout JSONWriter) {
        json.name("suppressions")
        json.array { json in
            guard let acceptance = finding.acceptance else { return }
            json.object { json in
                json.member("kind", "inSource")
                json.member("status", "accepted")
                json.member("justification", HarmlessText.shown(acceptance))
            }
        }
    }

    private static func write(propertiesOf finding: Finding, to json: inout JSONWriter) {
        guard let project = finding.project?.arn else { return }
        json.name("properties")
        json.object { json in
            json.member("project", project.text)
            json.member("account", project.account)
            json.member("region", project.region)
        }
    }

    private static func write(place: String, _ position: SourcePosition?, to json: inout JSONWriter) {
        json.name("physicalLocation")
        json.object { json in
            json.name("artifactLocation")
            json.object { $0.member("uri", uri(of: place)) }
            guard let position else { return }
            json.name("region")
            json.object { json in
                json.member("startLine", position.line)
                json.member("startColumn", position.column)
            }
        }
    }

    private static func write(subject finding: Finding, to json: inout JSONWriter) {
        guard let project = finding.project?.arn else { return }
        json.name("logicalLocations")
        json.array { json in
            json.object { json in
                json.member("name", finding.version?.text ?? project.name)
                json.member("fullyQualifiedName", project.text + (finding.version.map { "/version/\($0)" } ?? ""))
                json.member("kind", "resource")
            }
        }
    }

    /// An absolute path as a URI, a relative one as a relative reference.
    static func uri(of path: String) -> String {
        (path.utf8.first == UInt8(ascii: "/") ? "file://" : "") + PercentEncoding.encode(path, keepingSlash: true)
    }

    /// A plain message may contain links, `[text](target)`: brackets of other text are escaped (section 3.11.6).
    static func withoutLinks(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "[")) else { return text }
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "]") || byte == UInt8(ascii: "\\") {
                bytes.append(UInt8(ascii: "\\"))
            }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A result has the same fingerprint in every run, even if its line moves.
    private struct Fingerprints {
        private let command: String
        private var counts: [String: Int] = [:]

        init(_ review: Review) {
            command = review.command
        }

        mutating func next(_ finding: Finding) -> String {
            var hash = FNV1a()
            hash.add(part: finding.rule.id)
            if let project = finding.project?.arn {
                hash.add(part: project.text)
                hash.add(part: finding.version?.text ?? "")
            } else {
                hash.add(part: finding.location?.path ?? "")
                hash.add(part: finding.message)
            }
            let count = counts[hash.text, default: 0] + 1
            counts[hash.text] = count
            return "\(hash.text):\(count)"
        }
    }
}
