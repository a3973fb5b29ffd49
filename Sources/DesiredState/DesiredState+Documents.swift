package import ModelVersions
import Text
package import YAMLTree

extension DesiredState {
    /// A document of the desired state, and whose it is.
    package struct Document: Sendable {
        /// What the keys and the positions in lists lead to is the same as for `Origins`.
        package var root: YAMLOutput
        package var project: ProjectARN
        /// Which of the project's lists it holds.
        package var list: Int
        package var versions: [VersionName]
    }

    /// Documents that are read as this state: one for each list, every value written out, nothing left to defaults.
    ///
    /// Of a state that is narrowed to a selection, what is selected; lists of which nothing is are left out.
    package var documents: [Document] {
        projects.flatMap { project in
            var rest = project.versions[...]
            // They are the project's, whichever document has them.
            var ignored = project.ignoredUnmanaged
            return project.lists.enumerated().compactMap { number, names -> Document? in
                // The versions stand in the order of the lists.
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
    ///   - patterns: What stands under `ignoreUnmanaged`.
    ///   - versions: The entries of `versions`, as `DesiredVersion.written(over:)` makes them.
    package static func root(
        _ project: ProjectARN,
        ignoring patterns: [Glob] = [],
        defaults: SharedSettings = .none,
        versions: [YAMLOutput.Item]
    ) -> YAMLOutput {
        var entries: [YAMLOutput.Entry] = [
            .init("apiVersion", .string(DocumentReader.apiVersion)),
            .init("project", .value(project.text)),
        ]
        if !patterns.isEmpty {
            entries.append(.init("ignoreUnmanaged", .sequence(patterns.map { .init(.value($0.text)) })))
        }
        if let defaults = defaults.written { entries.append(.init("defaults", defaults)) }
        entries.append(.init("versions", .sequence(versions)))
        return .mapping(entries)
    }
}

extension DesiredVersion {
    /// The version's entry in a list of versions, every value written out.
    package var written: YAMLOutput { written(over: nil) }

    /// The version's entry in a list of versions, as short as can be under these defaults.
    ///
    /// - Parameter defaults: What stands under `defaults`, with nothing in it that this version would have to take back;
    ///   nil: every value is written out.
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
        if let score = expectation.minimumF1Score {
            entries.append(.init("expect", .mapping([.init("minF1Score", .number(score))])))
        }
        return .mapping(entries)
    }
}

extension TrainingSettings {
    fileprivate func written(over defaults: SharedSettings?) -> [YAMLOutput.Entry] {
        var entries: [YAMLOutput.Entry] = []
        if let description { entries.append(.init("description", .value(description.text))) }
        if output != defaults?.output { entries.append(.output(output)) }
        if defaults == nil || datasets != .project { entries.append(.init("datasets", datasets.written)) }
        if let kmsKey, kmsKey != defaults?.kmsKey { entries.append(.kmsKey(kmsKey)) }
        if let confidenceThreshold, confidenceThreshold != defaults?.confidenceThreshold {
            entries.append(.featureConfig(confidenceThreshold))
        }
        return entries
    }
}

extension SharedSettings {
    /// What stands under `defaults`; nil where there is nothing.
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
        case .manifests(let manifests): .manifests(manifests)
        }
    }
}

extension YAMLOutput {
    /// A text that is read as itself, whatever dollars it holds.
    fileprivate static func value(_ text: String) -> YAMLOutput { .string(Template.escaping(text)) }

    fileprivate static func tags(_ tags: [Tags.Tag]) -> YAMLOutput {
        .mapping(tags.map { .init($0.key, .value($0.value)) })
    }

    fileprivate static func manifests(_ manifests: [ManifestLocation]) -> YAMLOutput {
        .sequence(manifests.map { .init(manifest($0)) })
    }

    private static func manifest(_ manifest: ManifestLocation) -> YAMLOutput {
        let uri = manifest.description
        // What is no URI in plain sight is described in another form.
        if let same = try? ManifestLocation(uri: uri), same == manifest { return .value(uri) }
        var entries = [
            Entry("bucket", .value(manifest.bucket.text)), Entry("key", .value(manifest.key)),
        ]
        if let version = manifest.version { entries.append(.init("version", .value(version))) }
        return .mapping(entries)
    }
}

/// What stands under `defaults`: settings that versions have in common.
package struct SharedSettings: Sendable, Equatable {
    package var output: OutputLocation?
    package var kmsKey: KMSKey?
    package var confidenceThreshold: ConfidenceThreshold?
    package var tags = Tags.none

    package static let none = SharedSettings()

    package init() {}

    /// The settings that make a file of these versions shorter, and change none of them.
    ///
    /// An output can be overridden in a version, so the one that most have is taken. A key, a threshold and a tag cannot
    /// be taken back: they are taken only where every version has one, and then the one that most have.
    package init(of versions: [DesiredVersion]) {
        let settings = versions.compactMap(\.trainingSettings)
        let everyoneIsTrained = settings.count == versions.count
        output = settings.map(\.output).mostCommon
        if everyoneIsTrained {
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
    var trainingSettings: TrainingSettings? {
        if case .trained(let settings) = intent { settings } else { nil }
    }
}

extension Array where Element: Hashable {
    /// The element that occurs most often, and more than once; of several, the one that comes first.
    fileprivate var mostCommon: Element? {
        var counts: [Element: Int] = [:]
        for element in self { counts[element, default: 0] += 1 }
        guard let most = counts.values.max(), most > 1 else { return nil }
        return first { counts[$0] == most }
    }

    /// The same where no element is nil, else nil.
    fileprivate func mostCommonOfAll<Wrapped: Hashable>() -> Wrapped? where Element == Wrapped? {
        let values = compactMap { $0 }
        return values.count == count ? values.mostCommon : nil
    }
}
