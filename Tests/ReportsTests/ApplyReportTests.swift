import AWSRuntime
import Diagnostics
import ModelVersions
import Planning
import Reconciler
import TestSupport
import Testing

@testable import Reports

struct ApplyReportTests {
    private var report: ApplyReport {
        func arn(_ name: String) -> VersionARN {
            try! VersionARN("arn:aws:rekognition:us-east-1:111122223333:project/signs/version/\(name)/1700000000000")
        }
        let results: [(String, ApplyResult)] = [
            ("a", .created(arn("a"))),
            ("b", .confirmed(arn("b"))),
            ("c", .alreadyThere(arn("c"))),
            ("d", .conflict([Difference(setting: .output, desired: ["s3://x/"], live: ["s3://y/\u{1B}[2J"])])),
            ("e", .deferred(reason: "LimitExceededException: too many.")),
            ("f", .failed(reason: "AccessDeniedException: no\u{7}.")),
            ("g", .unresolved(reason: "The connection was lost.")),
            ("h", .notStarted),
            ("i", .refused(.stale, [.init(nil, "has another training dataset")])),
        ]
        return ApplyReport(
            items: results.enumerated().map { index, result in
                ApplyReport.Item(
                    project: projectARN(index < 4 ? "signs" : "lights"),
                    name: try! VersionName(result.0),
                    location: Diagnostics.SourceLocation(path: "models/a.yaml", line: index + 1, column: 5),
                    result: result.1,
                    lookup: result.0 == "b" ? ApplyReport.Lookup(unknown: [.kmsKey], usesProjectDatasets: true) : nil
                )
            }
        )
    }

    @Test func text() throws {
        try expectGolden(ApplyText().render(report), "apply-text")
    }

    @Test func json() throws {
        try expectGolden(ApplyJSON.render(Plan(projects: []), report), "apply-json")
        try expectGolden(
            ApplyJSON.render(Plan(projects: []), ApplyReport(items: []), refused: .blocked),
            "apply-json-refused"
        )
    }

    @Test func nothingToDo() {
        #expect(ApplyText().render(ApplyReport(items: [])) == "Apply: nothing to do.\n")
    }

    @Test func progress() throws {
        let name = try VersionName("a")
        let project = projectARN("signs")
        let names = ProjectNames([project])
        #expect(ApplyText.progress(.started(project: project, name: name), at: 0, names) == "a: creating in signs ...")
        #expect(ApplyText.progress(.finished(report.items[4]), at: 0, names) == "e: deferred")
        func resolving(_ cause: LookupCause) -> String {
            ApplyText.progress(.resolving(project: project, name: name, cause: cause), at: 0, names)
        }
        #expect(resolving(.lostAnswer).hasPrefix("a: the answer was lost; looking"))
        #expect(resolving(.otherARN("x")).contains("answered with another ARN"))
        #expect(resolving(.takenName).contains("refused"))
    }

    @Test("What was not compared of a version that was found by name is named")
    func lookup() throws {
        func explanation(_ result: ApplyResult, _ lookup: ApplyReport.Lookup?) -> String {
            var item = report.items[0]
            item.result = result
            item.lookup = lookup
            return item.explanation ?? ""
        }
        let arn = try #require(report.items[0].result.arn)
        #expect(explanation(.confirmed(arn), ApplyReport.Lookup()).contains("was lost"))
        let other = explanation(.confirmed(arn), ApplyReport.Lookup(.otherARN("arn:x")))
        #expect(other.contains("answered with another ARN (`arn:x`)") && !other.contains("lost"))
        for result in [ApplyResult.confirmed(arn), .alreadyThere(arn)] {
            #expect(explanation(result, ApplyReport.Lookup()).hasSuffix(" (tags are not compared)"))
            #expect(
                explanation(result, ApplyReport.Lookup(unknown: [.kmsKey, .testing], usesProjectDatasets: true))
                    .hasSuffix(
                        " (tags and the project's datasets are not compared; the service does not return `kmsKey`, "
                            + "`datasets.testing`)"
                    )
            )
        }
        #expect(explanation(.alreadyThere(arn), nil).hasPrefix("another run, or an earlier one,"))
        #expect(
            explanation(.deferred(reason: "ThrottlingException: slow down."), nil)
                == "not started; the next run continues here: ThrottlingException: slow down."
        )
    }

    @Test("A refused version has the change of its project, of itself or of another version, and what to do")
    func refused() throws {
        func explanation(_ result: ApplyResult) -> String {
            var item = report.items[0]
            item.result = result
            return item.explanation ?? ""
        }
        let causes = [
            RefusedProject.Cause(nil, "has a test dataset that was changed"),
            RefusedProject.Cause(try VersionName("v1"), "is trained with s3://x/y, which was 1, and is 2"),
        ]
        #expect(
            explanation(.refused(.stale, causes)) == """
                before its create, the reviewed data changed: project `signs` has a test dataset that \
                was changed; version `v1` is trained with s3://x/y, which was 1, and is 2. Make a new plan and review it.
                """
        )
        #expect(
            explanation(.refused(.incomplete, [.init(nil, "could not be read: denied."), .init(nil, "is new.")])) == """
                before its create, the reviewed data could not be compared again: project `signs` \
                could not be read: denied; project `signs` is new. Allow these credentials to read it, then run \
                `rekon plan` again.
                """
        )
    }

    @Test func diagnostics() throws {
        let location = Diagnostics.SourceLocation(path: "a.yaml", line: 3, column: 5)
        let diagnostics = [
            Diagnostic.error(
                "wrong\u{1B}",
                at: location,
                related: [.init("first here", at: location)],
                help: "do this"
            ),
            Diagnostic.warning("odd"),
        ]
        try expectGolden(DiagnosticsJSON.render(DiagnosticList(diagnostics)), "diagnostics-json")
    }
}
