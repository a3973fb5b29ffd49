import ModelVersions
import Planning
package import Reconciler

extension TrainingReport.Item {
    /// Whether it would fail the run if it had not ended before.
    var isOldFailure: Bool { !isCounted && result.missesGate }

    /// Whether reports only count it: it ended before this run, and does not fail it.
    package var isFolded: Bool { isEarlier && !(isCounted && result.missesGate) }

    /// As in `+0.020 from v1`; nil where one of the two has no F1 score.
    ///
    /// - Parameter shown: the name of the other version in a format.
    func changeText(_ shown: (String) -> String = { $0 }) -> String? {
        guard let before, let change = live?.f1Change(from: before) else { return nil }
        return "\(signed(change, places: 3)) from \(shown(before.arn.name.text))"
    }

    /// For one line.
    var headline: String {
        guard case .completed(let verdict) = result, let score = scoreText(verdict) else { return word }
        return "\(word), \(score)"
    }

    /// The headline without the score.
    var word: String {
        switch result {
        case .completed: "trained"
        case .failed: "training failed"
        case .inProgress: isOfCopy ? "still being copied" : "still training"
        case .notStarted: "not started"
        case .disappeared: "disappeared"
        case .deleting: "being deleted"
        case .conflict: "conflict"
        case .unreadable: "unknown"
        }
    }

    /// Whether it is a copy in progress.
    fileprivate var isOfCopy: Bool { live?.isCopy == true }

    private func scoreText(_ verdict: GateVerdict) -> String? {
        let score = live?.training.f1Score
        let minimum = minimumF1Score ?? 0
        switch (verdict, score) {
        case (.none, _): return score.map { "F1 \(decimal($0, places: 3))" }
        case (.passed, _):
            return score.map { "F1 \(decimal($0, places: 3)), at least \(decimal(minimum, places: 3)) required" }
        case (.missed, let score?): return GateVerdict.missedText(score: score, minimum: minimum)
        case (.missed, nil), (.unknown, _): return GateVerdict.unknownText(minimum: minimum)
        }
    }

    /// The reason of the result, or what to do about it, in sentences.
    var explanation: String? {
        switch result {
        case .completed(let verdict): verdict.isMissed ? GateVerdict.advice : nil
        case .failed: "\(Outcome.failed.advice ?? "") The manifest summary names the errors in the data."
        case .inProgress: nil
        case .notStarted where isRecreation:
            "no live version has the name, but one probably existed before: run `rekon plan`"
        case .notStarted: "no live version has the name: run `rekon plan`, which says whether apply trains it"
        case .disappeared: "the version was deleted during the wait"
        case .deleting: Outcome.deleting.advice
        case .conflict(let differences) where differences.isEmpty:
            "a version of this name existed before this run sent its create: run `rekon plan`"
        case .conflict: "live with other settings: run `rekon plan`"
        case .unreadable(let reason): "the result could not be read: \(reason)"
        }
    }

    /// A stable word for programs.
    var code: String {
        switch result {
        case .completed: "completed"
        case .failed: "failed"
        case .inProgress: "in-progress"
        case .notStarted: "not-started"
        case .disappeared: "disappeared"
        case .deleting: "deleting"
        case .conflict: "conflict"
        case .unreadable: "unreadable"
        }
    }

    /// Where the service writes the results.
    var outputLocation: String? { live?.settings.output?.description }

    var manifestSummaryLocation: String? { live?.training.manifestSummary?.description }
}

extension GateVerdict {
    /// A stable word for programs.
    var code: String {
        switch self {
        case .none: "none"
        case .passed: "passed"
        case .missed: "missed"
        case .unknown: "unknown"
        }
    }
}

extension TrainingReport {
    /// Of some trainings that are not folded; nil where none of them has a billable time.
    func billableTime(where isCounted: (LiveVersion) -> Bool = { _ in true }) -> BillableTime? {
        BillableTime.total(
            of: items.filter { !$0.isFolded }.compactMap { item in
                item.live.flatMap { isCounted($0) ? (item.project, $0) : nil }
            }
        )
    }

    /// What ended before this run, in sentences; nil where nothing did.
    var earlierText: String? {
        let folded = items.filter(\.isFolded)
        guard !folded.isEmpty else { return nil }
        let failures = folded.filter(\.result.missesGate)
        let severalProjects = Set(items.map(\.project)).count > 1
        let names = failures.prefix(3).map { severalProjects ? "\($0.name) of \($0.project.name)" : $0.name.text }
        let more = failures.count > names.count ? " and \(failures.count - names.count) more" : ""
        let counts = [
            (folded.count - failures.count, "trained"),
            (failures.count, "failed or below the required F1 (\(names.joined(separator: ", "))\(more))"),
        ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        let rule = failures.isEmpty ? "" : " An earlier failure does not count; `rekon wait --all` counts it."
        return "Ended before this run: \(counts.joined(separator: ", ")).\(rule)"
    }

    /// Why trainings are left, and how to wait for them; nil where none is.
    ///
    /// - Parameter resume: the command that waits again.
    func cutText(_ resume: String?) -> String? {
        guard count(where: { $0 == .inProgress }) > 0, let cut else { return nil }
        let cause = cut == .timedOut ? "The time limit was reached" : "The wait was interrupted"
        let advice = resume.map { " Run `\($0)` to wait again." } ?? ""
        let copies = items.count { $0.result == .inProgress && $0.isOfCopy }
        let trainings = count { $0 == .inProgress } - copies
        let subject = copies == 0 ? "trainings" : trainings == 0 ? "copies" : "trainings and copies"
        return "\(cause). The \(subject) continue in AWS.\(advice)"
    }

    /// One report for each account and region, in the order of first appearance in the desired state.
    var parts: [(place: AccountRegion, part: TrainingReport)] {
        let items = Dictionary(grouping: items) { AccountRegion($0.project) }
        let problems = Dictionary(grouping: problems) { AccountRegion($0.project) }
        let told = self.problems.map(\.project) + self.items.map(\.project)
        return (projects.filter(Set(told).contains) + told).byPlace { $0 }.map { group in
            var part = self
            part.items = items[group.place] ?? []
            part.problems = problems[group.place] ?? []
            return (group.place, part)
        }
    }

    /// Of its trainings.
    var places: Set<AccountRegion> { Set(items.lazy.map { AccountRegion($0.project) }) }

    /// The counts that are not zero, in words.
    var summary: String {
        let counts = [
            (count { $0.isCompleted && !$0.missesGate }, "trained"),
            (items.count { $0.isCounted && $0.result.isCompleted && $0.result.missesGate }, "below the required F1"),
            (items.count { $0.isCounted && $0.result == .failed }, "failed"),
            (items.count(where: \.isOldFailure), "failed or below the required F1 before this run"),
            (items.count { $0.result == .inProgress && !$0.isOfCopy }, "still training"),
            (items.count { $0.result == .inProgress && $0.isOfCopy }, "still being copied"),
            (count { $0 == .notStarted }, "not started"), (count { $0 == .disappeared }, "disappeared"),
            (count { $0 == .deleting }, "being deleted"),
            (count { if case .conflict = $0 { true } else { false } }, "in conflict"),
            (count { if case .unreadable = $0 { true } else { false } }, "unknown"),
        ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        let parts = counts + (problems.isEmpty ? [] : [unreadText(problems.count)])
        return parts.isEmpty ? "nothing to wait for" : parts.joined(separator: ", ")
    }
}
