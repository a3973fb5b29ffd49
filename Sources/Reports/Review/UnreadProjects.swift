internal import DesiredState
internal import Diagnostics
internal import ModelVersions
internal import Planning

/// What the desired state says of projects that could not be read.
struct UnreadProjects {
    private var projects: [ProjectARN: [(name: VersionName, location: SourceLocation?)]] = [:]

    init(_ unread: Set<ProjectARN>, of desired: DesiredState, omission: Omission?) {
        guard !unread.isEmpty else { return }
        for project in desired.projects where unread.contains(project.arn) {
            projects[project.arn] = project.versions
                .filter { omission?.selection.includes($0.name) ?? true }
                .map { ($0.name, desired.sources[project.arn, $0.name]) }
        }
    }

    func location(of project: ProjectARN) -> SourceLocation? {
        projects[project]?.compactMap(\.location).min()
    }

    /// - Parameter count: Of versions, which is all that is known of a project that the desired state lacks.
    func names(of project: ProjectARN, count: Int) -> [String] {
        projects[project]?.map(\.name.text) ?? ["all \(counted(count, "version"))"]
    }
}
