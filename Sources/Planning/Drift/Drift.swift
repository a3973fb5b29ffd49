package import DesiredState
package import ModelVersions

/// One way in which a live version differs from the files. A version can have several.
package enum Drift: Sendable, Equatable {
    /// No live version has the name. With a reason if it was probably trained and deleted.
    case missing(Recreation?)
    /// It was trained with other settings, which cannot change.
    case settingsDiffer([Difference])
    case tagsDiffer(TagDrift)
    /// Its training or copying failed.
    case failed
    case deleting
    /// It still runs, and will expire. A warning, not drift.
    case deprecated
    /// It no longer serves. Reported, but not counted as drift: the files do not require that it runs.
    case expired
    /// It is trained, but below its required F1 score.
    case gateMissed(MissedGate)
    /// Its manifests were written after the training began.
    case manifestsOverwritten([OverwrittenManifest])
    /// Its manifests, or the object versions that pin them, do not exist any more.
    case manifestsGone([ManifestObject])

    /// The kinds of drift. The raw values are a promise: users filter and alert by them.
    package enum Kind: String, Sendable, CaseIterable {
        case missing
        case settingsDiffer = "settings-differ"
        case tagsDiffer = "tags-differ"
        case failed
        case deleting
        case deprecated
        case expired
        case gateMissed = "gate-missed"
        case manifestOverwritten = "manifest-overwritten"
        case manifestGone = "manifest-gone"
        /// A live version that no file describes.
        case unmanaged

        /// Whether it is reported without counting as drift.
        package var isWarning: Bool { self == .deprecated || self == .expired }

        /// How the files acknowledge it; nil for what does not count as drift of a described version.
        package var acknowledged: Acknowledgement.Finding? {
            switch self {
            case .missing: .missing
            case .settingsDiffer: .settingsDiffer
            case .tagsDiffer: .tagsDiffer
            case .failed: .failed
            case .deleting: .deleting
            case .gateMissed: .gateMissed
            case .manifestOverwritten: .overwritten
            case .manifestGone: .gone
            case .deprecated, .expired, .unmanaged: nil
            }
        }
    }

    package var kind: Kind {
        switch self {
        case .missing: .missing
        case .settingsDiffer: .settingsDiffer
        case .tagsDiffer: .tagsDiffer
        case .failed: .failed
        case .deleting: .deleting
        case .deprecated: .deprecated
        case .expired: .expired
        case .gateMissed: .gateMissed
        case .manifestsOverwritten: .manifestOverwritten
        case .manifestsGone: .manifestGone
        }
    }
}

/// A trained version below its required F1 score.
package struct MissedGate: Sendable, Equatable {
    /// The service's measurement, 0 to 1; nil if it does not report one.
    package var score: Double?
    /// The required score, 0 to 1.
    package var minimum: Double

    package init(score: Double?, minimum: Double) {
        self.score = score
        self.minimum = minimum
    }

    /// Nil without a required score, or if the score reaches it.
    init?(score: Double?, minimum: Double?) {
        guard let minimum, GateVerdict(score: score, minimum: minimum).isMissed else { return nil }
        self.init(score: score, minimum: minimum)
    }
}

/// A manifest that was written after a version's creation, perhaps with the same content.
package struct OverwrittenManifest: Sendable, Equatable {
    package var object: ManifestObject
    /// Milliseconds since 1970.
    package var written: Int64
}

/// That the files acknowledge drift of a version.
package struct AcknowledgedDrift: Sendable, Equatable {
    package var reason: String
    /// The last day on which it does not count, in UTC.
    package var until: CalendarDay
    /// Whether that day is over, so that it counts again.
    package var hasEnded: Bool
}

/// A version of the files and its drift.
package struct DriftItem: Sendable, Equatable {
    /// What could not be read and therefore not compared.
    package enum Problem: Sendable, Equatable {
        case tags(reason: String)
        case manifest(ManifestObject, reason: String)
    }

    /// The summary of a version; of several that apply, the first one.
    package enum Standing: String, Sendable, CaseIterable {
        case drifted
        /// No known drift, but something could not be read.
        case unverified
        /// It drifts only in ways that the files acknowledge.
        case acknowledged
        case deprecated
        case expired
        case inTraining = "in-training"
        /// From another project, which is no training.
        case beingCopied = "being-copied"
        case retired
        case inSync = "in-sync"
    }

    /// The version's entry in the plan.
    package var entry: PlanEntry
    /// In the order of `Drift.Kind`.
    package var drifts: [Drift] = []
    package var problems: [Problem] = []
    /// The service's measurement, 0 to 1; nil if it does not report one.
    package var f1Score: Double?
    /// The day of the run in UTC; nil: no acknowledgement holds.
    var today: CalendarDay?

    package var name: VersionName { entry.name }

    package var hasDrifted: Bool { drifts.contains { counts($0) } }

    /// Whether it counts as drift. Otherwise it is a warning, or the files acknowledge it.
    package func counts(_ drift: Drift) -> Bool { !drift.kind.isWarning && !isAcknowledged(drift) }

    /// Whether the files acknowledge it today.
    package func isAcknowledged(_ drift: Drift) -> Bool { acknowledgement(of: drift)?.hasEnded == false }

    /// Nil for drift that the files do not acknowledge.
    package func acknowledgement(of drift: Drift) -> AcknowledgedDrift? {
        guard let written = entry.desired.acknowledgement, let finding = drift.kind.acknowledged,
            let reason = written.reasons[finding]
        else { return nil }
        let hasEnded = today.map { $0 > written.until } ?? true
        return AcknowledgedDrift(reason: reason, until: written.until, hasEnded: hasEnded)  // A1, A2
    }

    package var standing: Standing {
        if hasDrifted { return .drifted }
        if !problems.isEmpty { return .unverified }
        if drifts.contains(where: { isAcknowledged($0) }) { return .acknowledged }
        switch entry.outcome {
        case .deprecated: return .deprecated
        case .expired: return .expired
        case .retired: return .retired
        default:
            guard let status = entry.live?.status, status.phase == .inProgress else { return .inSync }
            return status.isOfCopy ? .beingCopied : .inTraining
        }
    }
}

extension DriftItem {
    /// specs/drift.md has the rules. Comments here and test names contain the ids of the rows.
    init(_ entry: PlanEntry, live: LiveVersion?, in place: AccountRegion, options: DriftOptions) {
        self.init(entry: entry, f1Score: live?.training.f1Score, today: options.today)
        switch entry.outcome {
        case .create: drifts.append(.missing(entry.recreation))  // M1
        case .recreate: drifts.append(.missing(entry.recreation))  // M2
        case .conflict: drifts.append(.settingsDiffer(entry.differences))  // S1
        case .failed: drifts.append(.failed)  // F1
        case .deleting: drifts.append(.deleting)  // D1
        case .deprecated, .expired, .unchanged, .retired: break  // I1, I2, I3
        }
        if let tags = entry.tagDrift {  // T1
            drifts.append(.tagsDiffer(tags))
        }
        if entry.outcome == .deprecated { drifts.append(.deprecated) }  // E2
        if entry.outcome == .expired { drifts.append(.expired) }  // E1
        if let reason = entry.tagsProblem { problems.append(.tags(reason: reason)) }  // T2
        guard let live, entry.isTrained else { return }
        let minimum = GateVerdict.minimum(entry.desired.expectation.minimumF1Score, options.requiredF1Score)
        if let gate = MissedGate(score: f1Score, minimum: minimum) {  // G1, G2
            drifts.append(.gateMissed(gate))
        }
        if let readings = options.manifests { compareManifests(of: live, in: place, with: readings) }
    }

    private mutating func compareManifests(
        of live: LiveVersion,
        in place: AccountRegion,
        with readings: ManifestReadings
    ) {
        let created = live.creationTime
        var overwritten: [OverwrittenManifest] = []
        var gone: [ManifestObject] = []
        for object in entry.manifestsInUse(live, of: place) {
            switch readings[object] {
            case .present(let modified):  // W1, W4
                guard !object.isPinned, modified > created else { continue }
                overwritten.append(OverwrittenManifest(object: object, written: modified))
            case .absent:  // W2
                gone.append(object)
            case .unreadable(let reason):  // W3
                problems.append(.manifest(object, reason: reason))
            }
        }
        if !overwritten.isEmpty { drifts.append(.manifestsOverwritten(overwritten)) }
        if !gone.isEmpty { drifts.append(.manifestsGone(gone)) }
    }
}
