import Host
import ModelVersions
import Planning
import Reconciler
import Synchronization
import TestSupport
import Testing

@testable import Commands

/// Exit codes of results that need a person, and what must not happen after a signal or an unreadable answer.
@Suite(.timeLimit(.minutes(30)))
struct ApplyEdgeTests {
    private let name = try! VersionName("v1")
    private let arn = live("v1").arn

    private func waiting(_ results: TrainingResult...) -> TrainingReport {
        TrainingReport(
            items: results.map { TrainingReport.Item(project: projectARN(), name: name, result: $0) }
        )
    }

    private func applying(_ results: ApplyResult...) -> ApplyReport {
        ApplyReport(
            items: results.map { ApplyReport.Item(project: projectARN(), name: name, location: nil, result: $0) }
        )
    }

    @Test("1: a version that was deleted, or is being deleted, while it was waited for")
    func waitingExitCodes() {
        for result in [TrainingResult.disappeared, .deleting, .unreadable(reason: "denied")] {
            #expect(waiting(result).exitStatus == .failure)
            // It counts more than any other result.
            let others = waiting(.completed(.passed), .failed, .inProgress, .notStarted, .conflict([]), result)
            #expect(others.exitStatus == .failure)
        }
        for verdict in [GateVerdict.none, .passed] { #expect(waiting(.completed(verdict)).exitStatus == .success) }
        #expect(waiting(.completed(.missed(by: 0.1))).exitStatus == .gateFailed)
        #expect(waiting(.failed).exitStatus == .gateFailed)
        #expect(waiting(.inProgress).exitStatus == .unfinished && waiting(.notStarted).exitStatus == .unfinished)
        #expect(waiting(.conflict([])).exitStatus == .blocked)
        #expect(waiting().exitStatus == .success)
        var problem = waiting(.completed(.passed))
        problem.problems = [TrainingReport.Problem(project: projectARN(), problem: .absent)]
        #expect(problem.exitStatus == .failure)
    }

    @Test("3: a version that is being deleted; 1: tags or a project that could not be read, which count more")
    func planExitCodes() {
        let ready = LiveProject(datasets: readyDatasets)
        func status(_ versions: LiveVersion...) -> Status {
            var project = ready
            project.versions = versions
            return plan([desired("v1"), desired("v2")], .present(project)).exitStatus
        }
        #expect(status() == .success && status(live("v1")) == .success)
        #expect(status(live("v1", "DELETING")) == .blocked)
        #expect(status(live("v1", "TRAINING_FAILED")) == .blocked)
        let unread = live("v2") { $0.tags = .unreadable(reason: "denied") }
        #expect(status(unread) == .failure)
        #expect(status(live("v1", "DELETING"), unread) == .failure)
        // A project that was never read is not taken for one that does not exist.
        let never = plan([desired("v1")], nil)
        #expect(never.exitStatus == .failure && never.refusals.map(\.reason) == [.incomplete])
        #expect(never.refusals[0].causes.map(\.text) == ["could not be read: the project was not read"])
        // Of several projects, and of a project that was refused when the plan was saved.
        var several = plan([desired("v1")], .present(ready))
        several.refusedBefore = [RefusedProject(projectARN("other"), .blocked, [], heldCount: 0)]
        #expect(several.exitStatus == .blocked)
        several.projects += plan([desired("v1")], .absent).projects
        #expect(several.exitStatus == .failure)
    }

    @Test("The output `creates` is empty where a result is unknown, and 0 where nothing was created")
    func createsOutput() {
        func creates(_ report: ApplyReport) -> String? {
            let outputs = StepOutputs()
            outputs.setCreates(report)
            return outputs[.creates]
        }
        #expect(creates(applying()) == "0" && creates(applying(.failed(reason: "no"))) == "0")
        #expect(creates(applying(.created(arn), .confirmed(arn), .alreadyThere(arn))) == "2")
        #expect(creates(applying(.created(arn), .unresolved(reason: "lost"))) == nil)
    }

    @Test("1: a create whose result is unknown, a conflict or a failure; 5: one that was not started")
    func applyingExitCodes() {
        for result in [ApplyResult.unresolved(reason: "lost"), .failed(reason: "no"), .conflict([])] {
            #expect(applying(result).exitStatus == .failure)
            #expect(applying(.created(arn), .deferred(reason: "full"), result).exitStatus == .failure)
        }
        // As a saved plan that no longer holds, or that cannot be compared.
        #expect(applying(.created(arn), .deferred(reason: "full"), .refused(.stale, [])).exitStatus == .blocked)
        #expect(applying(.created(arn), .refused(.stale, []), .refused(.incomplete, [])).exitStatus == .failure)
        for result in [ApplyResult.deferred(reason: "full"), .notStarted] {
            #expect(applying(.created(arn), result).exitStatus == .unfinished)
        }
        for result in [ApplyResult.created(arn), .confirmed(arn), .alreadyThere(arn)] {
            #expect(applying(result).exitStatus == .success)
        }
        // The trainings of `apply --wait` count too.
        for (trainings, status) in [
            (waiting(.disappeared), Status.failure), (waiting(.deleting), .failure), (waiting(.failed), .gateFailed),
            (waiting(.completed(.passed)), .success),
        ] {
            var report = applying(.created(arn))
            report.trainings = trainings
            #expect(report.exitStatus == status)
        }
    }

    private func workplace() async throws -> (place: Workplace, models: String) {
        let place = try Workplace()
        place.environment["REKON_SANDBOX"] = place.sandbox
        let models = try place.write("a.yaml", document("v1", "v2"))
        #expect(await place.run("sandbox", "seed", models).status == .success)
        return (place, models)
    }

    private func expectNothingCreated(_ place: Workplace, _ models: String) async {
        place.terminal = Terminal()
        place.interruption = Interruption()
        #expect(await place.run("plan", models).output.hasSuffix("Plan: 2 to create, 0 unchanged.\n"))
    }

    @Test(
        "130 and 143: a signal while the question waits for its answer; an answer after it creates nothing",
        arguments: [Status.interrupted, .terminated],
        [[], ["--wait"], ["--format", "json"]]
    )
    func signalDuringTheQuestion(status: Status, options: [String]) async throws {
        let (place, models) = try await workplace()
        place.time = VirtualClock()
        let interruption = place.interruption
        place.terminal = Terminal(inputIsTerminal: true, errorsAreTerminal: true) {
            #expect(!interruption.receive(status), "nothing is under way that must come to its end")
            return "yes"
        }
        let apply = await place.run(["apply"] + options + [models])
        #expect(apply.status == status)
        #expect(!apply.output.contains("Apply:") && !apply.output.contains("\"results\""), "there was no apply")
        await expectNothingCreated(place, models)
    }

    @Test(
        "1: an answer that could not be read is no approval",
        arguments: [nil, "", "y", "Yes", "yes ", " yes", "yes\n"]
    )
    func noAnswer(answer: String?) async throws {
        let (place, models) = try await workplace()
        place.terminal = Terminal(inputIsTerminal: true, errorsAreTerminal: true) { answer }
        let apply = await place.run("apply", models)
        #expect(apply.status == .failure && apply.errors.hasSuffix("Not approved; nothing was created.\n"))
        await expectNothingCreated(place, models)
    }

    @Test("1: a question that could not be written is not asked, and its answer does not count")
    func unwrittenQuestion() async throws {
        let (place, models) = try await workplace()
        let terminal = Terminal(inputIsTerminal: true, errorsAreTerminal: true) {
            Issue.record("asked")
            return "yes"
        }
        let errors = TextBuffer(failure: .other("No space left on device"))
        let context = Context(
            process: .test(
                environment: place.environment,
                files: SystemFileReader(),
                fileWriter: SystemFileWriter(.cache),
                wallClock: ManualWallClock(VirtualWallClock.start)
            ),
            output: TextBuffer(),
            errors: errors,
            terminal: terminal
        )
        #expect(await Rekon.run(["apply", models], in: context) == .failure)
        await expectNothingCreated(place, models)
    }

    @Test("Of two signals, the first gives the exit code of a run that ends in order")
    func firstSignal() {
        for (first, second) in [(Status.interrupted, Status.terminated), (.terminated, .interrupted)] {
            let interruption = Interruption()
            #expect(interruption.beginDraining(notice: "Stopping."))
            let notices = Mutex<[String]>([])
            for status in [first, second] {
                #expect(interruption.receive(status) { notice in notices.withLock { $0.append(notice) } })
            }
            #expect(interruption.received == first)
            #expect(notices.withLock { $0 } == ["Stopping.", "Stopping."])
            #expect(interruption.stop.isRaised && !interruption.beginDraining())
        }
    }

    @Test("64: --allow-recreate of a retired entry, which is never trained", arguments: ["plan", "apply"])
    func retiredEntry(command: String) async throws {
        let (place, models) = try await workplace()
        try place.write("a.yaml", document("v1", "v2").replacing("- name: v1", with: "- { name: v1, retired: true }"))
        let arguments = command == "apply" ? ["apply", "--auto-approve"] : ["plan"]
        let outcome = await place.run(arguments + ["--allow-recreate", "v1", models])
        #expect(outcome.status == .usage, "\(outcome)")
        #expect(
            outcome.errors.hasSuffix(
                """
                error: --allow-recreate v1: the entry has `retired: true` and is never trained
                  help: remove `retired: true` to train it again, or leave the option out

                """
            )
        )
        // Of an entry that needs no permission it is accepted.
        #expect(await place.run("plan", "--allow-recreate", "v2", models).status == .success)
        #expect(await place.run("plan", models).output.hasSuffix("Plan: 1 to create, 0 unchanged, 1 retired.\n"))
    }
}
