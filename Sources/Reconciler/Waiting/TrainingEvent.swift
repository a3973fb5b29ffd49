package import ModelVersions
package import Planning

/// What is seen of a training while it is followed.
package enum TrainingEvent: Sendable, Equatable {
    /// It runs and is being followed from now on.
    ///
    /// - Parameters:
    ///   - created: milliseconds since 1970.
    ///   - expected: how long the project's trainings took so far; nil where there were none.
    case following(project: ProjectARN, name: VersionName, created: Int64?, expected: Duration?)
    /// Its status changed, and it has not ended.
    case changed(project: ProjectARN, name: VersionName, status: VersionStatus)
    /// Nothing more is to be waited for.
    case ended(TrainingReport.Item)
    /// The project could not be asked; it will be asked again.
    case pollFailed(project: ProjectARN, names: [VersionName], reason: String)
    /// The project answers again.
    case pollRecovered(project: ProjectARN, names: [VersionName])

    package var project: ProjectARN {
        switch self {
        case .following(let project, _, _, _), .changed(let project, _, _), .pollFailed(let project, _, _),
            .pollRecovered(let project, _):
            project
        case .ended(let item): item.project
        }
    }

    /// The versions that it concerns.
    package var names: [VersionName] {
        switch self {
        case .following(_, let name, _, _), .changed(_, let name, _): [name]
        case .pollFailed(_, let names, _), .pollRecovered(_, let names): names
        case .ended(let item): [item.name]
        }
    }
}
