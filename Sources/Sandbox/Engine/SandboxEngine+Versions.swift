import Host
import ModelVersions
import Rekognition

extension SandboxEngine {
    /// API: CreateProjectVersion.
    func createProjectVersion(
        _ request: CreateProjectVersionRequest,
        in place: AccountRegion
    ) async throws -> CreateProjectVersionResponse {
        let arn = try request.checkShape()
        return try await store.update { state in
            // The time after the lock was taken: the quota counts versions that were created meanwhile.
            let now = now
            let index = try state.index(of: arn, in: place)
            let project = state.projects[index]
            try request.checkData(in: project)
            // The name comes before the quota: a repeated create gets the answer that the version exists.
            try project.checkName(request.versionName)
            guard state.countTrainings(in: place, now: now) < state.settings.concurrentTrainings else {
                throw ServiceRefusal.limitExceeded(
                    "The limit of \(state.settings.concurrentTrainings) trainings at the same time is reached."
                )
            }
            try project.checkRoom(state.settings)
            let time = project.creationTime(now: now.milliseconds)
            let version = SandboxState.Version(
                arn: "\(project.stem)version/\(request.versionName)/\(state.number(at: time))",
                createdAt: time,
                request: request,
                feature: project.feature
            )
            state.projects[index].versions.append(version)
            state.record(
                "CreateProjectVersion",
                of: version.arn,
                in: place,
                ["projectArn": request.projectARN, "versionName": request.versionName],
                now: now
            )
            return CreateProjectVersionResponse(projectVersionARN: version.arn)
        }
    }

    /// API: DescribeProjectVersions. Newest first; unknown names are left out.
    func describeProjectVersions(
        _ request: DescribeProjectVersionsRequest,
        in place: AccountRegion
    ) throws -> DescribeProjectVersionsResponse {
        let arn = try Constraints.arn(request.projectARN, .project, "projectArn")
        try Constraints.maxResults(request.maxResults)
        try Constraints.names(request.versionNames, "versionNames", check: Constraints.versionName)
        let state = try store.read()
        let life = VersionLife(settings: state.settings, now: now)
        let versions = state.projects[try state.index(of: arn, in: place)].versions
        // The hidden versions are the newest.
        let visible = versions[..<versions.partitionPoint { !life.isVisible($0) }].reversed()

        func page(_ list: some RandomAccessCollection<SandboxState.Version>) throws -> DescribeProjectVersionsResponse {
            let page = try Pages.page(
                of: list,
                after: request.nextToken,
                limit: request.maxResults,
                request: ["DescribeProjectVersions", arn.text] + (request.versionNames ?? []),
                place: { ($0.createdAt, $0.arn) }
            )
            return DescribeProjectVersionsResponse(
                projectVersionDescriptions: page.elements.map(life.description),
                nextToken: page.next
            )
        }
        guard let names = request.versionNames.map(Set.init) else { return try page(visible) }
        return try page(visible.filter { names.contains($0.request.versionName) })
    }

    /// API: DeleteProjectVersion. The version is deleted and its name is free at once. The files of its training stay.
    func deleteProjectVersion(
        _ request: DeleteProjectVersionRequest,
        in place: AccountRegion
    ) async throws -> DeletionResponse {
        let arn = try Constraints.arn(request.projectVersionARN, .version, "projectVersionArn")
        return try await store.update { state in
            guard case .version(let project, let index) = try state.position(of: arn.text, in: place) else {
                throw ServiceRefusal.notFound(arn.text)
            }
            let life = VersionLife(settings: state.settings, now: now)
            let version = state.projects[project].versions[index]
            let status = life.status(of: version)
            if status.isInUse {
                throw ServiceRefusal.inUse("The version has the status \(status.rawValue): it cannot be deleted.")
            }
            state.keep(life.files(of: version))
            state.projects[project].versions.remove(at: index)
            state.didDelete(arn.text)
            state.record(
                "DeleteProjectVersion",
                of: arn.text,
                in: place,
                ["projectVersionArn": arn.text],
                now: life.now
            )
            return DeletionResponse(status: "DELETING")
        }
    }
}

extension SandboxState {
    /// The number of running trainings in an account and region.
    fileprivate func countTrainings(in place: AccountRegion, now: UnixTime) -> Int {
        let life = VersionLife(settings: settings, now: now)
        return projects.lazy.filter { $0.isIn(place) }.reduce(0) { count, project in
            // What was created within the duration of a training is the newest.
            let newest = project.versions.reversed().prefix { now.milliseconds < $0.createdAt + life.trainingDuration }
            return count + newest.count { life.status(of: $0) == .training }
        }
    }
}

extension SandboxState.Project {
    /// - Throws: `ServiceRefusal` for a name that a version has.
    func checkName(_ name: String) throws {
        guard versions.contains(where: { $0.request.versionName == name }) else { return }
        throw ServiceRefusal.inUse("A version with the name \(name) already exists in the project.")
    }

    /// - Throws: `ServiceRefusal` if the project has as many versions as it may have.
    func checkRoom(_ settings: SandboxSettings) throws {
        guard versions.count < settings.versionsPerProject else {
            throw ServiceRefusal.quotaExceeded(
                "The limit of \(settings.versionsPerProject) model versions in a project is reached."
            )
        }
    }
}

extension CreateProjectVersionRequest {
    /// Checks that need no project.
    ///
    /// - Returns: the project's ARN.
    /// - Throws: `ServiceRefusal`.
    func checkShape() throws -> ResourceARN {
        let arn = try Constraints.arn(projectARN, .project, "projectArn")
        try Constraints.versionName(versionName)
        guard let bucket = outputConfig.s3Bucket else {
            throw ServiceRefusal.invalidParameter("OutputConfig needs an S3Bucket.")
        }
        try Constraints.bucket(bucket)
        try Constraints.prefix(outputConfig.s3KeyPrefix)
        try Constraints.kmsKey(kmsKeyID)
        try Constraints.description(versionDescription)
        try Constraints.tags(tags)
        for asset in (trainingData?.assets ?? []) + (testingData?.assets ?? []) {
            let object = asset.groundTruthManifest?.s3Object
            try Constraints.s3Object((object?.bucket, object?.name, object?.version))
        }
        if let threshold = featureConfig?.contentModeration?.confidenceThreshold, !(0...100).contains(threshold) {
            throw ServiceRefusal.invalidParameter("ConfidenceThreshold must be from 0 to 100.")
        }
        return arn
    }

    /// Training and testing data are given together, or the project has datasets. An adapter may have no testing data:
    /// the guide leaves it open.
    ///
    /// - Throws: `ServiceRefusal`.
    func checkData(in project: SandboxState.Project) throws {
        let isAdapter = project.feature == SandboxState.Project.contentModeration
        if featureConfig?.contentModeration != nil, !isAdapter {
            throw ServiceRefusal.invalidParameter("FeatureConfig does not match the feature of the project.")
        }
        switch (trainingData, testingData) {
        case (nil, nil):
            let types = project.datasets.map(\.type)
            guard types.contains("TRAIN"), types.contains("TEST") else {
                throw ServiceRefusal.invalidParameter(
                    "The project needs a TRAIN and a TEST dataset, or the request TrainingData and TestingData."
                )
            }
        case (let training?, _) where testingData != nil || isAdapter:
            guard project.datasets.isEmpty else {
                throw ServiceRefusal.invalidParameter(
                    "TrainingData and TestingData cannot be given for a project with datasets."
                )
            }
            guard !(training.assets ?? []).isEmpty else {
                throw ServiceRefusal.invalidParameter("TrainingData has no assets.")
            }
            if let testingData, (testingData.autoCreate == true) != (testingData.assets ?? []).isEmpty {
                throw ServiceRefusal.invalidParameter("TestingData needs either assets or AutoCreate.")
            }
        default:
            throw ServiceRefusal.invalidParameter("TrainingData and TestingData must be given together.")
        }
    }
}
