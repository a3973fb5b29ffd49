import DesiredState
import JSON
import ModelVersions
import Planning
import TestSupport
import Testing

@testable import SavedPlans

struct FileTests {
    private let described = LiveProject.Dataset(
        kind: .train,
        status: "CREATE_COMPLETE",
        arn: "arn:aws:rekognition:us-east-1:111122223333:project/signs/dataset/train/1",
        reading: .read(
            DatasetContent(entries: 5, labeledEntries: 4, labels: 3, errorEntries: 2, updated: 1_700_000_000_000)
        )
    )

    private func everything() -> SavedPlan {
        let manifests = Datasets.manifests(
            training: [
                try! ManifestLocation(uri: "s3://data/a?versionId=1"), try! ManifestLocation(uri: "s3://data/b"),
            ],
            testing: .manifests([try! ManifestLocation(uri: "s3://data/é")])
        )
        var full = desired("full") {
            $0.output = try! OutputLocation(bucket: S3Bucket("bucket"), prefix: "a\"\\\n\u{7F}\u{2028}é/")
            $0.datasets = manifests
            $0.kmsKey = try! KMSKey("alias/x")
            $0.description = try! VersionDescription("All of it")
            $0.confidenceThreshold = try! ConfidenceThreshold(percent: 33.3)
        }
        full.tags = Tags([("b", "1"), ("a", ""), ("é", "ü")])
        full.expectation.minimumF1Score = 0.85
        return saved(
            [
                desired("v0"),
                full,
                desired("auto") {
                    $0.datasets = .manifests(
                        training: [try! ManifestLocation(uri: "s3://data/b")],
                        testing: .autoCreate
                    )
                },
                desired("untested") {
                    $0.datasets = .manifests(training: [try! ManifestLocation(uri: "s3://data/b")], testing: .omitted)
                },
                DesiredVersion(name: try! VersionName("old"), intent: .retired),
                desired("left-out"),
            ],
            against: world([live("v0")], datasets: readyDatasets + [described]),
            options: PlanOptions(allowedRecreations: [try! VersionName("x")]),
            selection: Selection(
                targets: [try! Glob("[!l]*")],
                projects: [try! Glob("*")],
                accounts: [try! Glob("1*")],
                regions: [try! Glob("us-*")]
            ),
            target: .aws(endpoint: "http://127.0.0.1:8080")
        )
    }

    @Test("What is written is read back, and gives the same bytes")
    func roundTrip() throws {
        let plan = everything()
        let content = try SavedPlanFile.content(of: plan).bytes
        #expect(SavedPlanFile.isRecognized(content))
        let read = try SavedPlanFile.read(content).plan
        #expect(read == plan)
        #expect(try SavedPlanFile.content(of: read).bytes == content)
        #expect(plan.omission?.versions == 1)
    }

    @Test("That CloudTrail was asked, and which version is trained again with permission, is written and read back")
    func permissions() throws {
        var plan = everything()
        let index = try #require(plan.projects[0].versions.firstIndex { $0.outcome == .create })
        plan.asksCloudTrail = true
        plan.projects[0].versions[index].isRecreation = true
        let read = try SavedPlanFile.read(try SavedPlanFile.content(of: plan).bytes).plan
        #expect(read == plan && read.asksCloudTrail)
        let version = plan.projects[0].versions[index]
        #expect(read.planOptions.reviewedRecreations == [plan.projects[0].arn: [version.desired.name]])
        #expect(read.planOptions.allowedRecreations.isEmpty)
        // Only a version to create can be trained again.
        let live = try #require(plan.projects[0].versions.firstIndex { $0.outcome != .create })
        plan.projects[0].versions[live].isRecreation = true
        let forged = try SavedPlanFile.content(of: plan).bytes
        #expect(throws: (any Error).self) { try SavedPlanFile.read(forged) }
    }

    @Test("Every byte counts: no change of one goes unnoticed", arguments: 0..<10)
    func mutations(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let plan = everything()
        let content = try SavedPlanFile.content(of: plan).bytes
        for _ in 0..<100 {
            var changed = content
            let place = random.below(content.count)
            switch random.below(3) {
            case 0: changed[place] ^= UInt8(1 + random.below(127))
            case 1: changed.remove(at: place)
            default: changed.insert(UInt8(0x20 + random.below(0x5F)), at: place)
            }
            // Only space between the tokens may change, and what an escape may be written as.
            if let read = try? SavedPlanFile.read(changed).plan { #expect(read == plan, "seed \(seed)") }
        }
    }

    @Test("A document with a digest that holds is still held to the rules", arguments: 0..<9)
    func forged(change: Int) throws {
        var value = try JSONValue(parsing: SavedPlanFile.content(of: everything()).bytes)
        func set(_ path: [String], _ new: JSONValue?) { value.set(path[...], new) }
        let version = ["projects", "0", "versions", "1"]
        switch change {
        case 0: set(version + ["desired", "request", "OutputConfig", "S3Bucket"], .string("a b"))
        case 1: set(version + ["desired", "request", "VersionName"], .string("other"))
        case 2: set(version + ["desired", "request", "Tags", "aws:x"], .string("y"))
        case 3: set(version + ["desired", "request", "TrainingData"], nil)
        case 4: set(version + ["desired", "request", "NewMember"], .string("x"))
        case 5: set(version + ["outcome"], .string("conflict"))
        case 6: set(version + ["desired", "name"], .string("a b"))
        case 7: set(["projects", "0", "lists"], .array([]))
        default: set(["target"], nil)
        }
        value.sign()
        #expect(throws: SavedPlanError.self) { try SavedPlanFile.read(value.bytes(indented: true)) }
    }

    @Test("A whole plan holds the desired state that it was made from")
    func desiredState() throws {
        let plan = saved([desired("v0"), desired("v1")], against: world([live("v0")]))
        var value = try JSONValue(parsing: SavedPlanFile.content(of: plan).bytes)
        #expect(try SavedPlanFile.read(value.bytes(indented: true)).plan == plan)
        value.set(["desiredStateDigest"], .string("sha256:" + String(repeating: "0", count: 64)))
        value.sign()
        #expect(throws: SavedPlanError.self) { try SavedPlanFile.read(value.bytes(indented: true)) }
    }

    @Test("Members of a newer minor version are ignored, and counted in the digest")
    func newerMinor() throws {
        let plan = everything()
        var value = try JSONValue(parsing: SavedPlanFile.content(of: plan).bytes)
        value.set(["formatVersion"], .string("1.7"))
        value.set(["estimate"], try JSONValue(parsing: Array(#"{"hours": 1.5, "list": [null, true]}"#.utf8)))
        value.set(["projects", "0", "comment"], .string("x"))
        #expect(throws: SavedPlanError.self) { try SavedPlanFile.read(value.bytes(indented: true)) }
        value.sign()
        #expect(try SavedPlanFile.read(value.bytes(indented: true)).plan == plan)
    }

    @Test(
        "A desired state is not taken for a saved plan, in whatever form",
        arguments: [
            "", "apiVersion: rekon/v1", #"{"apiVersion": "rekon/v1", "project": "x", "versions": []}"#, "[]", "{",
        ]
    )
    func recognized(text: String) {
        #expect(!SavedPlanFile.isRecognized(Array(text.utf8)))
    }

    @Test("The digest of the desired state is that of what is wanted, not of where it is written")
    func desiredDigest() throws {
        let first = try DesiredStateDigest.of(state([desired("a"), desired("b")]))
        var moved = state([desired("a"), desired("b")])
        moved.sources = .init()
        #expect(try DesiredStateDigest.of(moved) == first)
        #expect(try DesiredStateDigest.of(state([desired("b"), desired("a")])) != first)
        #expect(
            try DesiredStateDigest.of(state([desired("a"), desired("b") { $0.kmsKey = try! KMSKey("x") }])) != first
        )
    }

    @Test("A document that says one thing twice, or that is nested too deep, is refused at once")
    func hostileDocuments() throws {
        let content = String(decoding: try SavedPlanFile.content(of: everything()).bytes, as: UTF8.self)
        func failure(_ text: String) -> String? {
            do throws(SavedPlanError) {
                _ = try SavedPlanFile.read(Array(text.utf8))
                return nil
            } catch {
                return error.message
            }
        }
        let kind = #""kind" : "rekon.plan""#
        #expect(failure(content.replacing(kind, with: "\(kind), \(kind)"))?.contains("two members of one name") == true)
        let deep = String(repeating: "[", count: 480) + String(repeating: "]", count: 480)
        let message = failure(content.replacing(kind, with: "\(kind), \"a\": \(deep)"))
        #expect(message?.contains("(nesting deeper than 64 levels at byte") == true)
    }
}
