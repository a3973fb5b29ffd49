import DesiredState
package import ModelVersions

/// A way in which a version is not what the files say of it. A version may drift in several.
package enum Drift: Sendable, Equatable {
    /// No live version has the name. With a reason where it was probably trained, and deleted since.
    case missing(Recreation?)
    /// It was trained with other settings, which cannot be changed.
    case settingsDiffer([Difference])
    case tagsDiffer(TagDrift)
    /// Its training or copying failed.
    case failed
    case deleting
    /// It may no longer be run. Told, and not counted as drift: the files do not say that it shall run.
    case expired
    /// It is trained, and not good enough.
    case gateMissed(MissedGate)
    /// What it was trained with is no longer what its manifests hold.
    case manifestsOverwritten([OverwrittenManifest])

    /// What kinds of drift there are. The raw values are promised: people filter and alert by them.
    package enum Kind: String, Sendable, CaseIterable {
        case missing
        case settingsDiffer = "settings-differ"
        case tagsDiffer = "tags-differ"
        case failed
        case deleting
        case expired
        case gateMissed = "gate-missed"
        case manifestOverwritten = "manifest-overwritten"
        /// A live version that no file describes: no drift of a described one.
        case unmanaged
    }

    package var kind: Kind {
        switch self {
        case .missing: .missing
        case .settingsDiffer: .settingsDiffer
        case .tagsDiffer: .tagsDiffer
        case .failed: .failed
        case .deleting: .deleting
        case .expired: .expired
        case .gateMissed: .gateMissed
        case .manifestsOverwritten: .manifestOverwritten
        }
    }

    /// Whether it makes live and files disagree, or is only worth a warning.
    package var countsAsDrift: Bool { kind != .expired }
}

/// A trained version below what it must reach.
package struct MissedGate: Sendable, Equatable {
    /// What the service measured, 0 to 1; nil where it does not say.
    package var score: Double?
    /// What is required, 0 to 1.
    package var minimum: Double

    package init(score: Double?, minimum: Double) {
        self.score = score
        self.minimum = minimum
    }

    /// Nil where nothing is required, and where it is reached.
    init?(score: Double?, minimum: Double?) {
        guard let minimum, GateVerdict(score: score, minimum: minimum).isMissed else { return nil }
        self.init(score: score, minimum: minimum)
    }
}

/// A manifest that is not what a version was trained with.
package struct OverwrittenManifest: Sendable, Equatable {
    package enum Change: Sendable, Equatable {
        /// It was written after the version was created, with the same content or another: milliseconds since 1970.
        case written(at: Int64)
        case deleted
    }

    package var object: ManifestObject
    package var change: Change

    package init(_ object: ManifestObject, _ change: Change) {
        self.object = object
        self.change = change
    }
}

/// A version that the files describe, and how it drifts.
package struct DriftItem: Sendable, Equatable {
    /// What could not be compared, because it could not be read.
    package enum Problem: Sendable, Equatable {
        case tags(reason: String)
        case manifest(ManifestObject, reason: String)
    }

    /// How it stands, in one word; of several that hold, the first.
    package enum Standing: String, Sendable, CaseIterable {
        case drifted
        /// Nothing that was read drifts, and something could not be read.
        case unverified
        case expired
        case inTraining = "in-training"
        case retired
        case inSync = "in-sync"
    }

    /// What a plan says of it.
    package var entry: PlanEntry
    /// In the order of `Drift.Kind`.
    package var drifts: [Drift]
    package var problems: [Problem]
    /// What the service measured, 0 to 1; nil where it does not say.
    package var f1Score: Double?

    package init(entry: PlanEntry, drifts: [Drift] = [], problems: [Problem] = [], f1Score: Double? = nil) {
        self.entry = entry
        self.drifts = drifts
        self.problems = problems
        self.f1Score = f1Score
    }

    package var name: VersionName { entry.name }

    package var hasDrifted: Bool { drifts.contains(where: \.countsAsDrift) }

    package var standing: Standing {
        if hasDrifted { return .drifted }
        if !problems.isEmpty { return .unverified }
        switch entry.outcome {
        case .expired: return .expired
        case .retired: return .retired
        default: return entry.live?.status.phase == .inProgress ? .inTraining : .inSync
        }
    }
}

extension DriftItem {
    /// The rules are the table in specs/drift.md; the rows' numbers stand beside the code here and in the tests.
    init(_ entry: PlanEntry, live: LiveVersion?, in region: String, options: DriftOptions) {
        self.init(entry: entry, f1Score: live?.training.f1Score)
        switch entry.outcome {
        case .create: drifts.append(.missing(entry.recreation))  // M1
        case .recreate: drifts.append(.missing(entry.recreation))  // M2
        case .conflict: drifts.append(.settingsDiffer(entry.differences))  // S1
        case .failed: drifts.append(.failed)  // F1
        case .deleting: drifts.append(.deleting)  // D1
        case .expired, .unchanged, .retired: break  // I1, I2, I3
        }
        if let tags = entry.tagDrift {  // T1
            drifts.append(.tagsDiffer(tags))
        }
        if entry.outcome == .expired { drifts.append(.expired) }  // E1
        if let reason = entry.tagsProblem { problems.append(.tags(reason: reason)) }  // T2
        guard let live, entry.isTrained(live) else { return }
        let minimum = GateVerdict.minimum(entry.desired.expectation.minimumF1Score, options.requiredF1Score)
        if let gate = MissedGate(score: f1Score, minimum: minimum) {  // G1, G2
            drifts.append(.gateMissed(gate))
        }
        if let readings = options.manifests { compareManifests(of: live, in: region, with: readings) }
    }

    private mutating func compareManifests(of live: LiveVersion, in region: String, with readings: ManifestReadings) {
        // A description need not say when; the ARN does.
        let created = live.training.created ?? live.arn.creationTime
        var overwritten: [OverwrittenManifest] = []
        for object in entry.unpinnedManifests(live, in: region) {
            switch readings[object] {
            case .present(let modified):  // W1
                if modified > created { overwritten.append(OverwrittenManifest(object, .written(at: modified))) }
            case .absent:  // W2
                overwritten.append(OverwrittenManifest(object, .deleted))
            case .unreadable(let reason):  // W3
                problems.append(.manifest(object, reason: reason))
            }
        }
        if !overwritten.isEmpty { drifts.append(.manifestsOverwritten(overwritten)) }
    }
}
