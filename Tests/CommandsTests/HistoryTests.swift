import ArgumentParser
import DesiredState
import ModelVersions
import Planning
import SavedPlans
import Synchronization
import TestSupport
import Testing

@testable import Commands

/// Where a plan looks for earlier trainings, with a reader that records what it is asked.
@Suite(.timeLimit(.minutes(30)))
struct HistoryTests {
    private final class Reader: Sendable {
        struct Question: Equatable {
            var names: [String]
            var events: Bool
        }

        private let state = Mutex<[Question]>([])
        let answer: EarlierTrainings?

        init(_ answer: EarlierTrainings?) { self.answer = answer }

        var questions: [Question] { state.withLock { $0 } }

        func search(_ asksCloudTrail: Bool = false) -> TraceSearch {
            TraceSearch(
                reader: { wanted, _, events in
                    let names = wanted.values.flatMap { $0.map(\.text) }.sorted()
                    self.state.withLock { $0.append(Question(names: names, events: events)) }
                    return self.answer
                },
                asksCloudTrail: asksCloudTrail
            )
        }
    }

    private func decided(_ names: [String], live liveNames: [String], _ search: TraceSearch) async throws -> Plan {
        let state = DesiredState(projects: [DesiredProject(arn: project, versions: names.map { desired($0) })])
        let versions = liveNames.enumerated().map { live($1, created: 1_700_000_000_000 + $0) }
        return try await DecidedPlan(
            SelectedState(.everything, of: state),
            against: LiveState([project: .present(LiveProject(versions: versions))]),
            PlanOptions(),
            traces: search
        ).plan
    }

    private static let place = TracePlace(project: project, output: .init(bucket: "bucket", prefix: "out/"))

    private func found(_ names: String...) -> EarlierTrainings {
        let file = TrainingTrace.File(bucket: "bucket", key: "out/x.json", lastModified: 0)
        let files = names.map { (try! VersionName($0), file) }
        return EarlierTrainings(files: [Self.place: .found(Dictionary(uniqueKeysWithValues: files))])
    }

    @Test("One look, for the versions that are created or recreated")
    func oneLook() async throws {
        let reader = Reader(found("d"))
        let plan = try await decided(["a", "b", "c", "d"], live: ["b", "c"], reader.search(true))
        #expect(plan.projects[0].entries.map(\.outcome) == [.create, .unchanged, .unchanged, .recreate])
        #expect(reader.questions == [Reader.Question(names: ["a", "d"], events: true)])
    }

    @Test("No look where nothing would be created")
    func nothingToCreate() async throws {
        let reader = Reader(found("a"))
        let plan = try await decided(["a", "b"], live: ["a", "b"], reader.search())
        #expect(!plan.hasChanges && !plan.isBlocked)
        #expect(reader.questions.isEmpty)
    }

    @Test("Without a look, and where there is nothing to ask, the order decides")
    func noLook() async throws {
        let none = try await decided(["a", "b", "c"], live: ["b", "c"], TraceSearch(reader: nil))
        let reader = Reader(nil)
        let nothing = try await decided(["a", "b", "c"], live: ["b", "c"], reader.search())
        #expect(none.projects[0].entries[0].outcome == .recreate)
        #expect(none == nothing)
        #expect(reader.questions.count == 1)
    }

    @Test("A saved plan looks again for what is left to create")
    func savedPlan() async throws {
        let state = DesiredState(projects: [DesiredProject(arn: project, versions: ["a", "b"].map { desired($0) })])
        let before = LiveState([project: .present(LiveProject())])
        let decided = try await DecidedPlan(
            SelectedState(.everything, of: state),
            against: before,
            PlanOptions(),
            traces: Reader(found()).search()
        )
        let saved = try SavedPlan(
            decided.plan,
            of: decided.selected,
            against: before,
            options: decided.options,
            target: .sandbox,
            toolVersion: "1.2.3"
        )
        let reader = Reader(found("a", "b"))
        let after = LiveState([project: .present(LiveProject(versions: [live("a")]))])
        let check = try await saved.check(against: after, access: [:], traces: reader.search())
        #expect(reader.questions == [Reader.Question(names: ["b"], events: false)])
        #expect(check.changes.compactMap(\.name?.text) == ["b"])
        let unseen = try await saved.check(against: after, access: [:], traces: TraceSearch(reader: nil))
        #expect(unseen.changes.isEmpty)
        #expect(unseen.plan.creates.map(\.entry.name.text) == ["b"])
    }

    @Test("A file that a live version of a refused project may have written is no trace for a saved plan")
    func refusedProject() async throws {
        let lamps = projectARN("lamps")
        let before = LiveState([
            project: .present(LiveProject()),
            lamps: .present(LiveProject(versions: [live("a", "TRAINING_FAILED", of: lamps)])),
        ])
        let state = DesiredState(
            projects: [project, lamps].map { DesiredProject(arn: $0, versions: [desired("a")]) }
        )
        let selected = SelectedState(.everything, of: state)
        let saved = try SavedPlan(
            Planner.plan(selected, against: before),
            of: selected,
            against: before,
            options: PlanOptions(),
            target: .sandbox,
            toolVersion: "1.2.3"
        )
        #expect(saved.refused.map(\.desired.arn) == [lamps])
        let (claimed, unclaimed) = (found(), found("a"))
        let traces = TraceSearch(reader: { _, live, _ in
            if case .present = live[lamps] { claimed } else { unclaimed }
        })
        let now = LiveState([project: .present(LiveProject())])
        #expect(try await saved.check(against: now, access: [:], traces: traces).changes.count == 1)
        let reads = Mutex(0)
        let check = try await saved.check(against: now, access: [:], traces: traces) {
            reads.withLock { $0 += 1 }
            return before
        }
        #expect(check.changes.isEmpty && check.plan.creates.count == 1)
        #expect(reads.withLock(\.self) == 1)
        // Without a file there is nothing to tell apart, and no further reading.
        _ = try await saved.check(against: now, access: [:], traces: TraceSearch(reader: { _, _, _ in claimed })) {
            reads.withLock { $0 += 1 }
            return before
        }
        #expect(reads.withLock(\.self) == 1)
    }

    @Test("--history and --no-history")
    func flags() throws {
        func search(_ flags: String..., isVerified: Bool = false) throws -> (looks: Bool, events: Bool) {
            let options = try HistoryOptions.parse(flags)
            return (options.looks, options.asksCloudTrail(isVerified: isVerified))
        }
        #expect(try search() == (true, false))
        #expect(try search("--history") == (true, true))
        #expect(try search(isVerified: true) == (true, true))
        #expect(try search("--no-history", isVerified: true) == (false, false))
        #expect(throws: (any Error).self) { try search("--history", "--no-history") }
    }

    // MARK: What a run of rekon itself leaves

    @Test(
        "A version that a run deferred is created by the next run",
        arguments: [[], ["--no-history"]],
        [false, true]
    )
    func deferred(flags: [String], isSaved: Bool) async throws {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        let clock = VirtualClock()
        place.time = clock
        func pause() async throws {
            try await clock.sleep(until: clock.now.advanced(by: .seconds(60)), tolerance: nil)
        }
        let models = try place.write("a.yaml", document("old"))
        _ = await place.run("sandbox", "seed", "--training-duration", "1", models)
        #expect(await place.run("apply", "--auto-approve", models).status == .success)
        try await pause()
        // Newest first, and one training at a time.
        try place.write("a.yaml", document("new-3", "new-2", "new-1", "old"))
        let plan = place.path("plan.json")
        #expect(await place.run(["plan", "--out", plan] + flags + [models]).status == .success)
        let command = ["apply", "--max-trainings", "1"] + flags + (isSaved ? [plan] : ["--auto-approve", models])
        for status in [Status.unfinished, .unfinished, .success] {
            let outcome = await place.run(command)
            #expect(outcome.status == status, "\(outcome)")
            try await pause()
        }
        #expect(await place.run(command).status == .success)
    }
}
