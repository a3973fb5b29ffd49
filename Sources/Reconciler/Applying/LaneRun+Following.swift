import Host
import ModelVersions
import Planning

// When projects are asked, and what becomes of their answers.
extension LaneRun {
    /// When there is something to do again.
    mutating func schedule() -> Duration {
        var next = world.policy.waiting.timeout ?? .seconds(3600)
        next = max(next, now.run)
        if world.policy.waiting.timeout == nil { next += now.run }
        for project in polled {
            let due = pollers[project]?.due ?? now.run + interval(of: project)
            pollers[project, default: Poller()].due = due
            next = min(next, due)
        }
        if queue.isRefused, let retry { next = min(next, retry.due) }
        return next
    }

    /// The projects to ask: those of which something is wanted, and, as long as slots are waited for, all that were
    /// read. Others may start trainings in them at any time.
    private var polled: [ProjectARN] {
        let followed = watch.projects(wantedOnly: queue.isDone)
        return queue.isDone ? followed : Set(followed).union(work.projects).sorted()
    }

    private func interval(of project: ProjectARN) -> Duration {
        let ages = watch.ages(in: project, at: now.day)
        let shortest = ages.map { interval(elapsed: $0.elapsed, expected: $0.expected) }.min() ?? PollInterval.longest
        // Who is looked for shall be found, or given up, soon.
        return watch.isMissingAny(in: project) ? min(shortest, .seconds(5)) : shortest
    }

    func interval(elapsed: Duration, expected: Duration?) -> Duration {
        PollInterval.after(
            elapsed: elapsed,
            expected: expected,
            projects: polled.count,
            share: world.random.unitInterval()
        )
    }

    func pause(until due: Duration) async {
        let (clock, pause) = (world.clock, due - now.run)
        // A cancelled sleep is a stop, which the caller looks at.
        _ = try? await world.stop.unlessRaised { try await clock.sleep(for: pause) }
    }

    mutating func poll() async {
        let time = now.run
        let polls = polled.filter { pollers[$0]?.due ?? .zero <= time }.map {
            ProjectPoll(
                project: $0,
                names: watch.names(in: $0, wantedOnly: queue.isDone),
                countsOthers: !queue.isDone
            )
        }
        guard !polls.isEmpty else { return }
        let (api, clock, width) = (world.api, world.clock, world.policy.waiting.concurrency)
        let left = world.policy.waiting.timeout.map { $0 - time }
        let answers = try? await world.stop.unlessRaised {
            try await within(left, of: clock) {
                try await concurrently(polls, width: width) { poll in
                    do {
                        return Result<[VersionName: LiveVersion], PollFailure>.success(try await poll.run(api))
                    } catch let failure as PollFailure {
                        return .failure(failure)
                    }
                }
            }
        }
        // Cut off by a stop or the end of the time.
        guard let answers = answers ?? nil else { return }
        for (poll, answer) in zip(polls, answers) {
            report(take(answer, of: poll))
            pollers[poll.project]?.due = nil
        }
        if !queue.isDone { await perform(queue.handle(.observed(watch.running))) }
        world.pulse()
    }

    private mutating func take(
        _ answer: Result<[VersionName: LiveVersion], PollFailure>,
        of poll: ProjectPoll
    ) -> [TrainingEvent] {
        var poller = pollers[poll.project] ?? Poller()
        defer { pollers[poll.project] = poller }
        switch answer {
        case .success(let found):
            let recovered =
                poller.isFailing ? [TrainingEvent.pollRecovered(project: poll.project, names: poll.names)] : []
            poller.isFailing = false
            poller.refusals = 0
            let events = watch.observe(poll.project, found, at: now.run)
            if poll.countsOthers { count(found, in: poll.project) }
            return recovered + events
        case .failure(let failure):
            poller.refusals = failure.isLasting ? poller.refusals + 1 : 0
            if poller.refusals >= world.policy.waiting.refusals {
                return watch.giveUp(poll.project, reason: failure.reason)
            }
            // One line for a time of trouble, not one for each poll.
            defer { poller.isFailing = true }
            return poller.isFailing
                ? [] : [.pollFailed(project: poll.project, names: poll.names, reason: failure.reason)]
        }
    }

    /// Follows what others started meanwhile, for the slots that it takes.
    private mutating func count(_ found: [VersionName: LiveVersion], in project: ProjectARN) {
        let known = Set(watch.names(in: project, wantedOnly: false))
        for (name, version) in found.sorted(by: { $0.key < $1.key })
        where version.status.phase == .inProgress && !known.contains(name) {
            let target = work.other(TrainingKey(project: project, name: name))
            report(watch.follow(target, arn: version.arn, live: version, at: now))
        }
    }
}
