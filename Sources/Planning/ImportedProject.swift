package import DesiredState
package import ModelVersions

extension DesiredVersion {
    /// The description of a live version for which a plan has nothing to do.
    ///
    /// - Parameter feature: Of its project.
    init(_ live: LiveVersion, of feature: ProjectFeature?) throws(NotDescribable) {
        let settings = live.settings
        guard let output = settings.output else {
            throw NotDescribable(reason: "the service does not report its output location")
        }
        let location = try expressing("its output") { () throws(InvalidValue) in
            try OutputLocation(bucket: S3Bucket(output.bucket), prefix: output.prefix)
        }
        var training = TrainingSettings(output: location, datasets: try Datasets(settings, of: feature))
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
    /// Without manifests, empty or not reported: the datasets of the project.
    fileprivate init(_ settings: LiveSettings, of feature: ProjectFeature?) throws(NotDescribable) {
        guard let training = settings.training, !training.isEmpty else {
            guard settings.testing?.isEmpty ?? true else {
                throw NotDescribable(
                    reason: "the service reports its test manifests, but not its training manifests"
                )
            }
            self = .project
            return
        }
        let manifests = try training.manifests
        switch (settings.testingIsAutoCreated, settings.testing) {
        case (true?, _):
            self = .manifests(training: manifests, testing: .autoCreate)
        case (_, let testing?) where !testing.isEmpty:
            self = .manifests(training: manifests, testing: .manifests(try testing.manifests))
        case _ where feature == .contentModeration && settings.isWithoutTestData:
            self = .manifests(training: manifests, testing: .omitted)
        default:
            throw NotDescribable(reason: "the service does not report its test data")
        }
    }
}

extension [S3Object] {
    fileprivate var manifests: [ManifestLocation] {
        get throws(NotDescribable) {
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
    /// Without the tags of AWS.
    fileprivate init(_ reading: LiveVersion.TagReading) throws(NotDescribable) {
        guard case .read(let live) = reading else {
            self = .none
            return
        }
        let own = live.all.filter { !$0.isReserved }
        guard own.count <= Tags.limit else { throw NotDescribable(reason: "it has \(own.count) tags") }
        for tag in own {
            try expressing("the key of a tag") { () throws(InvalidValue) in try Tags.check(key: tag.key) }
            try expressing("the value of a tag") { () throws(InvalidValue) in try Tags.check(value: tag.value) }
        }
        guard Set(own.map(\.key)).count == own.count else {
            throw NotDescribable(reason: "two of its tag keys are spellings of the same text")
        }
        self = Tags(own.map { ($0.key, $0.value) })
    }
}

private func expressing<Value>(
    _ what: String,
    _ make: () throws(InvalidValue) -> Value
) throws(NotDescribable) -> Value {
    do throws(InvalidValue) {
        return try make()
    } catch {
        throw NotDescribable(reason: "\(what) cannot be described: it \(error)")
    }
}

/// The live versions of a project as desired versions.
package struct ImportedProject: Sendable, Equatable {
    package struct Entry: Sendable, Equatable {
        package var version: DesiredVersion
        /// Why the file has it as a comment; nil for a version of the desired state.
        package var omission: String?
        /// A comment for the reader.
        package var remark: String?
    }

    package var arn: ProjectARN
    /// In the order of creation, so that the list grows at its end.
    package var entries: [Entry]

    /// - Parameter project: with all its versions; tags that were not read are left out.
    package init(_ arn: ProjectARN, _ project: LiveProject) {
        self.arn = arn
        entries = project.versions.newestByName.values.sorted { left, right in
            if right.arn.isNewer(than: left.arn) { return true }
            return !left.arn.isNewer(than: right.arn) && left.arn.name < right.arn.name
        }.map { Entry($0, of: project.feature) }
    }

    /// The versions that are not comments.
    package var versions: [DesiredVersion] { entries.filter { $0.omission == nil }.map(\.version) }
    package var omittedCount: Int { entries.count { $0.omission != nil } }
}

extension ImportedProject.Entry {
    /// A version is a comment if no description of it exists for which a plan has nothing to do.
    fileprivate init(_ live: LiveVersion, of feature: ProjectFeature?) {
        // The settings of an omitted version are not needed, and may not be valid.
        version = DesiredVersion(name: live.arn.name, intent: .retired)
        // A copy was not trained here. As history, it is never trained here after a deletion.
        if !live.isCopy {
            do throws(NotDescribable) {
                version = try DesiredVersion(live, of: feature)
            } catch {
                omission = error.reason
            }
        }
        switch live.status.phase {
        case .failed, .deleting:
            omission = Self.reason("\(live.status)\(live.status.nameBlock.map { ": \($0)" } ?? "")", live)
        case _ where live.isCopy:
            remark = "copied from \(live.source ?? "another project"), not trained here"
        case .expired:
            remark = "\(live.status): the service ignores it and answers with its base model"
        case .deprecated:
            remark = "\(live.status): it still runs, and will expire"
        case .unrecognized:
            remark = "\(live.status): this version of rekon does not know this status"
        case .trained, .inProgress:
            break
        }
    }

    private static func reason(_ text: String, _ live: LiveVersion) -> String {
        guard let message = live.statusMessage, !message.isEmpty else { return text }
        return "\(text). \(message)"
    }
}

/// Why a live version cannot be described.
struct NotDescribable: Error {
    var reason: String
}
