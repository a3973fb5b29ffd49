internal import Host
internal import ModelVersions
package import Rekognition

extension SandboxEngine {
    /// API: CreateProject.
    package func createProject(_ request: CreateProjectRequest, region: String) async throws -> CreateProjectResponse {
        try Constraints.projectName(request.projectName)
        try Constraints.oneOf(request.feature, "feature", ["CUSTOM_LABELS", "CONTENT_MODERATION"])
        try Constraints.oneOf(request.autoUpdate, "autoUpdate", ["ENABLED", "DISABLED"])
        try Constraints.tags(request.tags)
        let time = now.milliseconds
        return try await store.update { state in
            let here = state.projects.filter { $0.region == region }
            if here.contains(where: { $0.name == request.projectName }) {
                throw ServiceRefusal.inUse("The project \(request.projectName) already exists.")
            }
            guard here.count < state.settings.projectsPerRegion else {
                throw ServiceRefusal.limitExceeded(
                    "The limit of \(state.settings.projectsPerRegion) projects is reached."
                )
            }
            let arn =
                "arn:\(Self.partition(of: region)):rekognition:\(region):\(state.settings.account):project/"
                + "\(request.projectName)/\(time)"
            state.projects.append(
                SandboxState.Project(
                    arn: arn,
                    createdAt: time,
                    feature: request.feature ?? "CUSTOM_LABELS",
                    autoUpdate: request.autoUpdate,
                    tags: request.tags ?? [:],
                    datasets: [],
                    versions: []
                )
            )
            return CreateProjectResponse(projectARN: arn)
        }
    }

    /// API: DescribeProjects. Newest first; names that are not known are left out.
    package func describeProjects(
        _ request: DescribeProjectsRequest,
        region: String
    ) throws -> DescribeProjectsResponse {
        try Constraints.maxResults(request.maxResults)
        try Constraints.names(request.projectNames, "projectNames", check: Constraints.projectName)
        let features = ["CUSTOM_LABELS", "CONTENT_MODERATION"]
        for feature in request.features ?? [] { try Constraints.oneOf(feature, "features", features) }
        let projects = try store.read().projects.reversed().filter { project in
            project.region == region && request.projectNames?.contains(project.name) ?? true
                && request.features?.contains(project.feature) ?? true
        }
        let page = try Pages.page(of: projects, after: request.nextToken, limit: request.maxResults, key: \.arn)
        return DescribeProjectsResponse(
            projectDescriptions: page.elements.map(\.description),
            nextToken: page.next
        )
    }

    /// API: DeleteProject. A project with versions is refused.
    package func deleteProject(_ request: DeleteProjectRequest) async throws -> DeletionResponse {
        _ = try Constraints.projectARN(request.projectARN)
        return try await store.update { state in
            let index = try state.index(ofProject: request.projectARN)
            guard state.projects[index].versions.isEmpty else {
                throw ServiceRefusal.inUse("The project has model versions: delete them first.")
            }
            state.projects.remove(at: index)
            return DeletionResponse(status: "DELETING")
        }
    }

    private static func partition(of region: String) -> String {
        region.hasPrefix("cn-") ? "aws-cn" : region.hasPrefix("us-gov-") ? "aws-us-gov" : "aws"
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
                    status: "CREATE_COMPLETE",
                    statusMessage: "The dataset is complete.",
                    statusMessageCode: "SUCCESS"
                )
            },
            feature: feature,
            autoUpdate: autoUpdate
        )
    }
}
