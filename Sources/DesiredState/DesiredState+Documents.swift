package import ModelVersions
import Text
package import YAMLTree

extension DesiredState {
    /// A document of the desired state.
    package struct Document: Sendable {
        /// Values have the same paths as in `Origins`.
        package var root: YAMLOutput
        package var project: ProjectARN
        /// The number of its list in the project.
        package var list: Int
        package var versions: [VersionName]
    }

    /// One document for each list, with every value and without defaults. Reading them gives this state.
    ///
    /// After a selection, only the selected versions; lists without a selected version are left out.
    package var documents: [Document] {
        projects.flatMap { project in
            var rest = project.versions[...]
            // They belong to the project; the first document has them.
            var ignored = project.ignoredUnmanaged
            return project.lists.enumerated().compactMap { number, names -> Document? in
                // The versions have the order of the lists.
                let names = Set(names)
                let versions = rest.prefix { names.contains($0.name) }
                rest = rest.dropFirst(versions.count)
                if versions.isEmpty, !names.isEmpty { return nil }
                defer { ignored = [] }
                return Document(
                    root: Self.root(project.arn, ignoring: ignored, versions: versions.map { .init($0.written) }),
                    project: project.arn,
                    list: number,
                    versions: versions.map(\.name)
                )
            }
        }
    }

    /// The root of a document.
    ///
    /// - Parameters:
    ///   - patterns: The entries of `ignoreUnmanaged`.
    ///   - versions: The entries of `versions`, as `DesiredVersion.written(over:)` makes them.
    package static func root(
        _ project: ProjectARN,
        ignoring patterns: [Glob] = [],
        defaults: SharedSettings = .none,
        versions: [YAMLOutput.Item]
    ) -> YAMLOutput {
        var entries: [YAMLOutput.Entry] = [
            .init("apiVersion", .string(DocumentReader.apiVersion)),
            .init("project", project.written),
        ]
        if !patterns.isEmpty {
            entries.append(.init("ignoreUnmanaged", .sequence(patterns.map { .init(.value($0.text)) })))
        }
        if let defaults = defaults.written { entries.append(.init("defaults", defaults)) }
        entries.append(.init("versions", .sequence(versions)))
        return .mapping(entries)
    }
}

extension ProjectARN {
    fileprivate var written: YAMLOutput {
        if isResolved { return .value(text) }
        return .mapping([
            .init("name", .value(name)), .init("region", .value(region)), .init("account", .value(account)),
        ])
    }
}

extension DesiredVersion {
    /// The version's entry in a list of versions, with every value.
    package var written: YAMLOutput { written(over: nil) }

    /// The version's entry in a list of versions, without the values that the defaults have.
    ///
    /// - Parameter defaults: The settings under `defaults`, which must be valid for this version; nil: every value is
    ///   written.
    package func written(over defaults: SharedSettings?) -> YAMLOutput {
        var entries: [YAMLOutput.Entry] = [.init("name", .value(name.text))]
        switch intent {
        case .trained(let settings): entries += settings.written(over: defaults)
        case .retired: entries.append(.init("retired", .bool(true)))
        }
        let own = tags.all.filter { tag in
            defaults?.tags.value(of: tag.key).map { !$0.hasSameBytes(as: tag.value) } ?? true
        }
        if !own.isEmpty { entries.append(.init("tags", .tags(own))) }
        if expectation.minimumF1Score != defaults?.minimumF1Score {
            let score = expectation.minimumF1Score
            entries.append(.init("expect", score.map { .mapping([.init("minF1Score", .number($0))]) } ?? .null))
        }
        if let acknowledgement { entries.append(.init("acknowledge", acknowledgement.written)) }
        return .mapping(entries)
    }
}

extension Acknowledgement {
    fileprivate var written: YAMLOutput {
        var entries = Finding.allCases.compactMap { finding in
            reasons[finding].map { YAMLOutput.Entry(finding.rawValue, .value($0)) }
        }
        entries.append(.init("until", .string(until.text)))
        return .mapping(entries)
    }
}

extension TrainingSettings {
    fileprivate func written(over defaults: SharedSettings?) -> [YAMLOutput.Entry] {
        var entries: [YAMLOutput.Entry] = []
        // A written `null` removes the value of the defaults.
        if description != defaults?.description {
            entries.append(.init("description", description.map { .value($0.text) } ?? .null))
        }
        if output != defaults?.output { entries.append(.output(output)) }
        if defaults == nil || datasets != defaults?.datasets ?? .project {
            entries.append(.init("datasets", datasets.written))
        }
        if kmsKey != defaults?.kmsKey { entries.append(kmsKey.map { .kmsKey($0) } ?? .init("kmsKey", .null)) }
        if confidenceThreshold != defaults?.confidenceThreshold {
            entries.append(confidenceThreshold.map { .featureConfig($0) } ?? .init("featureConfig", .null))
        }
        return entries
    }
}

extension SharedSettings {
    /// The value of `defaults`; nil without any.
    package var written: YAMLOutput? {
        var entries: [YAMLOutput.Entry] = []
        if let output { entries.append(.output(output)) }
        if let kmsKey { entries.append(.kmsKey(kmsKey)) }
        if let confidenceThreshold { entries.append(.featureConfig(confidenceThreshold)) }
        if !tags.isEmpty { entries.append(.init("tags", .tags(tags.all))) }
        return entries.isEmpty ? nil : .mapping(entries)
    }
}

extension YAMLOutput.Entry {
    fileprivate static func output(_ output: OutputLocation) -> Self { .init("output", .value(output.description)) }

    fileprivate static func kmsKey(_ key: KMSKey) -> Self { .init("kmsKey", .value(key.text)) }

    fileprivate static func featureConfig(_ threshold: ConfidenceThreshold) -> Self {
        let moderation = YAMLOutput.mapping([.init("confidenceThreshold", .number(threshold.percent))])
        return .init("featureConfig", .mapping([.init("contentModeration", moderation)]))
    }
}

extension Datasets {
    fileprivate var written: YAMLOutput {
        switch self {
        case .project: .string("project")
        case .manifests(let training, let testing):
            .mapping([.init("training", .manifests(training)), .init("testing", testing.written)])
        }
    }
}

extension TestingManifests {
    fileprivate var written: YAMLOutput {
        switch self {
        case .autoCreate: .string("auto")
        case .omitted: .string("none")
        case .manifests(let manifests): .manifests(manifests)
        }
    }
}

extension YAMLOutput {
    /// A text whose dollar signs are escaped.
    fileprivate static func value(_ text: String) -> YAMLOutput { .string(Template.escaping(text)) }

    fileprivate static func tags(_ tags: [Tags.Tag]) -> YAMLOutput {
        .mapping(tags.map { .init($0.key, .value($0.value)) })
    }

    fileprivate static func manifests(_ manifests: [ManifestLocation]) -> YAMLOutput {
        .sequence(manifests.map { .init(manifest($0)) })
    }

    private static func manifest(_ manifest: ManifestLocation) -> YAMLOutput {
        let uri = manifest.description
        // `description` is not a URI for every manifest.
        if let same = try? ManifestLocation(uri: uri), same == manifest { return .value(uri) }
        var entries = [
            Entry("bucket", .value(manifest.bucket.text)), Entry("key", .value(manifest.key)),
        ]
        if let version = manifest.version { entries.append(.init("version", .value(version))) }
        return .mapping(entries)
    }
}

/// The settings under `defaults`.
package struct SharedSettings: Sendable, Equatable {
    package var output: OutputLocation?
    package var kmsKey: KMSKey?
    package var confidenceThreshold: ConfidenceThreshold?
    package var tags = Tags.none
    /// Only a file has the following: rekon writes no `defaults` with them.
    package private(set) var description: VersionDescription?
    package private(set) var datasets: Datasets?
    package private(set) var minimumF1Score: Double?

    package static let none = SharedSettings()

    package init() {}

    /// - Parameter settings: The valid ones of a file.
    init(_ settings: PartialSettings) {
        output = settings.output.value
        kmsKey = settings.kmsKey.value ?? nil
        confidenceThreshold = settings.confidenceThreshold.value ?? nil
        tags = settings.tags.value ?? .none
        description = settings.description.value ?? nil
        datasets = settings.datasets.value
        minimumF1Score = settings.minimumF1Score.value ?? nil
    }

    /// The settings that make a file of these versions shorter without changing a version.
    ///
    /// A version can override the output, so the most common one is used. It cannot remove a tag, and `null` for a key
    /// or a threshold is easily overlooked: these are used only if every version has one, and then the most common one.
    package init(of versions: [DesiredVersion]) {
        let settings = versions.compactMap(\.trainingSettings)
        let allAreTrained = settings.count == versions.count
        output = settings.map(\.output).mostCommon
        if allAreTrained {
            kmsKey = settings.map(\.kmsKey).mostCommonOfAll()
            confidenceThreshold = settings.map(\.confidenceThreshold).mostCommonOfAll()
        }
        guard let first = versions.first else { return }
        tags = Tags(
            first.tags.all.compactMap { tag in
                let values = versions.map { $0.tags.value(of: tag.key).map { Array($0.utf8) } }
                return values.mostCommonOfAll().map { (tag.key, String(decoding: $0, as: UTF8.self)) }
            }
        )
    }
}

extension DesiredVersion {
    /// Nil for a retired version.
    package var trainingSettings: TrainingSettings? {
        if case .trained(let settings) = intent { settings } else { nil }
    }
}

extension Array where Element: Hashable {
    /// The element that occurs most often and more than once; of several, the first one.
    fileprivate var mostCommon: Element? {
        var counts: [Element: Int] = [:]
        for element in self { counts[element, default: 0] += 1 }
        guard let most = counts.values.max(), most > 1 else { return nil }
        return first { counts[$0] == most }
    }

    /// The most common element if no element is nil, otherwise nil.
    fileprivate func mostCommonOfAll<Wrapped: Hashable>() -> Wrapped? where Element == Wrapped? {
        let values = compactMap { $0 }
        return values.count == count ? values.mostCommon : nil
    }
}
