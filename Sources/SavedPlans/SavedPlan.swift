package import DesiredState
package import Diagnostics
package import ModelVersions
package import Planning

/// A plan for review: the versions to create, and the live state that the plan depends on.
///
/// It has no time and no secret. The format of its file is specs/saved-plan.schema.json.
package struct SavedPlan: Sendable, Equatable {
    /// Of the program that made it.
    package var toolVersion: String
    package var target: PlanTarget
    /// SHA-256 of the whole desired state, also of versions that are not selected.
    package var desiredStateDigest: String
    /// In byte order.
    package var allowedRecreations: [VersionName]
    /// Whether CloudTrail was asked for earlier trainings: then apply asks it too.
    package var asksCloudTrail = false
    package var selection: Selection
    package var omission: Omission?
    /// The names of the variables whose values are in the desired state, sorted. The values are not recorded apart.
    package var variables: [String] = []
    /// Those in which apply creates versions, or has nothing to do.
    package var projects: [Project]
    /// Those in which apply creates nothing, in the order of the desired state.
    package var refused: [RefusedPart] = []
    /// The unpinned manifests of the versions to create; empty if they were not read. In byte order of region and
    /// place.
    package var manifests: [ManifestFingerprint] = []

    package struct Project: Sendable, Equatable {
        package var arn: ProjectARN
        package var live: ProjectSnapshot
        package var lists: [PlannedList]
        /// The selected ones, in the order of the desired state.
        package var versions: [Version]
        /// Whose credentials were to create. A plan without it was made where the settings name none.
        package var creator = AccountIdentity.ofRun

        /// The versions that the plan creates.
        var creates: Set<VersionName> {
            Set(versions.filter { $0.outcome == .create }.map(\.desired.name))
        }
    }

    package struct Version: Sendable, Equatable {
        package var desired: DesiredVersion
        package var location: SourceLocation?
        package var outcome: Outcome
        /// Whether the reviewed plan trains it again with permission. The permission is for this version alone.
        package var isRecreation = false
        /// Nil if no version with this name was live.
        package var live: VersionSnapshot?
    }

    /// A project that was refused when the plan was made. Its versions are known, so that the plan describes the whole
    /// desired state.
    package struct RefusedPart: Sendable, Equatable {
        package var refusal: RefusedProject
        package var desired: DesiredProject
        /// Among all projects of the plan, refused or not.
        package var place: Int
    }

    /// Refused or not.
    package var allProjects: [ProjectARN] { projects.map(\.arn) + refused.map(\.desired.arn) }

    /// The ARNs that projects by name had when the plan was made.
    package var frozenARNs: [ProjectARN: ProjectARN] {
        allProjects.filter(\.isResolved).reduce(into: [:]) { arns, arn in
            let named = try? ProjectARN(
                named: arn.name,
                region: arn.region,
                account: arn.account,
                partition: arn.partition
            )
            if let named { arns[named] = arn }
        }
    }

    package var createCount: Int { createdNames.values.reduce(0) { $0 + $1.count } }

    /// The versions that the plan creates.
    package var createdNames: [ProjectARN: Set<VersionName>] {
        projects.reduce(into: [:]) { names, project in
            let created = project.creates
            if !created.isEmpty { names[project.arn] = created }
        }
    }

    /// The options of every later plan of the saved versions.
    package var planOptions: PlanOptions {
        PlanOptions(
            reviewedCreates: createdNames,
            reviewedRecreations: projects.reduce(into: [:]) { names, project in
                names[project.arn] = Set(project.versions.filter(\.isRecreation).map(\.desired.name))
            }
        )
    }

    /// The selected part of the desired state, with the refused projects.
    var wholeState: DesiredState {
        var state = desiredState
        for part in refused { state.projects.insert(part.desired, at: min(part.place, state.projects.count)) }
        return state
    }

    /// The selected part of the desired state, without the refused projects.
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

/// The facts about a live project that a plan depends on.
package struct ProjectSnapshot: Sendable, Equatable {
    package struct Dataset: Sendable, Equatable {
        package var kind: LiveProject.Dataset.Kind
        package var status: String
        /// It changes when a dataset is deleted and created again; nil if it is not known.
        package var arn: String?
        /// Nil if no version is to be trained with it, or if it could not be read.
        package var content: DatasetContent?
    }

    package var status: String
    /// API: CustomizationFeature; nil for an unknown one.
    package var feature: ProjectFeature?
    /// Sorted by kind.
    package var datasets: [Dataset]
}

/// The facts about a live version that a plan depends on.
package struct VersionSnapshot: Sendable, Equatable {
    package var arn: VersionARN
    package var phase: VersionStatus.Phase
    /// SHA-256 of the immutable settings that the service returns.
    package var settingsDigest: String
}

extension SavedPlan {
    /// - Parameters:
    ///   - live: the state that the plan was made against.
    ///   - manifests: the unpinned manifests of the versions to create, if they were read.
    ///   - variables: the names of the variables that gave a value, sorted.
    ///   - asksCloudTrail: whether CloudTrail was asked for earlier trainings.
    package init(
        _ plan: Plan,
        of selected: SelectedState,
        against live: LiveState,
        options: PlanOptions,
        target: PlanTarget,
        toolVersion: String,
        manifests: [ManifestFingerprint] = [],
        variables: [String] = [],
        asksCloudTrail: Bool = false
    ) throws {
        let sound = plan.sound
        let refusals = Dictionary(plan.refusals.map { ($0.project, $0) }) { first, _ in first }
        self.init(
            toolVersion: toolVersion,
            target: target,
            desiredStateDigest: try DesiredStateDigest.of(selected.whole),
            allowedRecreations: options.allowedRecreations.sorted(),
            asksCloudTrail: asksCloudTrail,
            selection: selected.selection,
            omission: plan.omission,
            variables: variables,
            projects: try sound.compactMap { planned in
                guard case .present(let project) = live[planned.project] else { return nil }
                let versions = project.versions.newestByName
                return Project(
                    arn: planned.project,
                    live: ProjectSnapshot(project),
                    lists: planned.lists,
                    versions: try planned.entries.map { entry in
                        Version(
                            desired: entry.desired,
                            location: entry.location,
                            outcome: entry.outcome,
                            isRecreation: entry.outcome == .create && entry.recreation != nil,
                            live: try versions[entry.name].map { try VersionSnapshot($0) }
                        )
                    },
                    creator: plan.access.creator(in: planned.project.account)
                )
            },
            refused: selected.part.projects.enumerated().compactMap { place, project in
                let desired = DesiredProject(arn: project.arn, versions: project.versions, lists: project.lists)
                return refusals[project.arn].map { RefusedPart(refusal: $0, desired: desired, place: place) }
            },
            manifests: manifests.sorted { ($0.region, $0.manifest) < ($1.region, $1.manifest) }
        )
    }
}

extension ProjectSnapshot {
    init(_ project: LiveProject) {
        status = project.status
        feature = project.feature
        datasets = project.datasets
            .map { Dataset(kind: $0.kind, status: $0.status, arn: $0.arn, content: $0.reading.content) }
            .sorted { ($0.kind.rawValue, $0.status, $0.arn ?? "") < ($1.kind.rawValue, $1.status, $1.arn ?? "") }
    }
}

extension VersionSnapshot {
    init(_ version: LiveVersion) throws {
        arn = version.arn
        phase = version.status.phase
        settingsDigest = try SettingsDigest.of(version.settings)
    }
}

/// The service that a plan was made against. A saved plan is applied to the same one.
package enum PlanTarget: Sendable, Equatable, CustomStringConvertible {
    /// The emulator in this process. The state file is left out: its path belongs to one machine.
    case sandbox
    /// AWS, in the partitions and regions of the projects' ARNs.
    ///
    /// - endpoint: scheme, host and port of a configured endpoint; nil for that of AWS.
    case aws(endpoint: String?)

    package var description: String {
        switch self {
        case .sandbox: "the sandbox"
        case .aws(nil): "AWS"
        case .aws(let endpoint?): endpoint
        }
    }
}
