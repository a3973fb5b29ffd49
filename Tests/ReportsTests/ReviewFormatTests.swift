import DesiredState
import Diagnostics
import Foundation
import ModelVersions
import Planning
import TestSupport
import Testing
import Text

@testable import Reports

private func finding(_ level: Finding.Level, _ number: Int, line: Int = 1) -> Finding {
    Finding(
        FindingRule(id: "rule-\(level.rawValue)", summary: "A rule."),
        level,
        "message \(number)",
        at: SourceLocation(path: "a.yaml", line: line, column: 1),
        project: ProjectNames([projectARN("signs")])[projectARN("signs")],
        version: try! VersionName("v\(number)")
    )
}

private func review(_ findings: [Finding]) -> Review {
    Review(command: "drift", toolVersion: "1.0.0", summary: "Drift: some.", findings: findings)
}

struct AnnotationTests {
    @Test("Ten of each kind, errors first, and a last notice that counts the rest")
    func limit() {
        let findings = (0..<12).flatMap { [finding(.note, $0), finding(.error, $0), finding(.warning, $0)] }
        let lines = ReviewFormat.github.render(review(findings)).split(separator: "\n")
        #expect(lines[0] == "Drift: some.")
        let kinds = lines.dropFirst().map { $0.split(separator: " ")[0] }
        let expected = ["::error", "::warning", "::notice"].flatMap { Array(repeating: $0, count: 10) }
        #expect(kinds.map(String.init) == expected)
        #expect(
            lines.last
                == """
                ::notice title=rekon drift::Not annotated: 2 errors, 2 warnings, 3 notes. GitHub shows 10 of each kind in \
                a step.
                """
        )
    }

    @Test("Ten of a kind are all shown, with nothing to count")
    func exactly() {
        let text = ReviewFormat.github.render(review((0..<10).map { finding(.note, $0) }))
        #expect(text.split(separator: "\n").count == 11)
        #expect(!text.contains("Not annotated"))
    }

    @Test("Properties and messages are escaped as GitHub documents it")
    func escapes() {
        var hostile = finding(.error, 1)
        hostile.location?.path = "a,b:c%\n.yaml"
        hostile.message = "100%0A::error::x\r\n##[group]"
        hostile.help = "do: this, then"
        let lines = ReviewFormat.github.render(review([hostile])).split(separator: "\n")
        #expect(
            lines[1]
                == """
                ::error file=a%2Cb%3Ac%25␊.yaml,line=1,col=1,title=rekon drift%3A rule-error::\
                version v1 of signs: 100%250A::error::x␍␊##[group]%0Ado: this, then
                """
        )
    }

    @Test("A line of the log that is no command is none, whatever it says")
    func guarded() {
        #expect(GitHubAnnotations.guarded("plain # text [x]") == "plain # text [x]")
        #expect(GitHubAnnotations.guarded("::set-output name=a::b") == "| ::set-output name=a::b")
        #expect(GitHubAnnotations.guarded(" \t::x") == "|  \t::x")
        #expect(GitHubAnnotations.guarded("a ##[add-path]/b") == "a ## [add-path]/b")
        #expect(GitHubAnnotations.guarded("###[x]##[y]") == "### [x]## [y]")
    }
}

struct SARIFTests {
    private func fingerprints(_ findings: [Finding]) throws -> [String] {
        let text = ReviewFormat.sarif.render(review(findings))
        let log = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        let run = (log?["runs"] as? [[String: Any]])?.first
        return (run?["results"] as? [[String: Any]] ?? []).compactMap {
            ($0["partialFingerprints"] as? [String: String])?["primaryLocationLineHash"]
        }
    }

    @Test("A fingerprint stays when lines move, and tells version, project and rule apart")
    func stable() throws {
        let one = try fingerprints([finding(.error, 1), finding(.error, 2), finding(.warning, 1)])
        let moved = try fingerprints([finding(.error, 1, line: 90), finding(.error, 2, line: 7), finding(.warning, 1)])
        #expect(one == moved)
        #expect(Set(one).count == 3)
        var other = finding(.error, 1)
        other.project = ProjectNames([])[projectARN("lights")]
        #expect(try fingerprints([other]) != Array(one.prefix(1)))
        #expect(try Set(fingerprints([finding(.error, 1), finding(.error, 1)])).count == 2)
    }

    @Test("Paths are references, with every byte escaped that could mean something else")
    func paths() {
        #expect(SARIFLog.uri(of: "models/a b.yaml") == "models/a%20b.yaml")
        #expect(SARIFLog.uri(of: "/x/ä:#?%.yaml") == "file:///x/%C3%A4%3A%23%3F%25.yaml")
        #expect(SARIFLog.uri(of: "<stdin>") == "%3Cstdin%3E")
    }

    @Test("What looks like a link in a message is none")
    func links() {
        #expect(SARIFLog.withoutLinks("see [x](http://a) \\") == "see \\[x\\](http://a) \\\\")
        #expect(SARIFLog.withoutLinks("a\\b") == "a\\b")
    }

    @Test("No more results than GitHub takes, errors first, and the rest is counted")
    func limit() throws {
        let findings = (0..<SARIFLog.limit).map { finding(.note, $0) } + [finding(.error, 1), finding(.error, 2)]
        let text = ReviewFormat.sarif.render(review(findings))
        #expect(try fingerprints(findings).count == SARIFLog.limit)
        #expect(text.contains("\"results\":[{\"ruleId\":\"rule-error\""))
        #expect(text.contains("2 more findings left out of this file."))
    }

    @Test("A run that failed before a result was not successful; for validate, an invalid desired state is a result")
    func failed() {
        func isSuccessful(_ review: Review) -> Bool {
            ReviewFormat.sarif.render(review).contains("\"executionSuccessful\":true")
        }
        let failure = RunFailure(message: "no credentials", help: nil)
        #expect(!isSuccessful(failure.review("plan", warnings: DiagnosticList(), toolVersion: "1", paths: [])))
        func invalid(_ command: String) -> Review {
            Review(sampleDiagnostics, command: command, toolVersion: "1", paths: [])
        }
        #expect(!isSuccessful(invalid("plan")) && !isSuccessful(invalid("drift")) && isSuccessful(invalid("validate")))
        #expect(isSuccessful(review([finding(.error, 1)])))
    }
}

struct ReviewMarkerTests {
    @Test("The marker is one line that nothing can end")
    func text() {
        #expect(
            ReviewMarker(command: "plan", key: "prod", order: .init(run: 7, attempt: 1)).text
                == "<!-- rekon:plan key=prod order=7.1 -->"
        )
        #expect(ReviewMarker(command: "plan", key: "prod", order: nil).text == "<!-- rekon:plan key=prod -->")
        for key in ["a", "A-1_b./:c", String(repeating: "k", count: 64)] { #expect(CommentKey.isValid(key)) }
        for key in ["", "a b", "a--b", "-a", "a-", "a>", "ä", "a\n", String(repeating: "k", count: 65)] {
            #expect(!CommentKey.isValid(key))
        }
    }

    private func key(
        _ command: String = "plan",
        _ inputs: [String] = ["models/"],
        _ projects: [ProjectARN] = [],
        isSandbox: Bool = false
    ) -> String {
        ReviewMarker(command: command, keyOf: inputs, projects, isSandbox: isSandbox, order: nil).key
    }

    @Test("The default key has the region and the account, or a digest of several, and is another for the sandbox")
    func placesInKeys() {
        let signs = projectARN("signs")
        let (other, west) = (projectARN("signs", account: "444455556666"), projectARN("signs", region: "us-west-2"))
        // Promised, as the one above.
        #expect(key("plan", ["models/"], [signs]) == "us-east-1:111122223333/78318ab6bbc8532d")
        #expect(key("plan", ["models/"], [signs, projectARN("lights")]) == key("plan", ["models/"], [signs]))
        #expect(key("plan", ["models/"], [signs, west]) == key("plan", ["models/"], [west, signs, west]))
        let all = [[], [signs], [other], [west], [signs, other], [signs, west], [signs, west, other]].flatMap {
            [key("plan", ["models/"], $0), key("plan", ["models/"], $0, isSandbox: true)]
        }
        #expect(Set(all).count == all.count)
        let many = (0..<100).map { projectARN("signs", account: "\(111_122_223_000 + $0)") }
        let long = projectARN("signs", region: String(repeating: "r", count: 60))
        for key in all + [key("plan", ["models/"], many), key("plan", ["models/"], [long])] {
            #expect(CommentKey.isValid(key))
        }
    }

    @Test("The key is the same for the same inputs, and another for others")
    func keys() {
        func key(_ inputs: String...) -> String { self.key("plan", inputs) }
        #expect(key("models/") == key("models/"))
        #expect(Set([key("models/"), key("models"), key("a", "b"), key("ab"), key("a", "", "b")]).count == 5)
        #expect(self.key("drift", ["a"]) != key("a"))
        #expect(CommentKey.isValid(key("x")))
        // Promised: a key of one version of the program finds the comment of another.
        #expect(key("models/") == "cda7f0a2995391d3")
    }

    @Test("Orders are one or two numbers")
    func orders() {
        #expect(ReviewMarker.Order("12")?.description == "12.0")
        #expect(ReviewMarker.Order("12.3")?.description == "12.3")
        for text in ["", ".", "1.", ".1", "1.2.3", "-1", "+1", "1e3", "18446744073709551616"] {
            #expect(ReviewMarker.Order(text) == nil)
        }
    }
}

struct ReviewSizeTests {
    /// Many projects of twenty versions each, all to be trained.
    private func plan(_ versions: Int) -> Plan {
        let entry = samplePlan().projects[0].entries.first { $0.outcome == .create }!
        return Plan(
            projects: (0..<versions / 20).map { number in
                ProjectPlan(
                    project: projectARN("p\(number + 1000)"),
                    desiredCount: 20,
                    entries: Array(repeating: entry, count: 20)
                )
            }
        )
    }

    private func size(_ format: ReviewFormat, _ versions: Int) -> Int {
        let review = Review(plan(versions), of: DesiredState(), options: .init(toolVersion: "1"))
        return format.render(review).utf8.count
    }

    @Test("Reports of ten times the versions are ten times as long, or have their limit", arguments: ReviewFormat.all)
    func linear(format: ReviewFormat) {
        let (small, large) = (size(format, 400), size(format, 4000))
        #expect(large <= 11 * small)
        if format == .markdown { #expect(large <= MarkdownDocument.commentLimit) }
        if format == .github { #expect(large < 10_000) }
    }
}
