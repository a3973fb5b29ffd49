import DesiredState
import ModelVersions
import Planning
import Reconciler
import Rekognition
import TestSupport

/// Runs a schedule and holds what every process said against what the service did.
struct ScheduleCheck {
    private(set) var problems: [String] = []
    /// What happened in the schedule.
    private(set) var seen: Set<String> = []
    private let schedule: Schedule
    private let failureTag = "rekon-sandbox:outcome"

    init(seed: UInt64, isTraced: Bool) {
        schedule = Schedule(seed: seed, isTraced: isTraced)
        schedule.run()
        checkCreations()
        for actor in schedule.actors { check(actor) }
        checkOrder()
        if schedule.simulation.draw({ $0.below(3) == 0 }) { schedule.deleteVersions(3) }
        for actor in schedule.actors where !actor.onlyWaits { checkConvergence(of: actor.desired) }
        checkCreations()
        checkLastDeletion()
        if isTraced { print(schedule.simulation.trace.joined(separator: "\n")) }
    }

    private mutating func expect(_ condition: Bool, _ problem: @autoclosure () -> String) {
        if !condition { problems.append(problem()) }
    }

    private func creation(_ project: ProjectARN, _ name: VersionName) -> Ledger.Creation? {
        schedule.ledger.creations.first { $0.request.projectARN == project.text && $0.request.versionName == name.text }
    }

    // MARK: The service

    private mutating func checkCreations() {
        let creations = schedule.ledger.creations
        let names = creations.map { "\($0.request.projectARN) \($0.request.versionName)" }
        expect(Set(names).count == names.count, "trained twice: \(names)")
        for creation in creations {
            let isDesired = schedule.actors.contains { actor in
                actor.desired.projects.contains { project in
                    project.versions.contains { version in
                        guard case .trained(let settings) = version.intent else { return false }
                        return CreateProjectVersionRequest(version, settings, in: project.arn) == creation.request
                    }
                }
            }
            expect(isDesired, "\(creation.request.versionName) was trained with settings that no actor wants")
        }
    }

    // MARK: Processes

    private mutating func check(_ actor: Schedule.Actor) {
        let process = actor.process
        checkAudit(of: actor)
        switch process.outcome {
        case nil:
            expect(process.isKilled, "\(process.name) never ended")
            seen.insert("killed")
            if schedule.ledger.creations.contains(where: { $0.process == process.name }) {
                seen.insert("killed after a create")
            }
        case .failed:
            seen.insert("failure")
            checkCreatedNothing(process.name)
        case .refused:
            seen.insert("refusal")
            checkCreatedNothing(process.name)
        case .applied(let plan, let report):
            for item in report.items { check(item, of: actor) }
            if let trainings = report.trainings { check(trainings, of: actor) }
            expect(
                report.items.map(\.name) == plan.creates.map(\.entry.name),
                "\(process.name) does not report on every version that it planned"
            )
            for creation in schedule.ledger.creations where creation.process == process.name {
                let isReported = report.items.contains {
                    $0.project.text == creation.request.projectARN && $0.name.text == creation.request.versionName
                }
                expect(isReported, "\(process.name) says nothing of \(creation.request.versionName)")
            }
        case .waited(_, let report):
            checkCreatedNothing(process.name)
            check(report, of: actor)
        }
    }

    private mutating func checkCreatedNothing(_ name: String) {
        expect(!schedule.ledger.creations.contains { $0.process == name }, "\(name) refused, and created something")
    }

    private mutating func check(_ item: ApplyReport.Item, of actor: Schedule.Actor) {
        seen.insert(item.result.kind)
        let name = actor.process.name
        let creation = creation(item.project, item.name)
        let isMine = creation?.process == name
        let wanted = actor.desired.projects.first { $0.arn == item.project }?.versions.first { $0.name == item.name }
        guard case .trained(let settings)? = wanted?.intent else {
            return expect(false, "\(name) reports \(item.name), which it does not want")
        }
        let isAsWanted = creation?.request.outputConfig.s3KeyPrefix == settings.output.prefix
        let what = "\(name) says of \(item.name): \(item.result); it was created by \(creation?.process ?? "no actor")"
        switch item.result {
        case .created(let arn): expect(isMine && arn.text == creation?.arn, what)
        case .confirmed(let arn): expect(isAsWanted && arn.text == creation?.arn, what)
        case .alreadyThere(let arn): expect(!isMine && isAsWanted && arn.text == creation?.arn, what)
        case .conflict: expect(creation != nil && !isMine && !isAsWanted, what)
        case .failed, .deferred, .refused, .notStarted: expect(!isMine, what)
        case .unresolved: break
        }
    }

    private mutating func check(_ report: TrainingReport, of actor: Schedule.Actor) {
        for item in report.items {
            let creation = creation(item.project, item.name)
            let fails = creation?.request.tags?.value(of: failureTag) != nil
            let what =
                "\(actor.process.name) says of the training \(item.name): \(item.result); it was created by "
                + (creation?.process ?? "no actor")
            switch item.result {
            case .completed:
                seen.insert("completed")
                expect(creation != nil && !fails, what)
            case .failed:
                seen.insert("failed training")
                expect(creation != nil && fails, what)
            case .inProgress:
                seen.insert("in progress")
                expect(creation != nil && report.cut != nil, what)
            case .notStarted: expect(actor.onlyWaits, what)
            // Nothing is ever deleted here.
            case .disappeared, .deleting: expect(false, what)
            case .conflict: expect(creation != nil, what)
            case .unreadable: expect(schedule.faultRate > 0, what)
            }
        }
    }

    private mutating func checkAudit(of actor: Schedule.Actor) {
        let record = actor.audit.record
        for creation in schedule.ledger.creations where creation.process == actor.process.name {
            let attempts = record.sent.filter { $0.request == creation.request }
            expect(!attempts.isEmpty, "\(creation.request.versionName) was created, and not in the audit log before")
            let answers = record.answers.filter { $0.attempt.request == creation.request }.map(\.answer)
            // An answer that never came, or was lost, leaves it open; one that denies it would be a lie.
            let isOpen = answers.count < attempts.count || answers.contains { $0.outcome == .lost }
            expect(
                isOpen || answers.contains { $0.arn == creation.arn },
                "the audit log says that \(creation.request.versionName) was not created"
            )
        }
        for (attempt, answer) in record.answers where answer.outcome == .created {
            let creation = creation(attempt.project, attempt.name)
            expect(
                creation?.arn == answer.arn && creation?.process == actor.process.name,
                "the audit log has a create of \(attempt.name) that did not happen"
            )
        }
    }

    // MARK: Deletions

    /// The order of the lists, where earlier trainings are not looked for.
    private mutating func checkOrder() {
        guard schedule.isOnlyCutOff, let actor = schedule.actors.first(where: { !$0.onlyWaits }) else { return }
        if let (project, name) = schedule.earlierVersion {
            let names = actor.desired.projects.first { $0.arn == project }?.versions.map(\.name) ?? []
            // With creates on both sides of the only live version, the order can be wrong after the first of them.
            guard names.first == name || names.last == name else { return }
            seen.insert("outwards")
        }
        guard let plan = schedule.plan(actor.desired, looking: false) else { return }
        seen.insert(schedule.faultRate > 0 ? "only throttled" : "only cut off")
        // Where a run ended says nothing of what was deleted.
        expect(plan.count { $0.outcome == .recreate } == 0, "what was cut off is taken for deleted")
    }

    /// The deletion of the newest version is seen, too.
    private mutating func checkLastDeletion() {
        schedule.deleteVersions(1)
        for actor in schedule.actors where !actor.onlyWaits {
            guard let plan = schedule.plan(actor.desired) else { return expect(false, "the last plan failed") }
            for project in plan.projects {
                for entry in project.entries {
                    guard let creation = creation(project.project, entry.name), creation.isDeleted,
                        entry.desired.tracePlace(in: project.project) == creation.place
                    else { continue }
                    expect(entry.outcome == .recreate, "the last plan says of \(entry.name): \(entry.outcome)")
                }
            }
        }
    }

    // MARK: The next run

    private mutating func checkConvergence(of desired: DesiredState) {
        guard let plan = schedule.plan(desired) else {
            return expect(false, "the next plan failed")
        }
        var stuck: [ProjectARN: Set<VersionName>] = [:]
        for project in plan.projects {
            for entry in project.entries {
                let creation = creation(project.project, entry.name)
                // Every training is found by the next run.
                switch entry.outcome {
                case .create where creation?.isDeleted == true:
                    // Only CloudTrail has traces of a training with another output.
                    expect(
                        entry.desired.tracePlace(in: project.project) != creation?.place,
                        "the next plan creates \(entry.name) again, which was deleted"
                    )
                    stuck[project.project, default: []].insert(entry.name)
                case .create: expect(creation == nil, "the next plan does not find \(entry.name)")
                case .unchanged:
                    expect(creation?.arn == entry.live?.arn.text, "the next plan finds another \(entry.name)")
                case .conflict: expect(creation != nil, "a conflict with nothing: \(entry.name)")
                case .failed: expect(creation?.request.tags?.value(of: failureTag) != nil, "\(entry.name) did not fail")
                case .recreate:
                    seen.insert("deleted")
                    expect(creation?.isDeleted == true, "the next plan takes \(entry.name) for deleted")
                default: expect(false, "the next plan says of \(entry.name): \(entry.outcome)")
                }
                // A person gives these another name, or takes them out.
                if entry.outcome.isBlocking { stuck[project.project, default: []].insert(entry.name) }
            }
        }
        var rest = desired
        rest.projects = desired.projects.map { project in
            project.selecting { stuck[project.arn]?.contains($0.name) != true }
        }
        switch schedule.runAgain(rest).outcome {
        case .applied(_, let report):
            for item in report.items {
                let isInPlace =
                    switch item.result {
                    case .created, .alreadyThere: creation(item.project, item.name) != nil
                    default: false
                    }
                expect(isInPlace, "the next run says of \(item.name): \(item.result)")
            }
            for item in report.trainings?.items ?? [] {
                expect(item.result == .failed || item.result.isCompleted, "the next run leaves \(item.name)")
            }
        case let outcome: expect(false, "the next run: \(String(describing: outcome))")
        }
        let last = schedule.plan(rest)
        expect(last?.hasChanges == false, "the next run did not converge")
    }
}
