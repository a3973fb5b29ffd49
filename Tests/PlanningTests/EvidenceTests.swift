import DesiredState
import ModelVersions
import TestSupport
import Testing

@testable import Planning

/// What an earlier training left behind decides before the order of a list.
struct EvidenceTests {
    private typealias Files = EarlierTrainings.Look<[VersionName: TrainingTrace.File]>
    private typealias Events = EarlierTrainings.Look<[ProjectARN: [VersionName: TrainingTrace]]>

    private static let file = TrainingTrace.File(
        bucket: "bucket",
        key: "out/ManifestSummary-signs-a.json",
        lastModified: 1_700_000_000_000
    )
    private static let event = TrainingTrace.Event(time: 1_700_000_000_000, caller: "arn:aws:iam::1:user/me")
    private static let place = TracePlace(project: project, output: .init(bucket: "bucket", prefix: "out/"))

    private func name(_ text: String) -> VersionName { try! VersionName(text) }

    /// - Parameter live: in the order of their creation.
    private func entries(
        _ names: String...,
        live liveNames: [String] = [],
        files: Files? = nil,
        events: Events? = nil,
        looking: Bool = true,
        allowed: Set<VersionName> = [],
        reviewed: Set<VersionName> = []
    ) -> [PlanEntry] {
        let versions = liveNames.enumerated().map { live($1, created: 1_700_000_000_000 + $0) }
        var earlier = EarlierTrainings()
        earlier.files[Self.place] = files
        earlier.events[AccountRegion(project)] = events
        return Planner.plan(
            DesiredState(projects: [DesiredProject(arn: project, versions: names.map { desired($0) })]),
            against: LiveState([project: .present(LiveProject(datasets: readyDatasets, versions: versions))]),
            options: PlanOptions(
                allowedRecreations: allowed,
                earlier: looking ? earlier : nil,
                reviewedCreates: [project: reviewed]
            )
        ).projects[0].entries
    }

    @Test("H1: a file of an earlier training means recreate, whatever the order", arguments: [[], ["a"], ["a", "b"]])
    func file(live: [String]) {
        let entries = entries("a", "b", "c", live: live, files: .found([name("c"): Self.file]))
        #expect(entries[2].outcome == .recreate)
        #expect(entries[2].recreation == .trace(TrainingTrace(file: Self.file)))
        #expect(entries[2].notes.isEmpty)
        #expect(entries[0].outcome == (live.isEmpty ? .create : .unchanged))
    }

    @Test("H1: only the version's own name and its own output place count")
    func ownPlace() {
        var earlier = EarlierTrainings()
        earlier.files[Self.place] = .found([name("v1"): Self.file])
        #expect(earlier.evidence(of: name("v1"), at: Self.place).trace != nil)
        #expect(earlier.evidence(of: name("v10"), at: Self.place).isAbsence)
        let other = TracePlace(project: project, output: .init(bucket: "bucket", prefix: "elsewhere/"))
        let evidence = earlier.evidence(of: name("v1"), at: other)
        #expect(evidence.trace == nil && !evidence.isAbsence && evidence.unanswered.isEmpty)
    }

    @Test("H5: a file that a live version of the same file names may have written proves nothing")
    func doubtful() {
        var earlier = EarlierTrainings(files: [Self.place: .found([:])], doubtful: [Self.place: [name("a"): Self.file]])
        let evidence = earlier.evidence(of: name("a"), at: Self.place)
        #expect(evidence.trace == nil && !evidence.isAbsence && evidence.unanswered.count == 1)
        #expect(earlier.evidence(of: name("b"), at: Self.place).isAbsence)
        earlier.events[AccountRegion(project)] = .found([project: [name("a"): TrainingTrace(deletion: Self.event)]])
        #expect(earlier.evidence(of: name("a"), at: Self.place).trace != nil)
    }

    @Test("H2: a recorded deletion, or a creation alone, means recreate")
    func events() {
        for trace in [TrainingTrace(deletion: Self.event), TrainingTrace(creation: Self.event)] {
            let recorded: Events = .found([project: [name("a"): trace]])
            #expect(entries("a", files: .found([:]), events: recorded)[0].recreation == .trace(trace))
            // Also where nobody may look at the files.
            let denied = entries("a", files: .denied(permission: "s3:ListBucket"), events: recorded)
            #expect(denied[0].outcome == .recreate)
            #expect(denied[0].recreation == .trace(trace))
            var both = trace
            both.file = Self.file
            let all = entries("a", files: .found([name("a"): Self.file]), events: recorded)
            #expect(all[0].recreation == .trace(both))
        }
    }

    @Test("H2: a look at the events of another project says nothing")
    func otherProject() {
        let recorded: Events = .found([projectARN("lights"): [name("a"): TrainingTrace(deletion: Self.event)]])
        #expect(entries("a", events: recorded)[0].outcome == .create)
    }

    @Test("H3: a version that is allowed by name is created again, and the note has the trace")
    func allowed() {
        let files: Files = .found([name("a"): Self.file, name("b"): Self.file])
        let entries = entries("a", "b", files: files, allowed: [name("a")])
        #expect(entries.map(\.outcome) == [.create, .recreate])
        #expect(entries[0].notes == [.recreationAllowed(.trace(TrainingTrace(file: Self.file)))])
        #expect(entries[0].recreation == entries[1].recreation)
    }

    @Test("H4: a look that found nothing means create, with a note where the order is odd")
    func absence() {
        let deleted = entries("a", "b", "c", live: ["b", "c"], files: .found([:]))
        #expect(deleted.map(\.outcome) == [.create, .unchanged, .unchanged])
        #expect(deleted[0].notes == [.oddOrder])
        #expect(deleted[0].recreation == nil)
        let mixed = entries("a", "x", "b", "c", live: ["a", "c", "b"], files: .found([:]))
        #expect(mixed[1].outcome == .create)
        #expect(mixed[1].notes == [.oddOrder])
        // The order says nothing, and the look says all.
        let one = entries("a", "b", live: ["a"], files: .found([:]))
        #expect(one[1].outcome == .create)
        #expect(one[1].notes.isEmpty)
        #expect(entries("a", files: .found([:]))[0].notes.isEmpty)
    }

    @Test("H4: a name that needs no permission is created without one")
    func needlessPermission() {
        let entries = entries("a", "b", "c", live: ["b", "c"], files: .found([:]), allowed: [name("a")])
        #expect(entries[0].outcome == .create)
        #expect(entries[0].notes == [.oddOrder])
    }

    @Test("H5: a look without an answer leaves the decision to the order, and the plan says why")
    func noAnswer() {
        let region = AccountRegion(project)
        for (files, problem) in [
            (Files.denied(permission: "s3:ListBucket"), UnansweredLook.Problem.denied(permission: "s3:ListBucket")),
            (.failed(reason: "no bucket"), .failed(reason: "no bucket")),
        ] {
            let note = Note.traceUnreadable(UnansweredLook(.output(Self.place.output), problem))
            let entries = entries("a", "b", "c", "d", live: ["b", "c"], files: files, events: .found([:]))
            #expect(entries.map(\.outcome) == [.recreate, .unchanged, .unchanged, .create])
            guard case .order? = entries[0].recreation else {
                Issue.record("\(entries[0])")
                continue
            }
            #expect(entries[0].notes == [note])
            #expect(entries[3].notes == [note])
            let one = self.entries("a", "b", live: ["a"], files: files)
            #expect(one[1].notes == [.growthUnknown(.oneLive), note])
        }
        // CloudTrail has 90 days only: its silence proves nothing, and its refusal does not hide what S3 says.
        let silent = entries("a", "b", "c", live: ["b", "c"], events: .found([:]))
        #expect(silent[0].outcome == .recreate)
        let denied = entries(
            "a",
            "b",
            "c",
            live: ["b", "c"],
            files: .found([:]),
            events: .denied(permission: "cloudtrail:LookupEvents")
        )
        let look = UnansweredLook(.events(region), .denied(permission: "cloudtrail:LookupEvents"))
        #expect(denied[0].outcome == .create)
        #expect(denied[0].notes == [.oddOrder, .traceUnreadable(look)])
    }

    @Test("H6: without a look the order decides")
    func noLook() {
        let entries = entries("a", "b", "c", live: ["b", "c"], looking: false)
        #expect(entries.map(\.outcome) == [.recreate, .unchanged, .unchanged])
        #expect(entries[0].notes.isEmpty)
    }

    @Test("H7: the order does not judge the versions that a reviewed plan creates, a trace does")
    func reviewed() {
        let plain = entries("a", "b", "c", live: ["b", "c"], looking: false, reviewed: [name("a")])
        #expect(plain.map(\.outcome) == [.create, .unchanged, .unchanged])
        #expect(plain[0].notes.isEmpty)
        let traced = entries(
            "a",
            "b",
            "c",
            live: ["b", "c"],
            files: .found([name("a"): Self.file]),
            reviewed: [name("a")]
        )
        #expect(traced[0].outcome == .recreate)
    }

    @Test("Traces are wanted of the versions to create or to recreate, by output, and of no other")
    func wanted() {
        let state = DesiredState(
            projects: [
                DesiredProject(
                    arn: project,
                    versions: [
                        desired("a"), desired("b"), desired("c"), desired("d", output: "s3://bucket"), retired("e"),
                    ]
                )
            ]
        )
        let versions = [live("b", created: 1), live("c", created: 2)]
        let plan = Planner.plan(state, against: LiveState([project: .present(LiveProject(versions: versions))]))
        #expect(plan.projects[0].entries[0].outcome == .recreate)
        let bucket = TracePlace(project: project, output: .init(bucket: "bucket", prefix: ""))
        #expect(plan.tracesToFind == [Self.place: [name("a")], bucket: [name("d")]])
        let absent = Planner.plan(state, against: LiveState([project: .absent]))
        #expect(absent.tracesToFind.isEmpty)
    }
}
