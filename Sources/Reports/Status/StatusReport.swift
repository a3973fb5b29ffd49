import Checks
package import DesiredState
package import ModelVersions
package import Planning
import Text

/// Every live version of some projects, and every described version that is not live.
package struct StatusReport: Sendable {
    /// In the order of the request.
    package var projects: [ProjectStatus]
    /// What a selection of projects left out.
    package var omission: Omission?
    /// Patterns of the versions to show; empty: all.
    package let targets: [Glob]
    /// Whether files say which versions are managed.
    package let hasFiles: Bool
    /// Whether tags were read.
    package let readsTags: Bool
    package let price: Prices
    package let inferencePrice: Prices
    let costs: StatusCosts
    /// Whose credentials the run uses, by account; empty where the settings name none.
    let access: [String: AccountAccess]

    package struct Options: Sendable {
        package var targets: [Glob]
        package var hasFiles: Bool
        package var readsTags: Bool
        package var price: Prices
        package var inferencePrice: Prices
        /// The day of the run in UTC, for acknowledgements; nil: none holds.
        package var today: CalendarDay?

        package init(
            targets: [Glob] = [],
            hasFiles: Bool = true,
            readsTags: Bool = false,
            price: Prices = .assumedForTraining,
            inferencePrice: Prices = .assumedForInference,
            today: CalendarDay? = nil
        ) {
            self.targets = targets
            self.hasFiles = hasFiles
            self.readsTags = readsTags
            self.price = price
            self.inferencePrice = inferencePrice
            self.today = today
        }
    }

    /// - Parameters:
    ///   - plan: of all versions of the projects; the options select those to show.
    ///   - live: the state that the plan was made against.
    package init(_ plan: Plan, of desired: DesiredState, against live: LiveState, options: Options = Options()) {
        targets = options.targets
        hasFiles = options.hasFiles
        readsTags = options.readsTags
        price = options.price
        inferencePrice = options.inferencePrice
        omission = plan.omission
        access = plan.access
        let selection = Selection(targets: options.targets)
        let shown = plan.showing(selection)
        // S3 is not asked. Where no manifest needs a reading, they count as compared.
        let manifests = DriftReport.needsManifests(of: shown, against: live) ? nil : ManifestReadings()
        let drift = DriftReport(
            shown,
            of: desired,
            against: live,
            options: DriftOptions(tags: options.readsTags, manifests: manifests, today: options.today)
        )
        projects = zip(plan.projects, drift.projects).map { plan, projectDrift in
            var status = ProjectStatus(plan, live[plan.project], drift: drift.narrowed(to: [projectDrift]))
            status.versions.removeAll { !selection.includes($0.name) }
            return status
        }
        costs = StatusCosts(projects, at: price)
    }

    /// Whether every part of the live state could be read.
    package var isComplete: Bool {
        projects.allSatisfy { project in
            project.problem == nil && project.versions.allSatisfy { $0.tagsProblem == nil }
        }
    }

    package var counts: StatusCounts { counts(of: projects) }

    /// In the order of first appearance.
    var parts: [(place: AccountRegion, part: [ProjectStatus])] {
        projects.byPlace(\.project).map { ($0.place, $0.elements) }
    }

    /// The totals of some of its projects.
    func counts(of projects: [ProjectStatus]) -> StatusCounts {
        projects.reduce(into: StatusCounts()) { $0.add($1.counts) }
    }

    /// The totals of the projects of a place, in sentences.
    func sentences(of place: AccountRegion, _ projects: [ProjectStatus]) -> String {
        counts(of: projects).sentences(of: self, cost: costs[place], unread: projects.count { $0.problem != nil })
    }

    func sentences(of project: ProjectStatus) -> String {
        project.counts.sentences(of: self, cost: costs[project.project])
    }

    /// The number of projects that could not be read. A report of one place has 0: each of its projects says so.
    var unread: Int { places.count > 1 ? projects.count { $0.problem != nil } : 0 }

    var unreadAccounts: [UnreadAccount] {
        UnreadAccount.all(of: projects.lazy.map { ($0.project, $0.problem, 0) })
    }

    var places: Set<AccountRegion> { Set(projects.lazy.map { AccountRegion($0.project) }) }
}

extension Plan {
    /// The plan without the versions that are not shown.
    fileprivate func showing(_ selection: Selection) -> Plan {
        guard !selection.targets.isEmpty else { return self }
        var plan = self
        for index in plan.projects.indices {
            plan.projects[index].entries.removeAll { !selection.includes($0.name) }
            plan.projects[index].unmanaged.removeAll { !selection.includes($0) }
        }
        return plan
    }
}

/// One project of a status.
package struct ProjectStatus: Sendable {
    package let project: ProjectARN
    /// Why the project's versions are unknown; then there are none here.
    package let problem: ProjectPlan.Problem?
    /// Nil where it could not be read.
    package let live: LiveProject?
    /// The live versions from the oldest to the newest, then those that are not live, in the order of the files.
    package internal(set) var versions: [StatusRow] {
        didSet { counts = StatusCounts(versions, of: project) }
    }
    package private(set) var counts = StatusCounts()
    /// The drift of the versions that are shown; meaningless without files.
    let drift: DriftReport

    init(_ plan: ProjectPlan, _ reading: LiveState.Reading, drift: DriftReport) {
        self.drift = drift
        project = plan.project
        problem = plan.problem
        guard case .present(let live) = reading else {
            self.live = nil
            versions = []
            return
        }
        self.live = live
        let entries = Dictionary(plan.entries.map { ($0.name, $0) }) { first, _ in first }
        let rows = VersionHistory(live.versions).elements.map { element in
            StatusRow(element.version, entries[element.version.arn.name], before: element.before)
        }
        versions = rows + plan.entries.compactMap { $0.live == nil ? StatusRow(absent: $0) : nil }
        counts = StatusCounts(versions, of: project)
    }

    /// The datasets of the project, those that were described or could not be; the training dataset first.
    var datasets: [LiveProject.Dataset] {
        (live?.datasets ?? []).filter { $0.reading != .notAsked }.sorted { $0.kind == .train && $1.kind != .train }
    }
}

extension LiveProject.Dataset {
    /// As in `training dataset: CREATE_COMPLETE, 120 entries, 118 labelled, 2 labels, updated 2026-11-01T10:00:00Z`.
    var sentence: String {
        switch reading {
        case .notAsked: "\(word) dataset: \(status)"
        case .read(let content): "\(word) dataset: \(status), \(content.text)"
        case .unreadable(let reason, _): "\(word) dataset: \(status); it could not be described: \(reason)"
        }
    }
}

/// A version that is live, or described and not live.
///
/// A class, because reports pass each row on many times, and a copy of its three large values takes longer than
/// writing it.
package final class StatusRow: Sendable {
    package let name: VersionName
    package let state: VersionState
    package let live: LiveVersion?
    /// Its entry in the plan; nil where no file names it.
    package let entry: PlanEntry?
    /// The version to compare with: the newest older version that has an F1 score, or else the one created before it.
    package let before: LiveVersion?

    init(_ live: LiveVersion, _ entry: PlanEntry?, before: LiveVersion?) {
        name = live.arn.name
        state = VersionState(live.status)
        self.live = live
        self.entry = entry
        self.before = before
    }

    /// Nil for a retired version: it is not missing.
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

    /// Nil where one of the two has no score.
    package var f1Change: Double? { live?.f1Change(from: before) }

    package var minimumF1Score: Double? { entry?.desired.expectation.minimumF1Score }

    /// As `drift` judges it: nil for a version that is not trained, or trained with other settings.
    package var gate: GateVerdict? {
        guard state.canServe else { return nil }
        guard let minimum = minimumF1Score else { return GateVerdict.none }
        return entry?.isTrained == true ? GateVerdict(score: f1Score, minimum: minimum) : nil
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

/// The totals of some versions.
package struct StatusCounts: Sendable {
    package private(set) var versions = 0
    private var states: [VersionState: Int] = [:]
    package private(set) var unmanaged = 0
    /// Nil where no version has one.
    package private(set) var billableTime: BillableTime?
    package private(set) var running = RunningModels()
    /// Of the versions that can serve: not an expired one, as for `select`.
    package private(set) var best: (score: Double, version: StatusRow)?
    /// Trained versions that are below their gate.
    package private(set) var belowGate = 0

    /// No version.
    package init() {}

    package init(_ rows: [StatusRow], of project: ProjectARN) {
        versions = rows.count
        for row in rows {
            states[row.state, default: 0] += 1
            if row.management == .unmanaged { unmanaged += 1 }
            if row.gate?.isMissed == true { belowGate += 1 }
            if row.state.canServe { compareBest(with: row.f1Score.map { ($0, row) }) }
            if let seconds = row.billableSeconds {
                billableTime = billableTime ?? BillableTime()
                billableTime?.add(seconds, in: project)
            }
        }
        running = RunningModels(rows.compactMap { $0.live?.isRunning == true ? $0.live : nil }, in: project)
    }

    /// Of equal scores, the first is the best.
    private mutating func compareBest(with other: (score: Double, version: StatusRow)?) {
        if let other, other.score > best?.score ?? -1 { best = other }
    }

    /// Adds the totals of other versions.
    mutating func add(_ other: StatusCounts) {
        versions += other.versions
        states.merge(other.states, uniquingKeysWith: +)
        unmanaged += other.unmanaged
        belowGate += other.belowGate
        compareBest(with: other.best)
        if let time = other.billableTime { billableTime = (billableTime ?? BillableTime()) + time }
        running = running + other.running
    }

    package subscript(state: VersionState) -> Int { states[state] ?? 0 }
}

extension StatusCounts {
    /// As in `4 versions: 2 trained, 1 failed, 1 not trained; 1 unmanaged`.
    ///
    /// - Parameters:
    ///   - hasFiles: Whether files say which versions are managed.
    ///   - unread: The number of projects whose versions are unknown, to name it.
    func text(hasFiles: Bool, unread: Int = 0) -> String {
        guard versions > 0 else { return unread > 0 ? unreadText(unread) : "no versions" }
        let order: [VersionState] = [
            .trained, .inProgress, .beingCopied, .failed, .deleting, .deprecated, .expired, .unrecognized, .notTrained,
            .missing,
        ]
        let parts = order.filter { self[$0] > 0 }.map { "\(self[$0]) \($0.countWord)" }
        var text = "\(counted(versions, "version")): \(parts.joined(separator: ", "))"
        if belowGate > 0 { text += "; \(belowGate) below the required F1" }
        if hasFiles, unmanaged > 0 { text += "; \(unmanaged) unmanaged" }
        if unread > 0 { text += "; \(unreadText(unread))" }
        return text
    }

    /// For a part of a report: the counts, the best score, the charge, and what runs.
    fileprivate func sentences(of report: StatusReport, cost: Cost, unread: Int = 0) -> String {
        let charge = billableTime.map { $0.chargeText(cost) + "." }
        let running = running.text(at: report.inferencePrice).map { $0 + "." }
        let counts = text(hasFiles: report.hasFiles, unread: unread) + "."
        return [counts, bestText, charge, running].compactMap(\.self).joined(separator: " ")
    }

    /// As in `Best F1 0.912 (2026-11-baseline).`; nil where no version has a score.
    var bestText: String? {
        best.map { "Best F1 \(decimal($0.score, places: 3)) (\($0.version.name))." }
    }
}

/// The sort key of the versions of a project: the smallest first. Versions without a value come last in any case.
package enum StatusOrder: String, Sendable, CaseIterable {
    /// The oldest first; versions that are not live come last, in the order of the files.
    case created
    /// In byte order.
    case name
    case f1
    /// The billable time.
    case time
    case cost
    /// The states that need attention first.
    case state
}

extension StatusReport {
    /// Sorts the versions of each project; equal versions stay from the oldest to the newest.
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
