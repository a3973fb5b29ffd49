package import DesiredState
internal import ModelVersions
package import Planning

extension SavedPlan {
    /// Saves a plan that is complete and not blocked.
    ///
    /// - Parameters:
    ///   - desired: The whole desired state, of which the options select a part.
    ///   - live: What the plan was made against.
    ///   - manifests: What the unpinned manifests of the versions to create are, where somebody looked.
    package init(
        _ plan: Plan,
        of desired: DesiredState,
        against live: LiveState,
        options: PlanOptions,
        target: PlanTarget,
        toolVersion: String,
        manifests: [ManifestPrint] = []
    ) throws {
        self.init(
            toolVersion: toolVersion,
            target: target,
            desiredStateDigest: try DesiredStateDigest.of(desired),
            allowedRecreations: options.allowedRecreations.sorted(),
            selection: options.selection,
            omission: plan.omission,
            projects: try plan.projects.compactMap { planned in
                guard case .present(let project) = live[planned.project] else { return nil }
                let versions = project.versions.newestByName
                return Project(
                    arn: planned.project,
                    live: ProjectPrint(project),
                    lists: planned.lists,
                    versions: try planned.entries.map { entry in
                        Version(
                            desired: entry.desired,
                            location: entry.location,
                            outcome: entry.outcome,
                            live: try versions[entry.name].map { try VersionPrint($0) }
                        )
                    }
                )
            },
            manifests: manifests.sorted { ($0.region, $0.manifest) < ($1.region, $1.manifest) }
        )
    }
}

extension ProjectPrint {
    init(_ project: LiveProject) {
        status = project.status
        feature = project.feature
        datasets = project.datasets.map { Dataset(kind: $0.kind, status: $0.status, arn: $0.arn) }
            .sorted { ($0.kind.rawValue, $0.status, $0.arn ?? "") < ($1.kind.rawValue, $1.status, $1.arn ?? "") }
    }
}

extension VersionPrint {
    init(_ version: LiveVersion) throws {
        arn = version.arn
        phase = version.status.phase
        settingsDigest = try SettingsDigest.of(version.settings)
    }
}
