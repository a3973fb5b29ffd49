import ModelVersions
import Text
import YAMLTree

/// The settings that a version and `defaults` can have.
struct PartialSettings: Sendable {
    var output: FieldValue<OutputLocation> = .absent
    var datasets: FieldValue<Datasets> = .absent
    var tags: FieldValue<Tags> = .absent
    /// Given, but nil: a written `null`, which removes the value of `defaults`.
    var kmsKey: FieldValue<KMSKey?> = .absent
    var description: FieldValue<VersionDescription?> = .absent
    var confidenceThreshold: FieldValue<ConfidenceThreshold?> = .absent
    var minimumF1Score: FieldValue<Double?> = .absent

    /// These settings over others; tags are merged key by key.
    func over(_ defaults: PartialSettings) -> PartialSettings {
        PartialSettings(
            output: output.or(defaults.output),
            datasets: datasets.or(defaults.datasets),
            tags: mergedTags(over: defaults.tags),
            kmsKey: kmsKey.or(defaults.kmsKey),
            description: description.or(defaults.description),
            confidenceThreshold: confidenceThreshold.or(defaults.confidenceThreshold),
            minimumF1Score: minimumF1Score.or(defaults.minimumF1Score)
        )
    }

    private func mergedTags(over defaults: FieldValue<Tags>) -> FieldValue<Tags> {
        switch (tags, defaults) {
        case (.given(let own), .given(let shared)): .given(shared.merging(own))
        default: tags.or(defaults)
        }
    }
}

extension DocumentReader {
    enum Owner {
        case version
        case defaults

        var keys: [String] { self == .version ? Self.versionKeys : Self.settingKeys }

        private static let settingKeys = [
            "description", "output", "datasets", "tags", "kmsKey", "featureConfig", "expect",
        ]
        private static let versionKeys = ["name"] + settingKeys + ["acknowledge", "retired"]

        var what: String { self == .version ? "a version" : "`defaults`" }
    }

    mutating func readSettings(_ node: YAMLNode, of owner: Owner) -> PartialSettings {
        guard let fields = mapping(node, what: owner.what, keys: owner.keys) else { return PartialSettings() }
        return readSettings(fields)
    }

    mutating func readSettings(_ fields: Fields) -> PartialSettings {
        var settings = PartialSettings()
        if let entry = fields["description"] {
            settings.description = removable(entry.value) {
                $0.value($1, "`description`") { text throws(InvalidValue) in try VersionDescription(text) }
            }
        }
        if let entry = fields["output"] {
            settings.output = readOutput(entry.value)
        } else if fields.misspelt.contains("output") {
            // One error, not one for each version too.
            settings.output = .invalid
        }
        if let entry = fields["datasets"] { settings.datasets = readDatasets(entry.value) }
        if let entry = fields["tags"] { settings.tags = readTags(entry.value) }
        if let entry = fields["kmsKey"] {
            settings.kmsKey = removable(entry.value) {
                $0.value($1, "`kmsKey`") { text throws(InvalidValue) in try KMSKey(text) }
            }
        }
        if let entry = fields["featureConfig"] {
            settings.confidenceThreshold = removable(entry.value) { $0.readFeatureConfig($1) }
        }
        if let entry = fields["expect"] {
            settings.minimumF1Score = removable(entry.value) { $0.readExpectation($1) }
        }
        return settings
    }

    /// A setting that `null` removes. A key without a value is an error: the value is probably missing by mistake.
    private mutating func removable<Value>(
        _ node: YAMLNode,
        _ read: (inout DocumentReader, YAMLNode) -> FieldValue<Value>
    ) -> FieldValue<Value?> {
        if case .scalar(let scalar) = node.content, scalar.isNull, !scalar.text.isEmpty { return .given(nil) }
        return read(&self, node).optional
    }

    private mutating func readFeatureConfig(_ node: YAMLNode) -> FieldValue<ConfidenceThreshold> {
        guard let outer = mapping(node, what: "`featureConfig`", keys: ["contentModeration"]) else { return .invalid }
        guard let moderation = outer["contentModeration"] else { return missing("contentModeration", in: outer) }
        guard
            let inner = mapping(moderation.value, what: "`contentModeration`", keys: ["confidenceThreshold"])
        else { return .invalid }
        guard let entry = inner["confidenceThreshold"] else { return missing("confidenceThreshold", in: inner) }
        guard
            let percent = number(entry.value, "`confidenceThreshold`", in: 0...100).value,
            let threshold = try? ConfidenceThreshold(percent: percent)
        else { return .invalid }
        return .given(threshold)
    }

    private mutating func readExpectation(_ node: YAMLNode) -> FieldValue<Double> {
        guard let fields = mapping(node, what: "`expect`", keys: ["minF1Score"]) else { return .invalid }
        guard let entry = fields["minF1Score"] else { return missing("minF1Score", in: fields) }
        return number(entry.value, "`minF1Score`", in: 0...1)
    }

    mutating func missing<Value>(_ key: String, in fields: Fields) -> FieldValue<Value> {
        if !fields.misspelt.contains(key) { report("`\(key)` is missing", at: fields.position) }
        return .invalid
    }
}

extension DocumentReader {
    /// `tags`: keys and values are always strings.
    mutating func readTags(_ node: YAMLNode) -> FieldValue<Tags> {
        guard case .mapping(let entries) = node.content else {
            report("`tags` must be a mapping (`key: value`), not \(node.kindOfContent)", at: node.position)
            return .invalid
        }
        var tags: [(key: String, value: String)] = []
        tags.reserveCapacity(entries.count)
        var isValid = true
        for entry in entries {
            checkVisible(entry.key, "the tag key `\(entry.key.excerpt)`", at: entry.keyPosition)
            checkScripts(entry.key, "the tag key `\(entry.key.excerpt)`", at: entry.keyPosition)
            do throws(InvalidValue) {
                try Tags.check(key: entry.key)
            } catch {
                report("the tag key `\(entry.key.excerpt)` \(error)", at: entry.keyPosition)
                isValid = false
            }
            let value = value(entry.value, "the value of tag `\(entry.key.excerpt)`") { text throws(InvalidValue) in
                try Tags.check(value: text)
                return text
            }
            guard let text = value.value else {
                isValid = false
                continue
            }
            checkScripts(text, "the value of tag `\(entry.key.excerpt)`", at: entry.value.position)
            tags.append((entry.key, text))
        }
        if entries.count > Tags.limit {
            report("`tags` has \(entries.count) tags; the service takes at most \(Tags.limit)", at: node.position)
            isValid = false
        }
        return isValid ? .given(Tags(tags)) : .invalid
    }
}
