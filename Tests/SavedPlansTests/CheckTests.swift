import DesiredState
import Diagnostics
import ModelVersions
import Planning
import TestSupport
import Testing

@testable import SavedPlans

/// What a saved plan rests on: changed in one way after the other.
struct CheckTests {
    /// `v0` and `v1` are live, `v2` and `v3` are to be created.
    private let plan = saved(
        [desired("v0"), desired("v1"), desired("v2"), desired("v3")],
        against: world(before)
    )
    private static let before = [live("v0", created: 100), live("v1", "TRAINING_IN_PROGRESS", created: 200)]

    private func changes(_ live: LiveState) throws -> [String] {
        try plan.check(against: live).changes.map { ($0.name.map { "\($0) " } ?? "") + $0.text }
    }

    @Test("Nothing has changed: what was saved is created")
    func unchanged() throws {
        let check = try plan.check(against: world(Self.before))
        #expect(check.changes.isEmpty && check.done.isEmpty)
        #expect(check.plan.creates.map(\.entry.name.text) == ["v2", "v3"])
        #expect(check.plan.creates.map(\.entry.desired) == [desired("v2"), desired("v3")])
        #expect(check.plan.creates[0].entry.location?.line == 7)
    }

    @Test("A version that the plan wanted and that is live is done; nothing that follows from it is a change")
    func done() throws {
        let check = try plan.check(
            against: world(Self.before + [live("v2", "TRAINING_IN_PROGRESS", created: 300)])
        )
        #expect(check.changes.isEmpty)
        #expect(check.done.map(\.name.text) == ["v2"])
        #expect(check.plan.creates.map(\.entry.name.text) == ["v3"])
    }

    @Test("A dataset whose entries were edited is a change, as far as both contents are known")
    func datasets() throws {
        func datasets(_ reading: DatasetReading) -> [LiveProject.Dataset] {
            [LiveProject.Dataset(kind: .train, status: "CREATE_COMPLETE", arn: "a", reading: reading)]
        }
        let reviewed = DatasetContent(entries: 1, labeledEntries: 1, labels: 1, errorEntries: 0, updated: 1000)
        let plan = saved([desired("v1")], against: world([], datasets: datasets(.read(reviewed))))
        #expect(plan.hasDatasets)
        func changes(_ reading: DatasetReading, versions: [LiveVersion] = []) throws -> [String] {
            try plan.check(against: world(versions, datasets: datasets(reading))).changes.map(\.text)
        }
        var now = reviewed
        #expect(try changes(.read(now)).isEmpty)
        now.entries = 2
        #expect(
            try changes(.read(now)) == ["has a training dataset that was changed: it had 1 entry, and has 2"]
        )
        (now.entries, now.updated) = (1, 2000)
        #expect(
            try changes(.read(now)) == [
                """
                has a training dataset that was changed: its last update was 1970-01-01T00:00:01Z, and is \
                1970-01-01T00:00:02Z
                """
            ]
        )
        now.updated = 1001
        #expect(
            try changes(.read(now)) == [
                """
                has a training dataset that was changed: its last update was 1970-01-01T00:00:01.000Z, and is \
                1970-01-01T00:00:01.001Z
                """
            ]
        )
        // When all is done, it does not matter.
        #expect(try changes(.read(now), versions: [live("v1")]).isEmpty)
        // What one of them does not have is not a change.
        (now.updated, now.labels) = (nil, nil)
        #expect(try changes(.read(now)).isEmpty)

        // A dataset that cannot be described now is no change. The caller refuses it.
        let unreadable = world([], datasets: datasets(.unreadable(reason: "no", isDenied: false)))
        let check = try plan.check(against: unreadable)
        #expect(check.changes.isEmpty)
        #expect(plan.unreadableDatasets(in: check, against: unreadable).map(\.reason) == ["no"])
        let unasked = world([], datasets: datasets(.notAsked))
        #expect(plan.unreadableDatasets(in: try plan.check(against: unasked), against: unasked).count == 1)
        let done = world([live("v1")], datasets: datasets(.notAsked))
        #expect(plan.unreadableDatasets(in: try plan.check(against: done), against: done).isEmpty)
        let without = saved([desired("v1")], against: unreadable)
        #expect(!without.hasDatasets)
        #expect(without.unreadableDatasets(in: try without.check(against: unreadable), against: unreadable).isEmpty)
    }

    @Test("While a plan is applied, only the project and its datasets are compared, and only where they were read")
    func datasetsAlone() throws {
        func datasets(_ content: DatasetContent) -> [LiveProject.Dataset] {
            readyDatasets.map { LiveProject.Dataset(kind: $0.kind, status: $0.status, reading: .read(content)) }
        }
        let before = world([live("v0")], datasets: datasets(DatasetContent(entries: 20)))
        let plan = saved([desired("v0"), desired("v1")], against: before)
        let planned = try #require(try plan.check(against: before).plan.projects.first)
        func check(_ now: LiveState) -> RefusedProject? {
            plan.check(datasetsOf: planned, against: now).judged(refusesFailed: true).refusals.first
        }
        // Neither the end of v0 nor another version matters.
        #expect(check(world([live("v0", "TRAINING_FAILED")], datasets: datasets(DatasetContent(entries: 20)))) == nil)
        #expect(check(LiveState()) == nil)
        let edited = check(world([], datasets: datasets(DatasetContent(entries: 3))))
        #expect(edited?.reason == .stale && edited?.heldCount == 1)
        #expect(edited?.causes.first?.text == "has a training dataset that was changed: it had 20 entries, and has 3")
        #expect(check(world([], status: "DELETING"))?.causes.first?.text == "was CREATED, and is DELETING")
        #expect(check(LiveState([project: .absent]))?.causes.map(\.text) == ["no longer exists"])
        let unreadable = check(LiveState([project: .unreadable(reason: "denied")]))
        #expect(unreadable?.reason == .incomplete && unreadable?.causes.map(\.text) == ["could not be read: denied"])
    }

    @Test("When all is done, nothing else matters any more")
    func allDone() throws {
        let check = try plan.check(
            against: world([live("v2", created: 300), live("v3", created: 400)], status: "DELETING", datasets: [])
        )
        #expect(check.changes.isEmpty && !check.plan.hasChanges)
        #expect(check.done.count == 2)
    }

    @Test("A training that came to its end, and versions that nothing describes, are no change")
    func harmless() throws {
        let after = [
            live("v0", created: 100),
            live("v1", created: 200) { $0.settings.testingIsAutoCreated = true },
            live("console", created: 999),
        ]
        #expect(try changes(world(after)).isEmpty)
    }

    @Test("A version appeared")
    func appeared() throws {
        let output = LiveSettings.Output(bucket: "bucket", prefix: "x/")
        #expect(
            try changes(world(Self.before + [live("v2", created: 300) { $0.settings.output = output }]))
                == ["v2 was to be created, and is live with other settings: `output` is s3://bucket/x/"]
        )
        #expect(
            try changes(
                world(Self.before + [live("v2", "TRAINING_FAILED", created: 300) { $0.settings.output = output }])
            ) == ["v2 was to be created, and failed with other settings: `output` is s3://bucket/x/"]
        )
        #expect(
            try changes(world(Self.before + [live("v2", "DELETING", created: 300)]))
                == ["v2 was to be created, and a version with its name is being deleted"]
        )
    }

    @Test("A version that the plan wanted, and whose training has failed, is no change: what is left goes on")
    func failed() throws {
        let check = try plan.check(
            against: world(
                Self.before + [live("v2", "TRAINING_FAILED", created: 300) { $0.statusMessage = "Bad data." }]
            )
        )
        #expect(check.changes.isEmpty && check.done.isEmpty)
        #expect(check.failed.map(\.change.text) == ["was created, and its training failed: Bad data."])
        #expect(check.plan.creates.map(\.entry.name.text) == ["v3"])
    }

    @Test("A dataset was deleted and created again; one without a known ARN counts as the same")
    func replacedDataset() throws {
        func datasets(_ arn: String?) -> [LiveProject.Dataset] {
            [.init(kind: .train, status: "CREATE_COMPLETE", arn: arn), .init(kind: .test, status: "CREATE_COMPLETE")]
        }
        let before = world(Self.before, datasets: datasets("train/1"))
        let plan = saved([desired("v0"), desired("v2")], against: before)
        #expect(try plan.check(against: before).changes.isEmpty)
        for arn in ["train/2", nil] {
            #expect(
                try plan.check(against: world(Self.before, datasets: datasets(arn))).changes.map(\.text)
                    == ["has another training dataset: the old one was deleted and a new one created"]
            )
        }
        let untold = saved([desired("v0"), desired("v2")], against: world(Self.before, datasets: datasets(nil)))
        #expect(try untold.check(against: before).changes.isEmpty)
    }

    @Test("The project changed")
    func projectChanged() throws {
        #expect(try changes(world(Self.before, status: "DELETING")) == ["was CREATED, and is DELETING"])
        #expect(
            try changes(world(Self.before, feature: .contentModeration))
                == ["was for CUSTOM_LABELS, and is for CONTENT_MODERATION"]
        )
        #expect(
            try changes(world(Self.before, datasets: [.init(kind: .test, status: "UPDATE_IN_PROGRESS")]))
                == [
                    "no longer has a training dataset",
                    "had a test dataset that was UPDATE_COMPLETE, and is UPDATE_IN_PROGRESS",
                ]
        )
        let absent = LiveState([project: .absent])
        #expect(try changes(absent) == ["no longer exists"])
    }

    @Test("A version that was live changed")
    func liveVersion() throws {
        func change(_ version: LiveVersion?) throws -> [String] {
            try changes(world([live("v1", created: 200)] + (version.map { [$0] } ?? [])))
                .filter { $0.hasPrefix("v0") }
        }
        #expect(try change(nil).count == 1)
        #expect(try change(nil)[0].hasSuffix("/v0/100), and is not live now"))
        #expect(try change(live("v0", created: 150))[0].hasSuffix("it was deleted and created again"))
        #expect(try change(live("v0", "EXPIRED", created: 100)) == ["v0 was trained, and is expired"])
        #expect(try change(live("v0", "DEPRECATED", created: 100)) == ["v0 was trained, and is deprecated"])
        #expect(
            try change(live("v0", created: 100) { $0.settings.kmsKey = "alias/x" })
                == ["v0 has other settings than before"]
        )
    }

    @Test("What tells new versions of a list from deleted ones changed")
    func basis() throws {
        // `v1` of the list is not selected; it was the newest.
        let versions = [desired("v0"), desired("v1"), desired("v2")]
        let selection = Selection(targets: [try Glob("v2")])
        let part = saved(versions, against: world(Self.before), selection: selection)
        #expect(try part.check(against: world(Self.before)).changes.isEmpty)
        let after = try part.check(against: world([live("v0", created: 100)]))
        #expect(after.changes.count == 1)
        #expect(after.changes[0].name?.text == "v2")
        #expect(after.changes[0].text.contains("is in a list whose newest version was"))
        #expect(after.plan.omission?.versions == 2)
    }

    @Test("A change of the end where the list grows is a change, and so is one of its newest version")
    func growthAndNewest() throws {
        let selection = Selection(targets: [try Glob("c")])
        func changes(from before: [LiveVersion], to after: [LiveVersion]) throws -> [String] {
            let plan = saved([desired("a"), desired("b"), desired("c")], against: world(before), selection: selection)
            return try plan.check(against: world(after)).changes.map(\.text)
        }
        let before = [live("a", created: 100), live("b", created: 200)]
        #expect(try changes(from: before, to: before).isEmpty)
        // Only the growth: `b` is still the newest.
        let basis = "the plan decided by this whether the version is new or was deleted"
        #expect(
            try changes(from: before, to: [live("b", created: 200)])
                == ["is in a list of which other versions are live now: \(basis)"]
        )
        // Only the newest: the list still grows at its end.
        let newest = try changes(from: before, to: [live("a", created: 100), live("b", created: 300)])
        #expect(newest.count == 1)
        #expect(newest[0].hasPrefix("is in a list whose newest version was ") && newest[0].contains("/b/300 now"))
    }

    @Test("A retired version that became live, and an outcome that changed, are changes")
    func otherOutcomes() throws {
        let plan = saved(
            [retired("v0"), desired("v1"), desired("v2")],
            against: world([live("v1", "TRAINING_IN_PROGRESS")])
        )
        func changes(_ versions: LiveVersion...) throws -> [String] {
            try plan.check(against: world(versions)).changes.map { "\($0.name?.text ?? "") \($0.text)" }
        }
        let training = live("v1", "TRAINING_IN_PROGRESS")
        #expect(try changes(training).isEmpty)
        let appeared = live("v0", created: 100)
        // It is also another basis of its list.
        #expect(try changes(training, appeared).contains("v0 was not live, and is live now (\(appeared.arn))"))
        // A training that comes to its end is no change, unless its settings turn out to be other ones.
        #expect(try changes(live("v1")).isEmpty)
        let other = live("v1") { $0.settings.description = "Other" }
        #expect(try changes(other) == ["v1 was unchanged, and is conflict"])
    }

    @Test("What was allowed stays allowed, and only that")
    func allowed() throws {
        let versions = [desired("a"), desired("b"), desired("c"), desired("d")]
        let world = world([live("b", created: 1), live("c", created: 2)])
        let plan = saved(
            versions,
            against: world,
            options: PlanOptions(allowedRecreations: [try VersionName("a")])
        )
        let check = try plan.check(against: world)
        #expect(check.changes.isEmpty)
        #expect(check.plan.creates.map(\.entry.name.text) == ["a", "d"])
    }

    /// The place of the files of all versions here.
    private func traces(of name: String) throws -> EarlierTrainings {
        let file = TrainingTrace.File(bucket: "bucket", key: "out/x.json", lastModified: 1_700_000_000_000)
        let place = TracePlace(project: project, output: .init(bucket: "bucket", prefix: "out/"))
        return EarlierTrainings(files: [place: .found([try VersionName(name): file])])
    }

    @Test("What the plan has not created yet is not taken for deleted by the order of its list")
    func deferred() throws {
        // Newest first: the plan itself made the list look as if it grew at its end.
        let plan = saved([desired("c"), desired("b"), desired("a")], against: world([]))
        let after = world([live("b", created: 1), live("a", created: 2)])
        let check = try plan.check(against: after)
        #expect(check.changes.isEmpty)
        #expect(check.plan.creates.map(\.entry.name.text) == ["c"])
        #expect(try plan.check(against: after, earlier: EarlierTrainings()).changes.isEmpty)
    }

    @Test("A version to create that has left a trace is a change")
    func trace() throws {
        let plan = saved([desired("a"), desired("b")], against: world([]))
        let check = try plan.check(against: world([live("a", created: 1)]), earlier: traces(of: "b"))
        #expect(
            check.changes.map(\.text) == [
                "was to be created, and was trained and deleted: its training left `s3://bucket/out/x.json` "
                    + "(2023-11-14T22:13:20Z)"
            ]
        )
        #expect(check.changes[0].name?.text == "b")
        // The trace of a version that is there says nothing.
        let done = world([live("a", created: 1), live("b", created: 2)])
        #expect(try plan.check(against: done, earlier: traces(of: "b")).changes.isEmpty)
        // A version that was allowed is trained again, as reviewed.
        let allowed = saved(
            [desired("a"), desired("b")],
            against: world([]),
            options: PlanOptions(allowedRecreations: [try VersionName("b")], earlier: try traces(of: "b"))
        )
        #expect(allowed.projects[0].versions.map(\.isRecreation) == [false, true])
        #expect(try allowed.check(against: world([]), earlier: traces(of: "b")).changes.isEmpty)
        #expect(try allowed.check(against: world([]), earlier: traces(of: "a")).changes.count == 1)
    }

    @Test("A permission to recreate is for the version that needed it, not for its name")
    func permission() throws {
        // When the plan was made, `b` was new: the permission was given for a version of another project.
        let plan = saved(
            [desired("a"), desired("b")],
            against: world([]),
            options: PlanOptions(allowedRecreations: [try VersionName("b")])
        )
        let check = try plan.check(against: world([]), earlier: traces(of: "b"))
        #expect(check.changes.map(\.name?.text) == ["b"])
        #expect(plan.projects[0].versions.allSatisfy { !$0.isRecreation })
    }
}
