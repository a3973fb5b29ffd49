import DesiredState
import JSON
import ModelVersions
import Planning
import TestSupport
import Testing

@testable import SavedPlans

struct FileTests {
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
                DesiredVersion(name: try! VersionName("old"), intent: .retired),
                desired("left-out"),
            ],
            against: world([live("v0")]),
            options: PlanOptions(
                allowedRecreations: [try! VersionName("x")],
                selection: Selection(targets: [try! Glob("[!l]*")], projects: [try! Glob("*")])
            ),
            target: .aws(endpoint: "http://127.0.0.1:8080")
        )
    }

    @Test("What is written is read back, and gives the same bytes")
    func roundTrip() throws {
        let plan = everything()
        let content = try SavedPlanFile.content(of: plan)
        #expect(SavedPlanFile.isRecognized(content))
        let read = try SavedPlanFile.read(content)
        #expect(read == plan)
        #expect(try SavedPlanFile.content(of: read) == content)
        #expect(plan.omission?.versions == 1)
    }

    @Test("Every byte counts: no change of one goes unnoticed", arguments: 0..<10)
    func mutations(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let plan = everything()
        let content = try SavedPlanFile.content(of: plan)
        for _ in 0..<100 {
            var changed = content
            let place = random.below(content.count)
            switch random.below(3) {
            case 0: changed[place] ^= UInt8(1 + random.below(127))
            case 1: changed.remove(at: place)
            default: changed.insert(UInt8(0x20 + random.below(0x5F)), at: place)
            }
            // Only space between the tokens may change, and what an escape may be written as.
            if let read = try? SavedPlanFile.read(changed) { #expect(read == plan, "seed \(seed)") }
        }
    }

    @Test("A document with a digest that holds is still held to the rules", arguments: 0..<9)
    func forged(change: Int) throws {
        var value = try JSONValue(parsing: SavedPlanFile.content(of: everything()))
        func set(_ path: [String], _ new: JSONValue?) { value.set(path[...], new) }
        let version = ["projects", "0", "versions", "1"]
        switch change {
        case 0: set(version + ["desired", "request", "OutputConfig", "S3Bucket"], .string("a b"))
        case 1: set(version + ["desired", "request", "VersionName"], .string("other"))
        case 2: set(version + ["desired", "request", "Tags", "aws:x"], .string("y"))
        case 3: set(version + ["desired", "request", "TestingData"], nil)
        case 4: set(version + ["desired", "request", "NewMember"], .string("x"))
        case 5: set(version + ["outcome"], .string("conflict"))
        case 6: set(version + ["desired", "name"], .string("a b"))
        case 7: set(["projects", "0", "lists"], .array([]))
        default: set(["target"], nil)
        }
        value.sign()
        #expect(throws: SavedPlanError.self) { try SavedPlanFile.read(Array(value.prettyText().utf8)) }
    }

    @Test("A whole plan holds the desired state that it was made from")
    func desiredState() throws {
        let plan = saved([desired("v0"), desired("v1")], against: world([live("v0")]))
        var value = try JSONValue(parsing: SavedPlanFile.content(of: plan))
        #expect(try SavedPlanFile.read(Array(value.prettyText().utf8)) == plan)
        value.set(["desiredStateDigest"], .string("sha256:" + String(repeating: "0", count: 64)))
        value.sign()
        #expect(throws: SavedPlanError.self) { try SavedPlanFile.read(Array(value.prettyText().utf8)) }
    }

    @Test("Members of a newer minor version are ignored, and counted in the digest")
    func newerMinor() throws {
        let plan = everything()
        var value = try JSONValue(parsing: SavedPlanFile.content(of: plan))
        value.set(["formatVersion"], .string("1.7"))
        value.set(["estimate"], .object(["hours": .number(1.5), "list": .array([.null, .bool(true)])]))
        value.set(["projects", "0", "comment"], .string("x"))
        #expect(throws: SavedPlanError.self) { try SavedPlanFile.read(Array(value.prettyText().utf8)) }
        value.sign()
        #expect(try SavedPlanFile.read(Array(value.prettyText().utf8)) == plan)
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

    @Test("The canonical form is Python's")
    func canonical() {
        let value = JSONValue.object([
            "b": .array([.integer(1), .number(0.5), .null, .bool(false)]), "é": .string("\"\\\n\u{1}\u{1F}\u{7F}ü/"),
            "a": .object([:]),
        ])
        #expect(
            String(decoding: CanonicalJSON.bytes(of: value), as: UTF8.self)
                == #"{"a":{},"b":[1,0.5,null,false],"é":"\"\\\n\u0001\u001f\#u{7F}ü/"}"#
        )
    }
}

extension JSONValue {
    /// Changes a member, or an element by its number; nil removes a member.
    fileprivate mutating func set(_ path: ArraySlice<String>, _ new: JSONValue?) {
        guard let first = path.first else { return }
        switch self {
        case .object(var object):
            if path.count == 1 {
                object[first] = new
            } else {
                object[first]?.set(path.dropFirst(), new)
            }
            self = .object(object)
        case .array(var array):
            if let index = Int(first) { array[index].set(path.dropFirst(), new) }
            self = .array(array)
        default:
            break
        }
    }

    /// Gives the document the digest that it should have.
    fileprivate mutating func sign() {
        guard case .object(var members) = self else { return }
        members["digest"] = nil
        members["digest"] = .string(Digest.of(.object(members)))
        self = .object(members)
    }
}
