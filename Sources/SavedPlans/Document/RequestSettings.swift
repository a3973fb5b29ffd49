internal import ModelVersions
internal import Rekognition

// From the API's members back to checked values.

extension TrainingSettings {
    init(_ request: CreateProjectVersionRequest) throws(InvalidValue) {
        guard let bucket = request.outputConfig.s3Bucket else { throw InvalidValue("has an output without a bucket") }
        self.init(
            output: try OutputLocation(bucket: S3Bucket(bucket), prefix: request.outputConfig.s3KeyPrefix ?? ""),
            datasets: try Datasets(request.trainingData, request.testingData)
        )
        if let text = request.kmsKeyID { kmsKey = try KMSKey(text) }
        if let text = request.versionDescription { description = try VersionDescription(text) }
        if let percent = request.featureConfig?.contentModeration?.confidenceThreshold {
            confidenceThreshold = try ConfidenceThreshold(percent: percent)
        }
    }
}

extension Datasets {
    fileprivate init(_ training: TrainingData?, _ testing: TestingData?) throws(InvalidValue) {
        switch (training, testing) {
        case (nil, nil):
            self = .project
        case (let training?, let testing?):
            let manifests = try [ManifestLocation](training.assets)
            self = .manifests(
                training: manifests,
                testing: testing.autoCreate == true ? .autoCreate : .manifests(try [ManifestLocation](testing.assets))
            )
        case (nil, _?), (_?, nil):
            throw InvalidValue("has training data or testing data alone")
        }
    }
}

extension [ManifestLocation] {
    fileprivate init(_ assets: [Asset]?) throws(InvalidValue) {
        guard let assets, !assets.isEmpty else { throw InvalidValue("has a list of manifests that is empty") }
        self = []
        for asset in assets {
            guard let object = asset.groundTruthManifest?.s3Object, let bucket = object.bucket, let key = object.name
            else { throw InvalidValue("has a manifest without bucket or name") }
            append(try ManifestLocation(bucket: S3Bucket(bucket), key: key, version: object.version))
        }
    }
}

extension Tags {
    init(checking tags: [String: String]) throws(InvalidValue) {
        guard tags.count <= Tags.limit else { throw InvalidValue("has more than \(Tags.limit) tags") }
        self.init(unchecked: tags)
        for tag in all {
            try Tags.check(key: tag.key)
            try Tags.check(value: tag.value)
        }
    }
}
