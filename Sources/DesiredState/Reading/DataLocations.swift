import ModelVersions
import YAMLTree

extension DocumentReader {
    /// `output`: an S3 URI, or a bucket and a prefix.
    mutating func readOutput(_ node: YAMLNode) -> FieldValue<OutputLocation> {
        guard case .mapping = node.content else {
            let output = value(node, "`output`") { text throws(InvalidValue) in try OutputLocation(uri: text) }
            if let prefix = output.value?.prefix { checkPath(prefix, "`output`", at: node.position) }
            return output
        }
        guard let fields = mapping(node, what: "`output`", keys: ["bucket", "prefix"]) else { return .invalid }
        let bucket = readBucket(fields)
        let prefix = fields["prefix"].map { string($0.value, "`prefix`") } ?? ""
        guard let bucket, let prefix else { return .invalid }
        checkPath(prefix, "`prefix`", at: fields["prefix"]?.value.position ?? node.position)
        do throws(InvalidValue) {
            return .given(try OutputLocation(bucket: bucket, prefix: prefix))
        } catch {
            report("`output` \(error.rule)", at: fields["prefix"]?.value.position ?? node.position)
            return .invalid
        }
    }

    private mutating func readBucket(_ fields: Fields) -> S3Bucket? {
        guard let entry = fields["bucket"] else {
            report("`bucket` is missing", at: fields.position)
            return nil
        }
        return value(entry.value, "`bucket`") { text throws(InvalidValue) in try S3Bucket(text) }.value
    }

    /// `datasets`: `project`, or the manifests for training and testing.
    mutating func readDatasets(_ node: YAMLNode) -> FieldValue<Datasets> {
        let choice = "`datasets` must be `project`, or a mapping with `training` and `testing`"
        switch node.content {
        case .scalar(let scalar) where scalar.text == "project":
            return .given(.project)
        case .scalar, .sequence:
            report(choice, at: node.position)
            return .invalid
        case .mapping:
            break
        }
        guard let fields = mapping(node, what: "`datasets`", keys: ["training", "testing"]) else { return .invalid }
        let training = fields["training"].map { readManifests($0.value, "`training`") }
        let testing = fields["testing"].map { readTesting($0.value) }
        switch (training, testing) {
        case (nil, nil):
            report(choice, at: node.position)
        case (nil, _):
            report("`testing` requires `training`: the service takes both or neither", at: node.position)
        case (_, nil):
            report(
                "`training` requires `testing`",
                at: node.position,
                help:
                    """
                    list the test manifests, write `testing: auto` to have the service split the training data 80/20, \
                    or, for an adapter, `testing: none` to train without test data
                    """
            )
        case (let training?, let testing?):
            guard let training = training.value, let testing = testing.value else { return .invalid }
            return .given(.manifests(training: training, testing: testing))
        }
        return .invalid
    }

    private mutating func readTesting(_ node: YAMLNode) -> FieldValue<TestingManifests> {
        switch node.content {
        case .scalar(let scalar) where scalar.text == "auto":
            return .given(.autoCreate)
        case .scalar(let scalar) where scalar.text == "none":
            return .given(.omitted)
        case .scalar:
            report("`testing` must be `auto`, `none`, a list of manifests, or a mapping", at: node.position)
            return .invalid
        case .sequence:
            return readManifests(node, "`testing`").map { .manifests($0) }
        case .mapping:
            break
        }
        guard let fields = mapping(node, what: "`testing`", keys: ["assets", "autoCreate"]) else { return .invalid }
        let assets = fields["assets"].map { readManifests($0.value, "`assets`") } ?? .absent
        let autoCreate = fields["autoCreate"].map { bool($0.value, "`autoCreate`") } ?? .given(false)
        switch (assets, autoCreate) {
        case (.given, .given(true)):
            report(
                "`autoCreate: true` and `assets` contradict each other: use one of them",
                at: node.position
            )
            return .invalid
        case (.given(let manifests), .given(false)):
            return .given(.manifests(manifests))
        case (.absent, .given(true)):
            return .given(.autoCreate)
        case (.absent, .given(false)):
            report(
                "`testing` has no data: list `assets`, or write `testing: auto` or `testing: none`",
                at: node.position
            )
            return .invalid
        default:
            return .invalid
        }
    }

    private mutating func readManifests(_ node: YAMLNode, _ label: String) -> FieldValue<[ManifestLocation]> {
        guard let nodes = list(node, label) else { return .invalid }
        guard !nodes.isEmpty else {
            report("\(label) must list at least one manifest", at: node.position)
            return .invalid
        }
        let manifests = nodes.map { readManifest($0) }
        let valid = manifests.compactMap(\.value)
        return valid.count == manifests.count ? .given(valid) : .invalid
    }

    private mutating func readManifest(_ node: YAMLNode) -> FieldValue<ManifestLocation> {
        guard case .mapping = node.content else {
            let manifest = value(node, "a manifest") { text throws(InvalidValue) in try ManifestLocation(uri: text) }
            if let key = manifest.value?.key { checkPath(key, "a manifest", at: node.position) }
            return manifest
        }
        guard let fields = mapping(node, what: "a manifest", keys: ["bucket", "key", "version"]) else {
            return .invalid
        }
        let bucket = readBucket(fields)
        guard let keyEntry = fields["key"] else { return missing("key", in: fields) }
        let key = string(keyEntry.value, "`key`")
        var version: String?
        if let entry = fields["version"], !entry.value.isNull {
            guard let text = string(entry.value, "`version`") else { return .invalid }
            version = text
        }
        guard let bucket, let key else { return .invalid }
        checkPath(key, "`key`", at: keyEntry.value.position)
        do throws(InvalidValue) {
            return .given(try ManifestLocation(bucket: bucket, key: key, version: version))
        } catch {
            report("a manifest \(error.rule)", at: node.position)
            return .invalid
        }
    }
}

extension FieldValue {
    fileprivate func map<Other>(_ transform: (Value) -> Other) -> FieldValue<Other> {
        switch self {
        case .absent: .absent
        case .invalid: .invalid
        case .given(let value): .given(transform(value))
        }
    }
}
