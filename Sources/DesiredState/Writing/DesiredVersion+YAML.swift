package import ModelVersions
package import YAMLTree

extension DesiredVersion {
    /// The version as an entry of `versions`.
    ///
    /// Read back under the same defaults it is this version. What is left out is what a reader fills in: `defaults`, and
    /// `datasets: project`.
    ///
    /// - Parameter defaults: what stands under `defaults`; whatever is in it that a version cannot take back, the
    ///   version has itself.
    package func yaml(over defaults: SharedSettings = .none) -> YAMLOutput {
        typealias Entry = YAMLOutput.Entry
        var entries = [Entry("name", .string(name.text))]
        let settings = trainingSettings
        if let description = settings?.description { entries.append(Entry("description", .string(description.text))) }
        if let settings {
            if settings.output != defaults.output { entries.append(Entry("output", settings.output.yaml)) }
            if let datasets = settings.datasets.yaml { entries.append(Entry("datasets", datasets)) }
        }
        let own = tags.all.filter { tag in
            !(defaults.tags.value(of: tag.key)?.utf8.elementsEqual(tag.value.utf8) ?? false)
        }
        if !own.isEmpty { entries.append(Entry("tags", Tags(own.map { ($0.key, $0.value) }).yaml)) }
        if let key = settings?.kmsKey, key != defaults.kmsKey { entries.append(Entry("kmsKey", .string(key.text))) }
        if let threshold = settings?.confidenceThreshold, threshold != defaults.confidenceThreshold {
            entries.append(Entry("featureConfig", threshold.yaml))
        }
        if let score = expectation.minimumF1Score {
            entries.append(Entry("expect", .mapping([Entry("minF1Score", .number(score))], style: .flow)))
        }
        if settings == nil { entries.append(Entry("retired", .bool(true))) }
        return .mapping(entries)
    }
}

extension SharedSettings {
    /// What stands under `defaults`; nil where there is nothing.
    package var yaml: YAMLOutput? {
        typealias Entry = YAMLOutput.Entry
        var entries: [Entry] = []
        if let output { entries.append(Entry("output", output.yaml)) }
        if !tags.isEmpty { entries.append(Entry("tags", tags.yaml)) }
        if let kmsKey { entries.append(Entry("kmsKey", .string(kmsKey.text))) }
        if let confidenceThreshold { entries.append(Entry("featureConfig", confidenceThreshold.yaml)) }
        return entries.isEmpty ? nil : .mapping(entries)
    }
}

extension YAMLOutputDocument {
    /// A document of the desired state.
    ///
    /// - Parameters:
    ///   - versions: the entries of `versions`, as `DesiredVersion.yaml(over:)` makes them.
    ///   - comment: lines to stand above it.
    package init(
        project: ProjectARN,
        defaults: SharedSettings = .none,
        versions: [YAMLOutput.Item],
        comment: [String] = []
    ) {
        typealias Entry = YAMLOutput.Entry
        var entries = [
            Entry("apiVersion", .string(DocumentReader.apiVersion)), Entry("project", .string(project.text)),
        ]
        if let defaults = defaults.yaml { entries.append(Entry("defaults", defaults)) }
        entries.append(Entry("versions", .sequence(versions)))
        self.init(.mapping(entries), comment: comment)
    }
}

extension OutputLocation {
    fileprivate var yaml: YAMLOutput { .string(description) }
}

extension Datasets {
    /// Nil for what is meant where nothing is said.
    fileprivate var yaml: YAMLOutput? {
        guard case .manifests(let training, let testing) = self else { return nil }
        let test: YAMLOutput =
            switch testing {
            case .autoCreate: .string("auto")
            case .manifests(let manifests): .sequence(manifests.map { YAMLOutput.Item($0.yaml) })
            }
        return .mapping([
            YAMLOutput.Entry("training", .sequence(training.map { YAMLOutput.Item($0.yaml) })),
            YAMLOutput.Entry("testing", test),
        ])
    }
}

extension ManifestLocation {
    /// As a URI where that says it all.
    fileprivate var yaml: YAMLOutput {
        let uri = "s3://\(bucket)/\(key)" + (version.map { "?versionId=\($0)" } ?? "")
        if (try? ManifestLocation(uri: uri)) == self { return .string(uri) }
        return .mapping(
            [
                YAMLOutput.Entry("bucket", .string(bucket.text)), YAMLOutput.Entry("key", .string(key)),
                YAMLOutput.Entry("version", version.map { .string($0) } ?? .null),
            ],
            style: .flow
        )
    }
}

extension Tags {
    fileprivate var yaml: YAMLOutput { .mapping(all.map { YAMLOutput.Entry($0.key, .string($0.value)) }) }
}

extension ConfidenceThreshold {
    fileprivate var yaml: YAMLOutput {
        .mapping([
            YAMLOutput.Entry(
                "contentModeration",
                .mapping([YAMLOutput.Entry("confidenceThreshold", .number(percent))])
            )
        ])
    }
}
