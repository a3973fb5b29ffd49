package import DesiredState
import ModelVersions

/// Decides the outcome of each desired version, without I/O, clock or randomness.
///
/// specs/planning.md has the rules. Comments here and test names contain the ids of the rows.
package enum Planner {
    package static func plan(
        _ desired: DesiredState,
        against live: LiveState,
        options: PlanOptions = PlanOptions()
    ) -> Plan {
        plan(SelectedState(.everything, of: desired), against: live, options: options)
    }

    package static func plan(
        _ selected: SelectedState,
        against live: LiveState,
        options: PlanOptions = PlanOptions()
    ) -> Plan {
        var plan = Plan(
            projects: selected.part.projects.map {
                Self.plan($0, sources: selected.whole.sources, live: live[$0.arn], options)
            },
            omission: selected.omission
        )
        plan.access = options.access
        plan.trainingQuotas = options.trainingQuotas
        return plan
    }

    private static func plan(
        _ desired: DesiredProject,
        sources: SourceMap,
        live: LiveState.Reading,
        _ options: PlanOptions
    ) -> ProjectPlan {
        let project: LiveProject
        switch live {
        case .present(let present):
            project = present
        case .absent:  // P1
            return ProjectPlan(project: desired.arn, problem: .absent, desiredCount: desired.versions.count)
        case .unreadable(let reason):  // P2, P4
            return ProjectPlan(
                project: desired.arn,
                problem: .unreadable(reason: reason),
                desiredCount: desired.versions.count
            )
        }

        let versions = project.versions
        let index = versions.newestIndices
        let found = desired.lists.map { names in names.map { index[$0] } }
        let liveOfLists = found.map { list in list.map { place in place.map { versions[$0].arn } } }
        let lists = zip(desired.lists, liveOfLists).map { PlannedList($0, live: $1) }
        let deleted = DeletedVersions(zip(lists, liveOfLists))
        let locations = sources[locationsIn: desired.arn]
        let entries = desired.versions.map { version in
            var entry = entry(
                version,
                live: index[version.name].map { versions[$0] },
                project: project,
                arn: desired.arn,
                options.references
            )
            if entry.outcome == .create {
                let isReviewed = options.reviewedCreates[desired.arn]?.contains(version.name) == true
                entry.judge(
                    isReviewed ? .new : deleted[version.name],  // H7
                    version.tracePlace(in: desired.arn).flatMap { options.earlier?.evidence(of: version.name, at: $0) },
                    isAllowed: options.allowedRecreations.contains(version.name)
                        || options.reviewedRecreations[desired.arn]?.contains(version.name) == true
                )
            }
            entry.location = locations[version.name]
            return entry
        }
        var isDescribed = Array(repeating: false, count: versions.count)
        for case let place? in found.joined() { isDescribed[place] = true }
        let others = index.filter { !isDescribed[$0.value] }.keys.sorted()  // L1
        let isIgnored = others.map { name in desired.ignoredUnmanaged.contains { $0.matches(name.text) } }  // L3
        var plan = ProjectPlan(
            project: desired.arn,
            desiredCount: desired.versions.count,
            entries: entries,
            unmanaged: zip(others, isIgnored).filter { !$1 }.map(\.0),
            ignored: zip(others, isIgnored).filter { $1 }.map(\.0),
            lists: lists,
            history: TrainingHistory(of: project.versions)
        )
        plan.trainingsInProgress = project.versions.count(where: \.takesTrainingSlot)
        let quota = options.modelQuota(of: desired.arn)
        plan.noteExcess(of: project.versions.count, over: quota)
        plan.scarceRoom = ScarceRoom(live: project.versions.count, creates: plan.createCount, of: quota)
        return plan
    }

    private static func entry(
        _ version: DesiredVersion,
        live: LiveVersion?,
        project: LiveProject,
        arn: ProjectARN,
        _ references: ResolvedReferences
    ) -> PlanEntry {
        var entry = PlanEntry(version, live: live)
        guard case .trained(let settings) = version.intent else { return entry }  // R1, R2
        guard let live else {  // C1
            entry.outcome = .create
            entry.notes = notes(before: settings, in: project)
            entry.pins = settings.datasets.manifests.compactMap(references.pin)
            return entry
        }

        if let block = live.status.nameBlock {  // F1, D1
            entry.outcome = block == .usedUp ? .failed : .deleting
            return entry
        }
        let comparison = SettingsComparison(settings, live, in: arn, references)
        entry.unknown = comparison.unknown
        compareTags(of: version, with: live.tags, in: &entry)
        if case .unrecognized = live.status.phase {  // U3
            entry.notes.append(.unrecognizedStatus(live.status.rawValue))
        }
        if live.isCopy { entry.notes.append(.copied(from: live.source)) }  // U4
        if !comparison.differences.isEmpty {  // X1
            entry.outcome = .conflict
            entry.differences = comparison.differences
        } else {
            entry.outcome =
                switch live.status.phase {
                case .expired: .expired  // E1
                case .deprecated: .deprecated  // E2
                case .inProgress, .trained, .unrecognized, .failed, .deleting: .unchanged  // U1
                }
        }
        return entry
    }

    private static func compareTags(
        of version: DesiredVersion,
        with live: LiveVersion.TagReading,
        in entry: inout PlanEntry
    ) {
        switch live {
        case .notAsked:
            break
        case .read(let tags):  // T1
            let drift = TagDrift(desired: version.tags, live: tags)
            entry.tagDrift = drift.isEmpty ? nil : drift
        case .unreadable(let reason):  // T2
            entry.tagsProblem = reason
        }
    }

    /// Obstacles for a training, and information before it.
    private static func notes(before settings: TrainingSettings, in project: LiveProject) -> [Note] {
        var notes: [Note] = []
        if project.status != "CREATED" { notes.append(.projectNotReady(status: project.status)) }  // N1
        switch settings.datasets {
        case .project:
            for kind in [LiveProject.Dataset.Kind.train, .test] {
                let datasets = project.datasets.filter { $0.kind == kind }
                if datasets.isEmpty {  // N2
                    notes.append(.datasetMissing(kind, hasOther: !project.datasets.isEmpty))
                } else if let unready = datasets.first(where: { !$0.isReady }) {  // N3
                    notes.append(.datasetNotReady(kind, status: unready.status))
                }
                for case .unreadable(let reason, _) in datasets.map(\.reading) {  // N8
                    notes.append(.datasetUnreadable(kind, reason: reason))
                }
            }
        case .manifests(let training, let testing):
            if !project.datasets.isEmpty { notes.append(.datasetsAssociated) }  // N4
            var all = training
            if case .manifests(let manifests) = testing { all += manifests }
            let unpinned = all.filter { $0.version == nil }
            if !unpinned.isEmpty { notes.append(.unpinnedManifests(unpinned)) }  // N5
        }
        if settings.confidenceThreshold != nil, project.feature == .customLabels {  // N6
            notes.append(.featureMismatch)
        }
        if settings.datasets.isWithoutTestData {  // N9, N10
            notes.append(project.feature == .customLabels ? .testDataRequired : .testDataOpen)
        }
        return notes
    }
}

extension PlanEntry {
    /// A retired entry, the base of all other entries.
    fileprivate init(_ desired: DesiredVersion, live: LiveVersion?) {
        self.init(
            desired: desired,
            location: nil,
            outcome: .retired,
            live: live.map { Live(arn: $0.arn, status: $0.status, statusMessage: $0.statusMessage) },
            differences: [],
            unknown: [],
            tagDrift: nil,
            tagsProblem: nil,
            notes: []
        )
    }

    /// Changes a `create` into `recreate` if the version was trained and deleted. Evidence counts before order.
    fileprivate mutating func judge(
        _ order: DeletedVersions.Judgement,
        _ evidence: EarlierTrainings.Evidence?,
        isAllowed: Bool
    ) {
        if let trace = evidence?.trace {  // H1, H2
            recreate(.trace(trace), isAllowed: isAllowed)  // H3
        } else {
            switch (order, evidence?.isAbsence == true) {
            case (.new, _): break  // G1
            case (.unknown(.oneLive), true): break  // H4
            case (.unknown(.mixedOrder), true), (.deleted, true): notes.append(.oddOrder)  // H4
            case (.unknown(let reason), false): notes.append(.growthUnknown(reason))  // G4
            case (.deleted(let order), false): recreate(.order(order), isAllowed: isAllowed)  // G2, G3
            }
        }
        notes += (evidence?.unanswered ?? []).map { .traceUnreadable($0) }  // H5
    }

    private mutating func recreate(_ recreation: Recreation, isAllowed: Bool) {
        self.recreation = recreation
        if isAllowed {
            notes.append(.recreationAllowed(recreation))
        } else {
            outcome = .recreate
            // They are about a training, which does not take place.
            notes = []
            pins = []
        }
    }
}

extension ProjectPlan {
    /// N7: a note at the first version to create that the quota of models does not allow.
    fileprivate mutating func noteExcess(of models: Int, over quota: QuotaValue) {
        let room = max(0, quota.value - models)
        guard createCount > room else { return }
        let creates = createsByList.joined().map(\.name)
        guard let index = entries.firstIndex(where: { $0.name == creates[room] }) else { return }
        entries[index].notes.append(.modelQuotaExceeded(models: models + room + 1, quota))
    }
}
