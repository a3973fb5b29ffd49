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
