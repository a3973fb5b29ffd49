internal import Rekognition

extension CreateProjectVersionRequest {
    /// Checks what can be checked without the project.
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

    /// Training and testing data come together, in projects without datasets; the others train with their datasets.
    ///
    /// - Throws: `ServiceRefusal`.
    func checkData(in project: SandboxState.Project) throws {
        if featureConfig?.contentModeration != nil, project.feature != SandboxState.Project.contentModeration {
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
        case (let training?, let testing?):
            guard project.datasets.isEmpty else {
                throw ServiceRefusal.invalidParameter(
                    "TrainingData and TestingData cannot be given for a project with datasets."
                )
            }
            guard !(training.assets ?? []).isEmpty else {
                throw ServiceRefusal.invalidParameter("TrainingData has no assets.")
            }
            guard (testing.autoCreate == true) == (testing.assets ?? []).isEmpty else {
                throw ServiceRefusal.invalidParameter("TestingData needs either assets or AutoCreate.")
            }
        default:
            throw ServiceRefusal.invalidParameter("TrainingData and TestingData must be given together.")
        }
    }
}
