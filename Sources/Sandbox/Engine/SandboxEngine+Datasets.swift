import Host
import ModelVersions
import Rekognition
import Text

extension SandboxEngine {
    /// API: CreateDataset. The dataset is complete at once.
    func createDataset(_ request: CreateDatasetRequest, in place: AccountRegion) async throws -> DatasetReference {
        let arn = try Constraints.arn(request.projectARN, .project, "projectArn")
        try Constraints.oneOf(request.datasetType, "datasetType", ["TRAIN", "TEST"])
        try Constraints.tags(request.tags)
        let source = try request.datasetSource.flatMap(Self.checked)
        return try await store.update { state in
            let index = try state.index(of: arn, in: place)
            // API: "This operation applies only to Amazon Rekognition Custom Labels."
            if state.projects[index].feature == SandboxState.Project.contentModeration {
                throw ServiceRefusal.invalidParameter("CreateDataset is not for projects of CONTENT_MODERATION.")
            }
            let entries = try state.entries(of: source, in: place)
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
                entries: entries,
                tags: request.tags ?? .none
            )
            return DatasetReference(datasetARN: dataset)
        }
    }

    /// API: DescribeDataset.
    func describeDataset(_ request: DescribeDatasetRequest, in place: AccountRegion) throws -> DescribeDatasetResponse {
        let dataset = try dataset(request.datasetARN, in: place, action: "rekognition:DescribeDataset")
        return DescribeDatasetResponse(datasetDescription: dataset.description)
    }

    /// API: ListDatasetEntries. In the order of the manifest.
    func listDatasetEntries(_ request: ListDatasetEntriesRequest, in place: AccountRegion) throws
        -> ListDatasetEntriesResponse
    {
        try Constraints.maxResults(request.maxResults)
        try Constraints.labels(request.containsLabels)
        try Constraints.query(request.sourceRefContains)
        let dataset = try dataset(request.datasetARN, in: place, action: "rekognition:ListDatasetEntries")
        guard dataset.currentStatus.hasSuffix("_COMPLETE") else { throw ServiceRefusal.notReady(dataset.arn) }
        let entries = (dataset.entries ?? []).enumerated().filter { request.includes($0.element) }
        let filters =
            [request.labeled, request.hasErrors].map { $0.map { "\($0)" } ?? "" } + [request.sourceRefContains ?? ""]
        let page = try Pages.page(
            of: entries,
            after: request.nextToken,
            limit: request.maxResults,
            request: ["ListDatasetEntries", dataset.arn] + filters + (request.containsLabels ?? []),
            // Entries have no time. Their places in the list stand for it.
            place: { (-Int64($0.offset), $0.element) }
        )
        return ListDatasetEntriesResponse(datasetEntries: page.elements.map(\.element), nextToken: page.next)
    }

    /// API: ListDatasetLabels. In the order of the names, with the labels that entries have.
    func listDatasetLabels(_ request: ListDatasetLabelsRequest, in place: AccountRegion) throws
        -> ListDatasetLabelsResponse
    {
        try Constraints.maxResults(request.maxResults)
        let dataset = try dataset(request.datasetARN, in: place, action: "rekognition:ListDatasetLabels")
        guard dataset.currentStatus.hasSuffix("_COMPLETE") else { throw ServiceRefusal.notReady(dataset.arn) }
        let page = try Pages.page(
            of: Array(dataset.labels.enumerated()),
            after: request.nextToken,
            limit: request.maxResults,
            request: ["ListDatasetLabels", dataset.arn],
            // Labels have no time. Their places in the list stand for it.
            place: { (-Int64($0.offset), $0.element.labelName ?? "") }
        )
        return ListDatasetLabelsResponse(
            datasetLabelDescriptions: page.elements.map(\.element),
            nextToken: page.next
        )
    }

    /// API: UpdateDatasetEntries. The update is complete at once.
    func updateDatasetEntries(_ request: UpdateDatasetEntriesRequest, in place: AccountRegion) async throws
        -> EmptyResponse
    {
        let arn = try Constraints.arn(request.datasetARN, .dataset, "datasetArn")
        guard let text = DatasetEntries.text(base64: request.changes.groundTruth) else {
            throw ServiceRefusal.invalidParameter("GroundTruth is not base64 of a text in UTF-8.")
        }
        let lines = try DatasetEntries.read(text)
        return try await change(arn.text, in: place) { entries in
            DatasetEntries.merge(lines, into: &entries)
            return EmptyResponse()
        }
    }

    /// Replaces the entries of a dataset.
    ///
    /// - Parameter text: JSON Lines.
    /// - Returns: how many entries the dataset has now.
    /// - Throws: `SandboxError`.
    package func put(_ text: String, intoDataset arn: String) async throws -> Int {
        do {
            let arn = try Constraints.arn(arn, .dataset, "datasetArn")
            let lines = try DatasetEntries.read(text)
            return try await change(arn.text, in: arn.place) { entries in
                entries = lines
                return lines.count
            }
        } catch let refusal as ServiceRefusal {
            throw SandboxError("the entries cannot be written: \(refusal.message)")
        }
    }

    /// API: DeleteDataset. The dataset is deleted at once.
    func deleteDataset(_ request: DatasetReference, in place: AccountRegion) async throws -> EmptyResponse {
        let arn = try Constraints.arn(request.datasetARN, .dataset, "datasetArn")
        return try await store.update { state in
            guard case .dataset(let project, let index) = try state.position(of: arn.text, in: place) else {
                throw ServiceRefusal.notFound(arn.text)
            }
            state.projects[project].datasets.remove(at: index)
            state.didDelete(arn.text)
            return EmptyResponse()
        }
    }

    private func dataset(_ text: String, in place: AccountRegion, action: String) throws -> SandboxState.Dataset {
        let arn = try Constraints.arn(text, .dataset, "datasetArn")
        let state = try store.read()
        guard case .dataset(let project, let index) = try state.position(of: arn.text, in: place) else {
            throw ServiceRefusal.notFound(arn.text)
        }
        let dataset = state.projects[project].datasets[index]
        if dataset.denied?.contains(action) == true { throw ServiceRefusal.denied(action, on: arn.text) }
        return dataset
    }

    private func change<Result: Sendable>(
        _ arn: String,
        in place: AccountRegion,
        _ body: @Sendable (inout [String]) -> Result
    ) async throws -> Result {
        try await store.update { state in
            guard case .dataset(let project, let index) = try state.position(of: arn, in: place) else {
                throw ServiceRefusal.notFound(arn)
            }
            var dataset = state.projects[project].datasets[index]
            var entries = dataset.entries ?? []
            let result = body(&entries)
            dataset.entries = entries
            // Each update has a time of its own, also when the clock stands still.
            dataset.updatedAt = max(now.milliseconds, dataset.lastUpdate + 1)
            state.projects[project].datasets[index] = dataset
            return result
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

extension SandboxState {
    /// The entries of a new dataset; nil for a manifest that the state does not have.
    fileprivate func entries(of source: CreateDatasetRequest.Source?, in place: AccountRegion) throws -> [String]? {
        guard let source else { return [] }
        if let copied = source.datasetARN {
            guard case .dataset(let project, let index) = try position(of: copied, in: place) else {
                throw ServiceRefusal.notFound(copied)
            }
            return projects[project].datasets[index].entries
        }
        let object = source.groundTruthManifest?.s3Object
        let bucket = (buckets ?? []).first { $0.name == object?.bucket }
        let versions = bucket?.objects.first { $0.key.hasSameBytes(as: object?.name ?? "") }?.versions ?? []
        let version = object?.version.map { id in versions.first { $0.id == id } } ?? versions.last
        return try version?.content.map(DatasetEntries.read)
    }
}

extension ListDatasetEntriesRequest {
    /// Whether an entry passes the filters.
    fileprivate func includes(_ line: String) -> Bool {
        guard let entry = DatasetEntry(line) else { return false }
        if let hasErrors, hasErrors != entry.hasErrors { return false }
        if let labeled, labeled == entry.labels.isEmpty { return false }
        if let part = sourceRefContains, !entry.sourceRef.utf8.holds(part) { return false }
        return containsLabels.map { !entry.labels.isDisjoint(with: $0) } ?? true
    }
}

extension SandboxState.Dataset {
    static let statusMessage = "The dataset is complete."
    static let statusMessageCode = "SUCCESS"

    var currentStatus: String { status ?? (updatedAt == nil ? "CREATE_COMPLETE" : "UPDATE_COMPLETE") }

    var lastUpdate: Int64 { updatedAt ?? createdAt }

    fileprivate var labels: [DatasetLabelDescription] {
        var labels: [String: DatasetLabelStats] = [:]
        for entry in (entries ?? []).compactMap(DatasetEntry.init) {
            for name in entry.labels {
                let known = labels[name]
                labels[name] = DatasetLabelStats(
                    entryCount: (known?.entryCount ?? 0) + 1,
                    boundingBoxCount: (known?.boundingBoxCount ?? 0) + (entry.boxLabels.contains(name) ? 1 : 0)
                )
            }
        }
        return labels.sorted { $0.key < $1.key }
            .map { DatasetLabelDescription(labelName: $0.key, labelStats: $0.value) }
    }

    fileprivate var description: DatasetDescription {
        DatasetDescription(
            creationTimestamp: Timestamp(milliseconds: createdAt),
            lastUpdatedTimestamp: Timestamp(milliseconds: lastUpdate),
            status: currentStatus,
            statusMessage: Self.statusMessage,
            statusMessageCode: Self.statusMessageCode,
            // Nil for a source that was not read.
            datasetStats: entries.map { lines in
                let entries = lines.compactMap(DatasetEntry.init)
                return DatasetStats(
                    labeledEntries: entries.count { !$0.labels.isEmpty },
                    totalEntries: lines.count,
                    totalLabels: Set(entries.flatMap(\.labels)).count,
                    errorEntries: entries.count(where: \.hasErrors)
                )
            }
        )
    }
}
