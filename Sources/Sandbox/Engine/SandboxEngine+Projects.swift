import Host
import ModelVersions
import Rekognition

extension SandboxEngine {
    /// API: CreateProject.
    func createProject(_ request: CreateProjectRequest, in place: AccountRegion) async throws -> CreateProjectResponse {
        try Self.checkShape(of: request)
        return try await store.update { state in
            let here = state.projects.filter { $0.isIn(place) }
            if here.contains(where: { $0.name == request.projectName }) {
                throw ServiceRefusal.inUse("The project \(request.projectName) already exists.")
            }
            guard here.count < state.settings.projectsPerRegion else {
                throw ServiceRefusal.limitExceeded(
                    "The limit of \(state.settings.projectsPerRegion) projects is reached."
                )
            }
            let time = max(now.milliseconds, state.projects.last?.createdAt ?? 0)
            let arn = "\(place.arnStart)project/\(request.projectName)/\(state.number(at: time))"
            state.projects.append(
                SandboxState.Project(
                    arn: arn,
                    createdAt: time,
                    feature: request.feature ?? SandboxState.Project.features[0],
                    autoUpdate: request.autoUpdate,
                    tags: request.tags ?? .none,
                    datasets: [],
                    versions: []
                )
            )
            return CreateProjectResponse(projectARN: arn)
        }
    }

    /// API: DescribeProjects. Newest first; unknown names are left out.
    func describeProjects(
        _ request: DescribeProjectsRequest,
        in place: AccountRegion
    ) throws -> DescribeProjectsResponse {
        try Constraints.maxResults(request.maxResults)
        try Constraints.names(request.projectNames, "projectNames", check: Constraints.projectName)
        try Constraints.features(request.features)
        // API: "If no value is specified, CUSTOM_LABELS is used as a default."
        let features = request.features ?? [SandboxState.Project.features[0]]
        let names = request.projectNames.map { Set($0.map { Substring($0) }) }
        let projects = try store.read().projects.reversed().filter { project in
            features.contains(project.feature) && project.isIn(place) && names?.contains(project.name) ?? true
        }
        let page = try Pages.page(
            of: projects,
            after: request.nextToken,
            limit: request.maxResults,
            request: ["DescribeProjects", place.arnStart] + features + [""] + (request.projectNames ?? []),
            place: { ($0.createdAt, $0.arn) }
        )
        return DescribeProjectsResponse(
            projectDescriptions: page.elements.map(\.description),
            nextToken: page.next
        )
    }

    /// API: DeleteProject. The project and its datasets are deleted at once; a project with versions is refused.
    func deleteProject(_ request: DeleteProjectRequest, in place: AccountRegion) async throws -> DeletionResponse {
        let arn = try Constraints.arn(request.projectARN, .project, "projectArn")
        return try await store.update { state in
            let index = try state.index(of: arn, in: place)
            guard state.projects[index].versions.isEmpty else {
                throw ServiceRefusal.inUse("The project has model versions: delete them first.")
            }
            for dataset in state.projects[index].datasets { state.didDelete(dataset.arn) }
            state.didDelete(arn.text)
            state.projects.remove(at: index)
            return DeletionResponse(status: "DELETING")
        }
    }

    private static func checkShape(of request: CreateProjectRequest) throws {
        try Constraints.projectName(request.projectName)
        try Constraints.oneOf(request.feature, "feature", SandboxState.Project.features)
        try Constraints.oneOf(request.autoUpdate, "autoUpdate", ["ENABLED", "DISABLED"])
        try Constraints.tags(request.tags)
        // API: "Required argument for Content Moderation. Applicable only to adapters."
        if (request.autoUpdate != nil) != (request.feature == SandboxState.Project.contentModeration) {
            throw ServiceRefusal.invalidParameter(
                "AutoUpdate is required for projects of CONTENT_MODERATION, and only for them."
            )
        }
    }
}

extension SandboxState.Project {
    fileprivate var description: ProjectDescription {
        ProjectDescription(
            projectARN: arn,
            creationTimestamp: Timestamp(milliseconds: createdAt),
            status: "CREATED",
            datasets: datasets.map { dataset in
                DatasetMetadata(
                    creationTimestamp: Timestamp(milliseconds: dataset.createdAt),
                    datasetType: dataset.type,
                    datasetARN: dataset.arn,
                    status: dataset.currentStatus,
                    statusMessage: SandboxState.Dataset.statusMessage,
                    statusMessageCode: SandboxState.Dataset.statusMessageCode
                )
            },
            feature: feature,
            autoUpdate: autoUpdate
        )
    }
}
