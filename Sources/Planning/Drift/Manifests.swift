import DesiredState
package import ModelVersions

/// A manifest in S3 that a version was trained with.
package struct ManifestObject: Sendable, Hashable, CustomStringConvertible {
    /// Of the project: its account's credentials ask for it.
    package var place: AccountRegion
    package var object: S3Object

    package init(_ object: S3Object, of place: AccountRegion) {
        self.place = place
        self.object = object
    }

    /// Whether an object version pins it, so that its content cannot change.
    package var isPinned: Bool { object.version != nil }

    package var description: String { object.description }
}

/// S3's answer about a manifest.
package enum ManifestReading: Sendable, Equatable {
    /// The time of the last write: milliseconds since 1970, which S3 reports in whole seconds.
    case present(modified: Int64)
    case absent
    /// It could not be read. The reason is a sentence for the user.
    case unreadable(reason: String)
}

/// S3's answers about the manifests of a run.
package struct ManifestReadings: Sendable {
    private var readings: [ManifestObject: ManifestReading]

    package init(_ readings: [ManifestObject: ManifestReading] = [:]) {
        self.readings = readings
    }

    /// The answer about a manifest. A manifest that was not read is unreadable, never unchanged.
    package subscript(object: ManifestObject) -> ManifestReading {
        get { readings[object] ?? .unreadable(reason: "it was not read") }
        set { readings[object] = newValue }
    }
}

extension DriftReport {
    /// The manifests that a report needs answers about: those of the trained versions of a plan, as the service reports
    /// them. Each once, in the order of the plan.
    package static func manifests(of plan: Plan, against live: LiveState) -> [ManifestObject] {
        var seen: Set<ManifestObject> = []
        return plan.projects.flatMap { project in
            let versions = live.versions(of: project)
            return project.entries.flatMap { entry in
                versions[entry.name].map { entry.manifestsInUse($0, of: AccountRegion(project.project)) } ?? []
            }
        }.filter { seen.insert($0).inserted }
    }

    /// Whether a report needs answers about any manifest: whether `manifests` has one.
    package static func needsManifests(of plan: Plan, against live: LiveState) -> Bool {
        plan.projects.contains { project in
            let (versions, place) = (live.versions(of: project), AccountRegion(project.project))
            return project.entries.contains { entry in
                versions[entry.name].map { !entry.manifestsInUse($0, of: place).isEmpty } ?? false
            }
        }
    }
}

extension LiveState {
    func versions(of plan: ProjectPlan) -> [VersionName: LiveVersion] {
        guard case .present(let project) = self[plan.project] else { return [:] }
        return project.versions.newestByName
    }
}

extension PlanEntry {
    /// Whether the version is trained with the desired settings: then its gate and its manifests count.
    package var isTrained: Bool {
        outcome == .deprecated || outcome == .unchanged && live?.status.phase == .trained
    }

    /// The manifests that it was trained with, with their object versions where they are pinned. Each once.
    ///
    /// An object version in the files pins a manifest too: it is not documented whether the service echoes it.
    func manifestsInUse(_ live: LiveVersion, of place: AccountRegion) -> [ManifestObject] {
        guard isTrained, case .trained(let settings) = desired.intent,
            case .manifests(let training, let testing) = settings.datasets
        else { return [] }
        // The same manifest can be pinned in one list only.
        var testingManifests = training
        if case .manifests(let manifests) = testing { testingManifests = manifests }
        let lists = [(training, live.settings.training), (testingManifests, live.settings.testing)]
        var seen: Set<ManifestObject> = []
        return lists.flatMap { desired, live in
            let pins = Dictionary(grouping: desired.map(\.object).filter { $0.version != nil }, by: \.withoutVersion)
            return (live ?? []).flatMap { $0.version == nil ? pins[$0] ?? [$0] : [$0] }
        }.map { ManifestObject($0, of: place) }.filter { seen.insert($0).inserted }
    }
}
