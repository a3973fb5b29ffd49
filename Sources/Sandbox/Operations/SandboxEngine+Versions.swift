internal import Host
internal import ModelVersions
package import Rekognition

extension SandboxEngine {
    /// API: CreateProjectVersion.
    package func createProjectVersion(
        _ request: CreateProjectVersionRequest
    ) async throws -> CreateProjectVersionResponse {
        try Self.checkShape(of: request)
        let time = now
        return try await store.update { state in
            let index = try state.index(ofProject: request.projectARN)
            let project = state.projects[index]
            try Self.checkData(of: request, in: project)
            // The name is looked for before the quota: who repeats a create learns that it is there.
            if project.versions.contains(where: { $0.request.versionName == request.versionName }) {
                throw ServiceRefusal.inUse(
                    "A version with the name \(request.versionName) already exists in the project."
                )
            }
            let running = state.projects.filter { $0.region == project.region }
                .flatMap(\.versions)
                .count { VersionLife(version: $0, settings: state.settings, now: time).stage == .training }
            guard running < state.settings.concurrentTrainings else {
                throw ServiceRefusal.limitExceeded(
                    "The limit of \(state.settings.concurrentTrainings) trainings at the same time is reached."
                )
            }
            guard project.versions.count < state.settings.versionsPerProject else {
                throw ServiceRefusal(
                    code: "ServiceQuotaExceededException",
                    message: "The limit of \(state.settings.versionsPerProject) model versions in a project is reached."
                )
            }
            let stem = project.arn.split(separator: "/").dropLast().joined(separator: "/")
            let arn = "\(stem)/version/\(request.versionName)/\(time.milliseconds)"
            state.projects[index].versions.append(
                SandboxState.Version(
                    arn: arn,
                    createdAt: time.milliseconds,
                    request: request,
                    feature: project.feature
                )
            )
            return CreateProjectVersionResponse(projectVersionARN: arn)
        }
    }

    /// API: DescribeProjectVersions. Newest first; names that are not known are left out.
    package func describeProjectVersions(
        _ request: DescribeProjectVersionsRequest
    ) throws -> DescribeProjectVersionsResponse {
        _ = try Constraints.projectARN(request.projectARN)
        try Constraints.maxResults(request.maxResults)
        try Constraints.names(request.versionNames, "versionNames", check: Constraints.versionName)
        let state = try store.read()
        let time = now
        let project = state.projects[try state.index(ofProject: request.projectARN)]
        let versions = project.versions.reversed()
            .filter { request.versionNames?.contains($0.request.versionName) ?? true }
            .map { VersionLife(version: $0, settings: state.settings, now: time) }
            .filter(\.isVisible)
        let page = try Pages.page(
            of: versions,
            after: request.nextToken,
            limit: request.maxResults,
            key: \.version.arn
        )
        return DescribeProjectVersionsResponse(
            projectVersionDescriptions: page.elements.map(\.description),
            nextToken: page.next
        )
    }

    /// API: DeleteProjectVersion. It is gone at once, and its name is free.
    package func deleteProjectVersion(_ request: DeleteProjectVersionRequest) async throws -> DeletionResponse {
        try Constraints.versionARN(request.projectVersionARN)
        let time = now
        return try await store.update { state in
            for project in state.projects.indices {
                let versions = state.projects[project].versions
                guard let index = versions.firstIndex(where: { $0.arn == request.projectVersionARN }) else { continue }
                if VersionLife(version: versions[index], settings: state.settings, now: time).stage == .training {
                    throw ServiceRefusal.inUse("The version is being trained.")
                }
                state.projects[project].versions.remove(at: index)
                return DeletionResponse(status: "DELETING")
            }
            throw ServiceRefusal.notFound(request.projectVersionARN)
        }
    }

    // MARK: Rules

    private static func checkShape(of request: CreateProjectVersionRequest) throws {
        _ = try Constraints.projectARN(request.projectARN)
        try Constraints.versionName(request.versionName)
        try Constraints.bucket(request.outputConfig.s3Bucket)
        try Constraints.prefix(request.outputConfig.s3KeyPrefix)
        try Constraints.kmsKey(request.kmsKeyID)
        try Constraints.description(request.versionDescription)
        try Constraints.tags(request.tags)
        for asset in (request.trainingData?.assets ?? []) + (request.testingData?.assets ?? []) {
            guard let object = asset.groundTruthManifest?.s3Object, let name = object.name else {
                throw ServiceRefusal.invalidParameter("An asset has no S3 object.")
            }
            try Constraints.bucket(object.bucket)
            try Constraints.length(name, "name", 1...1024)
            try Constraints.length(object.version, "version", 1...1024)
        }
        if let threshold = request.featureConfig?.contentModeration?.confidenceThreshold,
            !(0...100).contains(threshold)
        {
            throw ServiceRefusal.invalidParameter("ConfidenceThreshold must be from 0 to 100.")
        }
    }

    /// Training and testing data come together, in projects without datasets; the others train with their datasets.
    private static func checkData(of request: CreateProjectVersionRequest, in project: SandboxState.Project) throws {
        if request.featureConfig?.contentModeration != nil, project.feature != "CONTENT_MODERATION" {
            throw ServiceRefusal.invalidParameter("FeatureConfig does not match the feature of the project.")
        }
        switch (request.trainingData, request.testingData) {
        case (nil, nil):
            guard project.datasets.contains(where: { $0.type == "TRAIN" }),
                project.datasets.contains(where: { $0.type == "TEST" })
            else {
                throw ServiceRefusal.invalidParameter(
                    "The project needs a TRAIN and a TEST dataset, or the request TrainingData and TestingData."
                )
            }
        case (let training?, let testing?):
            guard project.datasets.isEmpty else {
                throw ServiceRefusal.invalidParameter(
                    "TrainingData and TestingData cannot be given for a project with datasets."
                )
            }
            guard !(training.assets ?? []).isEmpty else {
                throw ServiceRefusal.invalidParameter("TrainingData has no assets.")
            }
            let isSplit = testing.autoCreate == true
            guard isSplit != !(testing.assets ?? []).isEmpty else {
                throw ServiceRefusal.invalidParameter("TestingData needs either assets or AutoCreate.")
            }
        default:
            throw ServiceRefusal.invalidParameter("TrainingData and TestingData must be given together.")
        }
    }
}
