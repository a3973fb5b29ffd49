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
    package var counts: Bool { kind != .expired }
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
