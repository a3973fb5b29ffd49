internal import DesiredState
internal import ModelVersions

extension DesiredVersion {
    /// The description of a live version, against which a plan finds nothing to do.
    init(_ live: LiveVersion) throws(Inexpressible) {
        let settings = live.settings
        guard let output = settings.output else {
            throw Inexpressible(reason: "the service does not say where its output went")
        }
        let location = try expressing("its output") { () throws(InvalidValue) in
            try OutputLocation(bucket: S3Bucket(output.bucket), prefix: output.prefix)
        }
        var training = TrainingSettings(output: location, datasets: try Datasets(settings))
        if let text = settings.description {
            training.description = try expressing("its description") { () throws(InvalidValue) in
                try VersionDescription(text)
            }
        }
        if let text = settings.kmsKey {
            training.kmsKey = try expressing("its KMS key") { () throws(InvalidValue) in try KMSKey(text) }
        }
        if let percent = settings.confidenceThreshold {
            training.confidenceThreshold = try expressing("its confidence threshold") { () throws(InvalidValue) in
                try ConfidenceThreshold(percent: percent)
            }
        }
        self.init(name: live.arn.name, intent: .trained(training), tags: try Tags(live.tags))
    }
}

extension Datasets {
    /// No manifests named: the datasets of the project.
    fileprivate init(_ settings: LiveSettings) throws(Inexpressible) {
        guard let training = settings.training else {
            guard settings.testing == nil else {
                throw Inexpressible(
                    reason: "the service names the manifests that it was tested with, and not all others"
                )
            }
            self = .project
            return
        }
        let manifests = try training.manifests
        switch (settings.testingIsAutoCreated, settings.testing) {
        case (true?, _):
            self = .manifests(training: manifests, testing: .autoCreate)
        case (_, let testing?):
            self = .manifests(training: manifests, testing: .manifests(try testing.manifests))
        case (_, nil):
            throw Inexpressible(reason: "the service does not say what it was tested with")
        }
    }
}

extension [LiveSettings.Manifest] {
    fileprivate var manifests: [ManifestLocation] {
        get throws(Inexpressible) {
            var result: [ManifestLocation] = []
            for live in self {
                result.append(
                    try expressing("a manifest") { () throws(InvalidValue) in
                        let version = live.version.flatMap { $0.isEmpty ? nil : $0 }
                        return try ManifestLocation(bucket: S3Bucket(live.bucket), key: live.key, version: version)
                    }
                )
            }
            return result
        }
    }
}

extension Tags {
    /// Without those of AWS.
    fileprivate init(_ reading: LiveVersion.TagReading) throws(Inexpressible) {
        guard case .read(let live) = reading else {
            self = .none
            return
        }
        let own = live.all.filter { !$0.isReserved }
        guard own.count <= Tags.limit else { throw Inexpressible(reason: "it has \(own.count) tags") }
        for tag in own {
            try expressing("the key of a tag") { () throws(InvalidValue) in try Tags.check(key: tag.key) }
            try expressing("the value of a tag") { () throws(InvalidValue) in try Tags.check(value: tag.value) }
        }
        guard Set(own.map(\.key)).count == own.count else {
            throw Inexpressible(reason: "two of its tags' keys are spellings of one text")
        }
        self = Tags(own.map { ($0.key, $0.value) })
    }
}

private func expressing<Value>(
    _ what: String,
    _ make: () throws(InvalidValue) -> Value
) throws(Inexpressible) -> Value {
    do throws(InvalidValue) {
        return try make()
    } catch {
        throw Inexpressible(reason: "\(what) cannot be described: it \(error)")
    }
}
