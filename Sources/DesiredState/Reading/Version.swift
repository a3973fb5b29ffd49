import Diagnostics
import ModelVersions
import Text
import YAMLTree

extension DocumentReader {
    /// One entry of `versions`; nil without a valid name.
    ///
    /// - Parameter versions: Gets the version, unless the entry has an error.
    mutating func readEntry(
        _ node: YAMLNode,
        defaults: PartialSettings,
        into versions: inout [DesiredVersion]
    ) -> Entry? {
        guard let fields = mapping(node, what: Owner.version.what, keys: Owner.version.keys) else { return nil }
        let name = readName(fields)
        let remark = fields["name"].flatMap { references.remark(at: $0.value.position) }
        let version = readVersion(fields, name: name, isShown: remark == nil, defaults: defaults)
        let isValid = version != nil
        if let version { versions.append(version) }
        return name.map { name in
            Entry(name: name, location: document.location(of: node.position), isValid: isValid, remark: remark)
        }
    }

    private mutating func readVersion(
        _ fields: Fields,
        name: VersionName?,
        isShown: Bool,
        defaults: PartialSettings
    ) -> DesiredVersion? {
        let settings = readSettings(fields).over(defaults)
        let isRetired = fields["retired"].map { bool($0.value, "`retired`") } ?? .given(false)
        let acknowledgement = fields["acknowledge"].map { readAcknowledgement($0.value) } ?? .given(nil)
        checkTags(settings, fields)
        guard let isRetired = isRetired.value, let acknowledgement = acknowledgement.value else { return nil }

        var intent = DesiredVersion.Intent.retired
        if !isRetired {
            guard let training = trainingSettings(settings, name: isShown ? name : nil, at: fields.position) else {
                return nil
            }
            intent = .trained(training)
        }
        guard let name else { return nil }
        return DesiredVersion(
            name: name,
            intent: intent,
            tags: settings.tags.value ?? .none,
            expectation: Expectation(minimumF1Score: settings.minimumF1Score.value ?? nil),
            acknowledgement: acknowledgement
        )
    }

    private mutating func readName(_ fields: Fields) -> VersionName? {
        guard let entry = fields["name"] else {
            report("the version has no `name`", at: fields.position)
            return nil
        }
        return value(entry.value, "`name`") { text throws(InvalidValue) in try VersionName(text) }.value
    }

    private mutating func trainingSettings(
        _ settings: PartialSettings,
        name: VersionName?,
        at position: SourcePosition
    ) -> TrainingSettings? {
        if case .absent = settings.output {
            report(
                "\(name.map { "version `\($0)`" } ?? "the version") has no `output`",
                at: position,
                help:
                    "add `output: s3://BUCKET/PREFIX/` here or under `defaults`: the training writes its results there"
            )
        }
        guard let output = settings.output.value, let datasets = settings.datasets.or(.given(.project)).value else {
            return nil
        }
        return TrainingSettings(
            output: output,
            datasets: datasets,
            kmsKey: settings.kmsKey.value ?? nil,
            description: settings.description.value ?? nil,
            confidenceThreshold: settings.confidenceThreshold.value ?? nil
        )
    }

    /// The rules for the tags of `defaults` and the version together.
    private mutating func checkTags(_ settings: PartialSettings, _ fields: Fields) {
        guard let tags = settings.tags.value else { return }
        let position = fields["tags"]?.keyPosition ?? fields.position
        if tags.count > Tags.limit {
            report(
                """
                the version has \(tags.count) tags, including those of `defaults`; the service takes at most \
                \(Tags.limit)
                """,
                at: position
            )
        }
        // Two spellings are two tags for the service, but one for most programs. ASCII keys have only one spelling.
        if tags.all.allSatisfy(\.key.isASCII) { return }
        var seen: Set<String> = []
        for tag in tags.all where !seen.insert(tag.key).inserted {
            report(
                "the tag key `\(tag.key.excerpt)` occurs twice, in two Unicode spellings that look alike",
                at: position,
                help: "remove one of the two"
            )
        }
    }
}
