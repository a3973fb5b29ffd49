import Host
import Rekognition

extension SandboxEngine {
    /// API: CreateDataset. The dataset is complete at once; its manifest is not read.
    func createDataset(_ request: CreateDatasetRequest, region: String) async throws -> DatasetReference {
        let arn = try Constraints.arn(request.projectARN, .project, "projectArn")
        try Constraints.oneOf(request.datasetType, "datasetType", ["TRAIN", "TEST"])
        try Constraints.tags(request.tags)
        let source = try request.datasetSource.flatMap(Self.checked)
        return try await store.update { state in
            let index = try state.index(of: arn, in: region)
            // API: "This operation applies only to Amazon Rekognition Custom Labels."
            if state.projects[index].feature == SandboxState.Project.contentModeration {
                throw ServiceRefusal.invalidParameter("CreateDataset is not for projects of CONTENT_MODERATION.")
            }
            if let copied = source?.datasetARN { _ = try state.position(of: copied, in: region) }
            if state.projects[index].datasets.contains(where: { $0.type == request.datasetType }) {
                throw ServiceRefusal(
                    code: "ResourceAlreadyExistsException",
                    message: "The project already has a \(request.datasetType) dataset."
                )
            }
            let time = now.milliseconds
            let dataset = state.projects[index].addDataset(
                request.datasetType,
                at: time,
                number: state.number(at: time),
                source: source,
                tags: request.tags ?? [:]
            )
            return DatasetReference(datasetARN: dataset)
        }
    }

    /// API: DescribeDataset.
    func describeDataset(_ request: DatasetReference, region: String) throws -> DescribeDatasetResponse {
        let arn = try Constraints.arn(request.datasetARN, .dataset, "datasetArn")
        let state = try store.read()
        guard case .dataset(let project, let index) = try state.position(of: arn.text, in: region) else {
            throw ServiceRefusal.notFound(arn.text)
        }
        return DescribeDatasetResponse(datasetDescription: state.projects[project].datasets[index].description)
    }

    /// API: DeleteDataset. The dataset is deleted at once.
    func deleteDataset(_ request: DatasetReference, region: String) async throws -> EmptyResponse {
        let arn = try Constraints.arn(request.datasetARN, .dataset, "datasetArn")
        return try await store.update { state in
            guard case .dataset(let project, let index) = try state.position(of: arn.text, in: region) else {
                throw ServiceRefusal.notFound(arn.text)
            }
            state.projects[project].datasets.remove(at: index)
            state.didDelete(arn.text)
            return EmptyResponse()
        }
    }

    /// Nil for a source that names nothing.
    private static func checked(_ source: CreateDatasetRequest.Source) throws -> CreateDatasetRequest.Source? {
        switch (source.groundTruthManifest, source.datasetARN) {
        case (let manifest?, nil):
            let object = manifest.s3Object
            try Constraints.s3Object((object?.bucket, object?.name, object?.version))
            return source
        case (nil, let arn?):
            _ = try Constraints.arn(arn, .dataset, "datasetArn")
            return source
        case (nil, nil):
            return nil
        case (_?, _?):
            throw ServiceRefusal.invalidParameter("DatasetSource takes a manifest or a dataset, not both.")
        }
    }
}

extension SandboxState.Dataset {
    static let status = "CREATE_COMPLETE"
    static let statusMessage = "The dataset is complete."
    static let statusMessageCode = "SUCCESS"

    fileprivate var description: DescribeDatasetResponse.Description {
        let time = Timestamp(milliseconds: createdAt)
        return DescribeDatasetResponse.Description(
            creationTimestamp: time,
            lastUpdatedTimestamp: time,
            status: Self.status,
            statusMessage: Self.statusMessage,
            statusMessageCode: Self.statusMessageCode,
            // The source is not read, so its statistics are unknown.
            datasetStats: source == nil ? .init() : nil
        )
    }
}
