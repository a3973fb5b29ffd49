import DesiredState
import JSON
import ModelVersions
import Planning
import TestSupport
import Testing

@testable import SavedPlans

/// Saved plans that were edited, most of them with a digest that holds: none of them may be applied.
struct ForgedTests {
    /// A plan of a part of a desired state: its versions are not compared with a digest of the whole.
    private func document() throws -> JSONValue {
        var gated = desired("v1") {
            $0.datasets = .manifests(training: [manifest("s3://data/a")], testing: .autoCreate)
        }
        gated.expectation.minimumF1Score = 0.5
        let plan = saved(
            [desired("v0"), gated, desired("v2"), retired("v3"), desired("left-out")],
            against: world([live("v0", created: 100)]),
            selection: Selection(targets: [try Glob("v*")])
        )
        return try JSONValue(parsing: SavedPlanFile.content(of: plan).bytes)
    }

    /// A whole plan with the refused project `b`.
    private func documentWithRefused() throws -> JSONValue {
        let (first, second) = (projectARN("a"), projectARN("b"))
        let state = DesiredState(projects: [
            DesiredProject(arn: first, versions: [desired("v1")]),
            DesiredProject(arn: second, versions: [desired("v1"), desired("v2")]),
        ])
        let live = LiveState([
            first: .present(LiveProject(datasets: readyDatasets)),
            second: .present(LiveProject(versions: [TestSupport.live("v1", "TRAINING_FAILED", of: second)])),
        ])
        let selected = SelectedState(.everything, of: state)
        let plan = try SavedPlan(
            Planner.plan(selected, against: live),
            of: selected,
            against: live,
            options: PlanOptions(),
            target: .sandbox,
            toolVersion: "1.2.3"
        )
        return try JSONValue(parsing: SavedPlanFile.content(of: plan).bytes)
    }

    /// Why the document is refused; nil if it is read.
    private func refusal(_ value: JSONValue) -> String? {
        do throws(SavedPlanError) {
            _ = try SavedPlanFile.read(value.bytes(indented: true))
            return nil
        } catch {
            return error.message
        }
    }

    private func refusal(
        _ document: JSONValue,
        _ changes: [(path: [String], value: JSONValue?)]
    ) -> String? {
        var value = document
        for change in changes { value.set(change.path[...], change.value) }
        value.sign()
        return refusal(value)
    }

    @Test("The documents here are read as they are")
    func unchanged() throws {
        #expect(refusal(try document()) == nil)
        #expect(refusal(try document(), []) == nil)
        #expect(refusal(try documentWithRefused(), []) == nil)
    }

    @Test("A plan without a digest, or with another one, is not read")
    func digest() throws {
        for digest in [nil, "", "sha256:" + String(repeating: "0", count: 64)] {
            var value = try document()
            value.set(["digest"], digest.map { .string($0) })
            #expect(refusal(value)?.contains("does not match its digest") == true, "\(digest ?? "none")")
        }
    }

    @Test(
        "Only the major versions 1 and 2 are read",
        arguments: ["10.0", "3.0", "20.0", "11", "0.1", "", ".1", "1x", "-1.0"]
    )
    func formatVersion(version: String) throws {
        let reason = refusal(try document(), [(["formatVersion"], .string(version))])
        #expect(reason?.contains(version.isEmpty ? "no format version" : "the format version \(version),") == true)
    }

    @Test("A version to create that is live, and a live version of another name, are contradictory")
    func contradictory() throws {
        let document = try document()
        func version(_ index: Int, _ path: String...) -> [String] { ["projects", "0", "versions", "\(index)"] + path }
        let live = document.member(version(0, "live"))
        #expect(live != nil)
        let arn = JSONValue.string("arn:aws:rekognition:us-east-1:111122223333:project/signs/version/v2/100")
        let changes: [(String, [(path: [String], value: JSONValue?)])] = [
            ("v1", [(version(1, "live"), live)]),
            ("v0", [(version(0, "live", "arn"), arn)]),
            ("v0", [(version(0, "live"), nil)]),
            ("v0", [(version(0, "outcome"), .string("retired"))]),
            ("v3", [(version(3, "outcome"), .string("create"))]),
            ("v3", [(version(3, "outcome"), .string("unchanged")), (version(3, "live"), live)]),
        ]
        for (name, change) in changes {
            let reason = refusal(document, change)
            #expect(reason?.contains("has contradictory facts about the version `\(name)`") == true, "\(reason ?? "")")
        }
        for outcome in ["conflict", "failed", "deleting", "recreate"] {
            let reason = refusal(document, [(version(0, "outcome"), .string(outcome))])
            #expect(reason?.contains("the outcome `\(outcome)`, which cannot be applied") == true)
        }
    }

    @Test("A gate must be between 0 and 1", arguments: [("1.5", false), ("-0.5", false), ("1", true), ("0", true)])
    func gate(score: String, isRead: Bool) throws {
        let score = try JSONValue(parsing: Array(score.utf8))
        let path = ["projects", "0", "versions", "1", "desired", "minF1Score"]
        let reason = refusal(try document(), [(path, score)])
        #expect(reason == (isRead ? nil : "requires an F1 score of `v1` that is not between 0 and 1"))
    }

    @Test("A request that this program would not send is not sent")
    func request() throws {
        let request = ["projects", "0", "versions", "1", "desired", "request"]
        for (member, value) in [
            ("NewMember", JSONValue.string("x")), ("VersionName", .string("v2")),
            ("ProjectArn", .string(projectARN("other").text)),
        ] {
            let reason = refusal(try document(), [(request + [member], value)])
            #expect(reason?.contains("that this version of rekon would not send") == true, "\(member)")
        }
        let tags = try JSONValue(parsing: Array(#"{"aws:x": "y"}"#.utf8))
        let reason = refusal(try document(), [(request + ["Tags"], tags)])
        #expect(
            reason?.contains("holds a request for `v1` that cannot be sent: a value in it") == true,
            "\(reason ?? "")"
        )
    }

    @Test("No name occurs twice, and no version is outside the lists")
    func names() throws {
        let document = try document()
        let list = ["projects", "0", "lists", "0", "versions"]
        let twice = "names a version of `\(project)` twice"
        #expect(refusal(document, [(list + ["4"], .string("v2"))]) == twice)
        let versions = ["projects", "0", "versions"]
        #expect(refusal(document, [(versions + ["2"], document.member(versions + ["1"]))]) == twice)
        #expect(
            refusal(document, [(list + ["2"], .string("other"))]) == "has a version `v2` that is not in a list"
        )
        let projects = try #require(document.member(["projects", "0"]))
        #expect(refusal(document, [(["projects"], .array([projects, projects]))]) == "names a project twice")
    }

    @Test("The facts about a refused project must be possible")
    func refused() throws {
        let document = try documentWithRefused()
        let part = ["refused", "0"]
        let arn = projectARN("b")
        let negative = "has a negative number at the refused project `\(arn)`"
        for member in ["place", "notCreated"] {
            #expect(refusal(document, [(part + [member], try JSONValue(parsing: Array("-1".utf8)))]) == negative)
        }
        #expect(
            refusal(document, [(part + ["reason"], .string("other"))])
                == "refuses `\(arn)` for an unknown reason `other`"
        )
        let first = JSONValue.string(projectARN("a").text)
        #expect(
            refusal(document, [(part + ["project"], first), (part + ["versions"], .array([]))])
                == "names a project twice"
        )
        #expect(
            refusal(document, [(["refused"], .array([document.member(part)!, document.member(part)!]))])
                == "names a project twice"
        )
        let other = "holds other versions than the desired state that it was made from"
        #expect(refusal(document, [(part + ["versions"], .array([]))]) == other)
        #expect(refusal(document, [(part + ["lists"], .array([]))]) == other)
        #expect(refusal(document, [(part + ["place"], try JSONValue(parsing: Array("0".utf8)))]) == other)
        #expect(refusal(document, [(["refused"], nil)]) == other)
    }
}
