import DesiredState
package import ModelVersions
package import Planning
package import Reconciler

/// What there is: every live version of some projects, and those that are described and not live.
package struct StatusReport: Sendable {
    /// In the order in which they were asked for.
    package var projects: [ProjectStatus]
    /// What a selection of projects left out.
    package var omission: Omission?
    /// Patterns for the names of versions; none: every version is shown.
    package let targets: [Glob]
    /// Whether there are files that say which versions are managed.
    package let hasFiles: Bool
    /// Whether tags were asked for.
    package let readsTags: Bool
    package let price: TrainingPrice

    /// What a report is about, and how.
    package struct Options: Sendable {
        package var targets: [Glob]
        package var hasFiles: Bool
        package var readsTags: Bool
        package var price: TrainingPrice

        package init(
            targets: [Glob] = [],
            hasFiles: Bool = true,
            readsTags: Bool = false,
            price: TrainingPrice = .assumed
        ) {
            self.targets = targets
            self.hasFiles = hasFiles
            self.readsTags = readsTags
            self.price = price
        }
    }

    /// - Parameters:
    ///   - plan: of all versions of the projects; what is to be shown of them say the options.
    ///   - live: what the plan was made against.
    package init(_ plan: Plan, _ live: LiveState, options: Options = Options()) {
        targets = options.targets
        hasFiles = options.hasFiles
        readsTags = options.readsTags
        price = options.price
        omission = plan.omission
        let selection = Selection(targets: options.targets)
        projects = plan.projects.map { project in
            var status = ProjectStatus(project, live[project.project])
            status.versions.removeAll { !selection.includes($0.name) }
            return status
        }
    }

    /// Whether everything that was asked for could be read.
    package var isComplete: Bool {
        projects.allSatisfy { project in
            project.problem == nil && project.versions.allSatisfy { $0.tagsProblem == nil }
        }
    }

    package var counts: StatusCounts { StatusCounts(projects.flatMap(\.versions), price: price) }

    package func counts(of project: ProjectStatus) -> StatusCounts { StatusCounts(project.versions, price: price) }
}

/// One project of a status.
package struct ProjectStatus: Sendable {
    package let project: ProjectARN
    /// Why nothing can be said about the project's versions; then there are none here.
    package let problem: ProjectPlan.Problem?
    /// Nil where it could not be read.
    package let live: LiveProject?
    /// The live versions from the oldest to the newest, then those that are not live, in the order of the files.
    package internal(set) var versions: [StatusRow]

    init(_ plan: ProjectPlan, _ reading: LiveState.Reading) {
        project = plan.project
        problem = plan.problem
        guard case .present(let live) = reading else {
            self.live = nil
            versions = []
            return
        }
        self.live = live
        let entries = Dictionary(plan.entries.map { ($0.name, $0) }) { first, _ in first }
        let history = live.versions.newestByName.values.oldestFirst
        var measured: LiveVersion?
        var last: LiveVersion?
        versions = history.map { version in
            let row = StatusRow(version, entries[version.arn.name], before: measured ?? last)
            last = version
            if version.training.f1Score != nil { measured = version }
            return row
        }
        versions += plan.entries.compactMap { $0.live == nil ? StatusRow(absent: $0) : nil }
    }
}

extension Sequence<LiveVersion> {
    /// Those of one time in the order of their names.
    fileprivate var oldestFirst: [LiveVersion] {
        // The time is looked for in each ARN once, and whole versions are moved once.
        let versions = Array(self)
        let times = versions.map(\.arn.creationTime)
        return versions.indices.sorted { one, other in
            if times[one] != times[other] { return times[one] < times[other] }
            let (one, other) = (versions[one].arn, versions[other].arn)
            // Numbers that are too large for a time are all the same one.
            if other.isNewer(than: one) { return true }
            return !one.isNewer(than: other) && one.name < other.name
        }.map { versions[$0] }
    }
}

/// A version that is live, or described and not live.
package struct StatusRow: Sendable {
    package let name: VersionName
    package let state: VersionState
    package let live: LiveVersion?
    /// What the files say of it; nil where they do not name it, or where there are none.
    package let entry: PlanEntry?
    /// The version that it is held against: the newest one that is older and was measured; where none was, the one that
    /// was created before it.
    package let before: LiveVersion?

    init(_ live: LiveVersion, _ entry: PlanEntry?, before: LiveVersion?) {
        name = live.arn.name
        state = VersionState(live.status.phase)
        self.live = live
        self.entry = entry
        self.before = before
    }

    /// Nil for history: what was deleted and is marked as such is not missing.
    init?(absent entry: PlanEntry) {
        guard entry.outcome != .retired else { return nil }
        name = entry.name
        state = entry.outcome == .recreate ? .missing : .notTrained
        live = nil
        self.entry = entry
        before = nil
    }

    /// Milliseconds since 1970.
    package var created: Int64? { live.map { $0.training.created ?? $0.arn.creationTime } }

    package var f1Score: Double? { live?.training.f1Score }

    /// Nil where one of the two was not measured.
    package var f1Change: Double? {
        guard let score = f1Score, let other = before?.training.f1Score else { return nil }
        return score - other
    }

    package var minimumF1Score: Double? { entry?.desired.expectation.minimumF1Score }

    /// Nil for what is not trained, or not to be judged any more.
    package var gate: GateVerdict? {
        guard state == .trained else { return nil }
        return GateVerdict(score: f1Score, minimum: minimumF1Score)
    }

    package var billableSeconds: Int64? { live?.training.billableSeconds }

    package var tags: Tags? {
        if case .read(let tags) = live?.tags { tags } else { nil }
    }

    package var tagsProblem: String? {
        if case .unreadable(let reason) = live?.tags { reason } else { nil }
    }

    package enum Management: String, Sendable {
        /// The files describe it.
        case managed
        /// The files keep it as history.
        case retired
        /// No file names it.
        case unmanaged
    }

    package var management: Management {
        guard let entry else { return .unmanaged }
        return entry.outcome == .retired ? .retired : .managed
    }
}

/// What some versions come to together.
package struct StatusCounts: Sendable {
    package private(set) var versions = 0
    private var states: [VersionState: Int] = [:]
    package private(set) var unmanaged = 0
    /// Of those that say it; nil where none does. At most `Int64.max`.
    package private(set) var billableSeconds: Int64?
    /// The sum of what is shown for each version, in cents.
    package private(set) var cents: Int64 = 0
    package private(set) var best: (score: Double, version: StatusRow)?
    /// Trained versions that are below their gate.
    package private(set) var belowGate = 0

    package init(_ rows: [StatusRow], price: TrainingPrice) {
        versions = rows.count
        for row in rows {
            states[row.state, default: 0] += 1
            if row.management == .unmanaged { unmanaged += 1 }
            if row.gate?.isMissed == true { belowGate += 1 }
            if let seconds = row.billableSeconds {
                let (sum, overflows) = (billableSeconds ?? 0).addingReportingOverflow(seconds)
                billableSeconds = overflows ? .max : sum
                let (cost, isTooMuch) = cents.addingReportingOverflow(price.cents(forBillableSeconds: seconds))
                cents = isTooMuch ? .max : cost
            }
            if let score = row.f1Score, score > best?.score ?? -1 { best = (score, row) }
        }
    }

    package subscript(state: VersionState) -> Int { states[state] ?? 0 }
}

extension StatusCounts {
    /// As in `4 versions: 2 trained, 1 failed, 1 not trained; 1 unmanaged`.
    ///
    /// - Parameter hasFiles: Whether it can be told what is managed.
    func text(hasFiles: Bool) -> String {
        guard versions > 0 else { return "no versions" }
        let order: [VersionState] = [
            .trained, .inProgress, .failed, .deleting, .expired, .unrecognized, .notTrained, .missing,
        ]
        let parts = order.filter { self[$0] > 0 }.map { "\(self[$0]) \($0.countWord)" }
        var text = "\(counted(versions, "version")): \(parts.joined(separator: ", "))"
        if belowGate > 0 { text += "; \(belowGate) below the required F1" }
        if hasFiles, unmanaged > 0 { text += "; \(unmanaged) unmanaged" }
        return text
    }

    /// As in `Best F1 0.912 (2026-11-baseline).`; nil where nothing was measured.
    var bestText: String? {
        best.map { "Best F1 \(decimal($0.score, places: 3)) (\($0.version.name))." }
    }

    /// As in `Charged: 3h 12m of training, about 3.20 USD.`; nil where nothing is known.
    var chargeText: String? {
        billableSeconds.map { seconds in
            "Charged: \(span(seconds: seconds)) of training, about \(dollars(cents: cents)) USD."
        }
    }
}

/// What the versions of a project are sorted by: the smallest first. What has no value comes last, either way.
package enum StatusOrder: String, Sendable, CaseIterable {
    /// The oldest first; what is not live comes last, in the order of the files.
    case created
    /// In byte order.
    case name
    case f1
    /// The time that the training is charged for.
    case time
    case cost
    /// What a person should look at first.
    case state
}

extension StatusReport {
    /// Sorts the versions of each project; those that are equal stay from the oldest to the newest.
    package mutating func sort(by order: StatusOrder, reversed: Bool = false) {
        guard order != .created || reversed else { return }
        for index in projects.indices {
            switch order {
            case .created: projects[index].versions.sort(by: \.created, reversed)
            case .name: projects[index].versions.sort(by: { $0.name }, reversed)
            case .f1: projects[index].versions.sort(by: \.f1Score, reversed)
            case .time, .cost: projects[index].versions.sort(by: \.billableSeconds, reversed)
            case .state: projects[index].versions.sort(by: { VersionState.allCases.firstIndex(of: $0.state) }, reversed)
            }
        }
    }
}

extension [StatusRow] {
    /// Stable, in either direction.
    fileprivate mutating func sort(by value: (StatusRow) -> (some Comparable)?, _ reversed: Bool) {
        let keys = map(value)
        self = indices.sorted { one, other in
            switch (keys[one], keys[other]) {
            case (let left?, let right?) where left != right: reversed ? right < left : left < right
            case (_?, nil): true
            case (nil, _?): false
            default: one < other
            }
        }.map { self[$0] }
    }
}
