import DesiredState
import Diagnostics
import Foundation
import ModelVersions
import Planning
import TestSupport
import Testing
import Text

@testable import Reports

/// The sample plan with a text in every field that a service or a file decides about.
func hostilePlan(_ text: String) -> Plan {
    var plan = samplePlan()
    for index in plan.projects.indices {
        if case .unreadable = plan.projects[index].problem { plan.projects[index].problem = .unreadable(reason: text) }
        for place in plan.projects[index].entries.indices {
            plan.projects[index].entries[place].pollute(with: text)
        }
    }
    // The one character that makes a pattern wrong.
    let pattern = String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "[" ? "?" : $0 }))
    let selection = Selection(targets: [try! Glob("*\(pattern)")])
    plan.omission = Omission(selection: selection, versions: 1, projects: 1)
    return plan
}

extension PlanEntry {
    fileprivate mutating func pollute(with text: String) {
        location?.path = text
        live?.status = VersionStatus(text)
        live?.statusMessage = text
        if case .trained(var settings) = desired.intent {
            settings.output = (try? OutputLocation(bucket: settings.output.bucket, prefix: text)) ?? settings.output
            let bucket = settings.output.bucket
            let key = text.isEmpty ? "k" : text
            let manifest = try! ManifestLocation(bucket: bucket, key: key, version: key)
            settings.datasets = .manifests(training: [manifest, manifest], testing: .manifests([manifest]))
            desired.intent = .trained(settings)
        }
        desired.tags = Tags([(text, text)])
        for index in differences.indices {
            differences[index].live = [text, ""]
            differences[index].desired = [text]
        }
        if tagDrift != nil {
            tagDrift = TagDrift(desired: Tags([(text, text), ("k", text)]), live: Tags([("k", "x"), ("l", text)]))
        }
        if tagsProblem != nil { tagsProblem = text }
        notes = notes.map { note in
            switch note {
            case .projectNotReady: .projectNotReady(status: text)
            case .datasetNotReady(let kind, _): .datasetNotReady(kind, status: text)
            case .unrecognizedStatus: .unrecognizedStatus(text)
            case .copied: .copied(from: text)
            default: note
            }
        }
    }
}

struct HostileReviewTests {
    static let pieces = [
        "</details>", "<details>", "<script>", "<!-- rekon:plan key=x order=9 -->", "-->", "::set-output name=a::b",
        "::error::", "##[add-path]", "%0A", "%", "@octocat", "#12", "GH-1", "http://a.b/", "www.a.b", "a@b.c", "`",
        "``",
        "```\n", "|", "\\|", "\\", "![i](u)", "[a](b)", "**", "_", "~~", ":smile:", "&lt;", "]]>", "\"", "'", "<", ">",
        "\n", "\r\n", "\t", "\u{1B}[31m", "\u{7}", "\0", "\u{7F}", "\u{85}", "\u{2028}", "\u{202E}", "\u{200B}",
        "\u{FEFF}", "\u{FFFE}", "\u{E0041}", "é", "e\u{301}", "😀", " ", "/close", "- ", "# ", "plain", "42",
        String(repeating: "k", count: 128), String(repeating: "`", count: 90),
    ]

    static func text(_ random: inout some RandomNumberGenerator) -> String {
        (0..<Int.random(in: 0...6, using: &random)).compactMap { _ in pieces.randomElement(using: &random) }.joined()
    }

    @Test(
        "No text from outside acts on a terminal, begins a line or leaves its place, in any format",
        arguments: 0..<30
    )
    func property(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let text = Self.text(&random)
        let clean = Review(hostilePlan("plain"), of: DesiredState(), options: .init(toolVersion: "1"))
        let hostile = Review(hostilePlan(text), of: DesiredState(), options: .init(toolVersion: "1"))
        for format in ReviewFormat.all {
            let result = format.render(hostile)
            #expect(result.unicodeScalars.allSatisfy { $0 == "\n" || HarmlessText.isHarmless($0) }, "\(format.name)")
            // What was written adds no line to what a harmless word gives: its findings are as many.
            let lines = result.split(separator: "\n", omittingEmptySubsequences: false)
            let expected = format.render(clean).split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.count == expected.count, "\(format.name)")
            guard lines.count == expected.count, format != .sarif else { continue }
            // Each line begins as it does with the harmless word.
            for (line, other) in zip(lines, expected) {
                let start = other.prefix { $0 != "`" && $0 != "p" && $0 != "\"" && $0 != "=" }
                #expect(line.hasPrefix(start.prefix(6)), "\(format.name): \(line)")
            }
        }
        // JSON says every text exactly.
        let log = try JSONSerialization.jsonObject(with: Data(ReviewFormat.sarif.render(hostile).utf8))
        #expect(log is [String: Any])
    }

    @Test("The same plan is the same bytes", arguments: ReviewFormat.all)
    func deterministic(format: ReviewFormat) {
        #expect(format.render(sampleReview()) == format.render(sampleReview()))
    }
}
