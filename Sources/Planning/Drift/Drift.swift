import DesiredState
package import ModelVersions

/// A way in which a live version differs from the files. A version may drift in several ways.
package enum Drift: Sendable, Equatable {
    /// No live version has the name. With a reason where it was probably trained and deleted.
    case missing(Recreation?)
    /// It was trained with other settings, which cannot be changed.
    case settingsDiffer([Difference])
    case tagsDiffer(TagDrift)
    /// Its training or copying failed.
    case failed
    case deleting
    /// It can no longer be run. Reported, but not counted as drift: the files do not say that it must run.
    case expired
    /// Its F1 score is below what is required, or unknown.
    case gateMissed(MissedGate)
    /// Its manifests were written or deleted after the training began.
    case manifestsOverwritten([OverwrittenManifest])

    /// The kinds of drift. The raw values are promised: users filter and alert by them.
    package enum Kind: String, Sendable, CaseIterable {
        case missing
        case settingsDiffer = "settings-differ"
        case tagsDiffer = "tags-differ"
        case failed
        case deleting
        case expired
        case gateMissed = "gate-missed"
        case manifestOverwritten = "manifest-overwritten"
        /// A live version that no file describes.
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

    /// Whether it makes `drift` fail, or is only a warning.
    package var countsAsDrift: Bool { kind != .expired }
}

/// The gate of a trained version that is not reached.
package struct MissedGate: Sendable, Equatable {
    /// Measured by the service, 0 to 1; nil where it does not say.
    package var score: Double?
    /// Required, 0 to 1.
    package var minimum: Double

    package init(score: Double?, minimum: Double) {
        self.score = score
        self.minimum = minimum
    }

    /// Nil where nothing is required, or where the score reaches it.
    init?(score: Double?, minimum: Double?) {
        guard let minimum, GateVerdict(score: score, minimum: minimum).isMissed else { return nil }
        self.init(score: score, minimum: minimum)
    }
}

/// A manifest that changed after a version was trained with it.
package struct OverwrittenManifest: Sendable, Equatable {
    package enum Change: Sendable, Equatable {
        /// Written after the version was created, perhaps with the same content: milliseconds since 1970.
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

/// A described version and its drift.
package struct DriftItem: Sendable, Equatable {
    /// A part that could not be read, and so not compared.
    package enum Problem: Sendable, Equatable {
        case tags(reason: String)
        case manifest(ManifestObject, reason: String)
    }

    /// Its state in one word: the first that applies.
    package enum Standing: String, Sendable, CaseIterable {
        case drifted
        /// No drift was found, but a part could not be read.
        case unverified
        case expired
        case inTraining = "in-training"
        case retired
        case inSync = "in-sync"
    }

    /// Its entry in the plan.
    package var entry: PlanEntry
    /// In the order of `Drift.Kind`.
    package var drifts: [Drift]
    package var problems: [Problem]
    /// Measured by the service, 0 to 1; nil where it does not say.
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
        guard let live, entry.isTrained else { return }
        let minimum = GateVerdict.minimum(entry.desired.expectation.minimumF1Score, options.requiredF1Score)
        if let gate = MissedGate(score: f1Score, minimum: minimum) {  // G1, G2
            drifts.append(.gateMissed(gate))
        }
        if let readings = options.manifests { compareManifests(of: live, in: region, with: readings) }
    }

    private mutating func compareManifests(of live: LiveVersion, in region: String, with readings: ManifestReadings) {
        // The description may lack the time; the ARN has it.
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
