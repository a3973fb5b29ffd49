internal import Host
internal import Rekognition

extension SandboxEngine {
    /// API: CreateDataset. The dataset is complete at once; its source is not read.
    package func createDataset(_ request: CreateDatasetRequest) async throws -> DatasetReference {
        _ = try Constraints.projectARN(request.projectARN)
        try Constraints.oneOf(request.datasetType, "datasetType", ["TRAIN", "TEST"])
        try Constraints.tags(request.tags)
        let time = now.milliseconds
        return try await store.update { state in
            let index = try state.index(ofProject: request.projectARN)
            if state.projects[index].datasets.contains(where: { $0.type == request.datasetType }) {
                throw ServiceRefusal(
                    code: "ResourceAlreadyExistsException",
                    message: "The project already has a \(request.datasetType) dataset."
                )
            }
            state.projects[index].addDataset(request.datasetType, at: time, tags: request.tags ?? [:])
            return DatasetReference(datasetARN: state.projects[index].datasets.last?.arn ?? "")
        }
    }

    /// API: DescribeDataset.
    package func describeDataset(_ request: DatasetReference) throws -> DescribeDatasetResponse {
        for project in try store.read().projects {
            guard let dataset = project.datasets.first(where: { $0.arn == request.datasetARN }) else { continue }
            let time = Timestamp(milliseconds: dataset.createdAt)
            return DescribeDatasetResponse(
                datasetDescription: .init(
                    creationTimestamp: time,
                    lastUpdatedTimestamp: time,
                    status: "CREATE_COMPLETE",
                    statusMessage: "The dataset is complete.",
                    statusMessageCode: "SUCCESS"
                )
            )
        }
        throw ServiceRefusal.notFound(request.datasetARN)
    }

    /// API: DeleteDataset.
    package func deleteDataset(_ request: DatasetReference) async throws -> EmptyResponse {
        try await store.update { state in
            for project in state.projects.indices {
                if let index = state.projects[project].datasets.firstIndex(where: { $0.arn == request.datasetARN }) {
                    state.projects[project].datasets.remove(at: index)
                    return EmptyResponse()
                }
            }
            throw ServiceRefusal.notFound(request.datasetARN)
        }
    }
}
