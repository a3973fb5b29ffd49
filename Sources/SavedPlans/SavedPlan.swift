package import DesiredState
package import Diagnostics
package import ModelVersions
package import Planning

/// A plan that was reviewed: what is to be created, and the live state that it rests on.
///
/// Nothing in it depends on when it was made, and nothing is secret. The format of its file is
/// specs/saved-plan.schema.json.
package struct SavedPlan: Sendable, Equatable {
    /// Of the program that made it.
    package var toolVersion: String
    package var target: PlanTarget
    /// SHA-256 of the whole desired state, with what was not selected.
    package var desiredStateDigest: String
    /// In byte order.
    package var allowedRecreations: [VersionName]
    package var selection: Selection
    package var omission: Omission?
    package var projects: [Project]
    /// What was trained with them was reviewed; empty where nobody looked. In byte order of region and place.
    package var manifests: [ManifestPrint] = []

    package struct Project: Sendable, Equatable {
        package var arn: ProjectARN
        package var live: ProjectPrint
        package var lists: [PlannedList]
        /// Those that are selected, in the order of the desired state.
        package var versions: [Version]
    }

    package struct Version: Sendable, Equatable {
        package var desired: DesiredVersion
        package var location: SourceLocation?
        package var outcome: Outcome
        /// Nil where no version of the name was live.
        package var live: VersionPrint?
    }

    package var createCount: Int {
        projects.reduce(0) { $0 + $1.versions.count { $0.outcome == .create } }
    }

    /// The part of the desired state that the plan is about.
    package var desiredState: DesiredState {
        var state = DesiredState()
        for project in projects {
            state.projects.append(
                DesiredProject(
                    arn: project.arn,
                    versions: project.versions.map(\.desired),
                    lists: project.lists.map(\.names)
                )
            )
            for version in project.versions { state.sources[project.arn, version.desired.name] = version.location }
        }
        return state
    }
}

/// What mattered of a live project.
package struct ProjectPrint: Sendable, Equatable {
    package struct Dataset: Sendable, Equatable {
        package var kind: LiveProject.Dataset.Kind
        package var status: String
        /// Another one for a dataset that was deleted and made anew; nil where it is not known.
        package var arn: String?
    }

    package var status: String
    /// API: CustomizationFeature; nil for one that this program does not know.
    package var feature: LiveProject.Feature?
    /// In the order of their kinds.
    package var datasets: [Dataset]
}

/// What mattered of a live version.
package struct VersionPrint: Sendable, Equatable {
    package var arn: VersionARN
    package var phase: VersionStatus.Phase
    /// SHA-256 of the immutable settings, as far as the service says them.
    package var settingsDigest: String
}

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

/// What a plan was made against: the thing that must not be exchanged between planning and applying.
package enum PlanTarget: Sendable, Equatable, CustomStringConvertible {
    /// An emulator in process. Which state file is not said: it is a path of one machine.
    case sandbox
    /// AWS, in the partitions and regions of the projects' ARNs.
    ///
    /// - endpoint: scheme, host and port of the endpoint that was configured instead of AWS's own; nil for AWS's own.
    case aws(endpoint: String?)

    package var description: String {
        switch self {
        case .sandbox: "the sandbox"
        case .aws(nil): "AWS"
        case .aws(let endpoint?): endpoint
        }
    }
}
