import ModelVersions
import Text

/// A setting that differs between two live versions.
///
/// An empty list can mean an empty setting or one that the service does not report.
package struct LiveSettingsChange: Sendable, Equatable {
    package let setting: Setting
    /// Values only in the older version.
    package let removed: [String]
    /// Values only in the newer version.
    package let added: [String]

    /// All changes, in the order of `Setting`.
    package static func all(from old: LiveSettings, to new: LiveSettings) -> [LiveSettingsChange] {
        Setting.allCases.compactMap { setting in
            // Most settings of most versions are those of the one before.
            if old.hasSame(setting, as: new) { return nil }
            return LiveSettingsChange(setting, old.texts(of: setting), new.texts(of: setting))
        }
    }

    /// Nil without a difference. The texts are compared as multisets.
    private init?(_ setting: Setting, _ old: [String], _ new: [String]) {
        if old.count <= 1, new.count <= 1 {
            guard let either = old.first ?? new.first else { return nil }
            if old.count == new.count, either.hasSameBytes(as: new[0]) { return nil }
            (self.setting, removed, added) = (setting, old, new)
            return
        }
        func isBefore(_ one: String, _ other: String) -> Bool { one.utf8.lexicographicallyPrecedes(other.utf8) }
        var (rest, others) = (old.sorted(by: isBefore)[...], new.sorted(by: isBefore)[...])
        var removed: [String] = []
        var added: [String] = []
        while let first = rest.first, let other = others.first {
            if isBefore(first, other) {
                removed.append(rest.removeFirst())
            } else if isBefore(other, first) {
                added.append(others.removeFirst())
            } else {
                rest.removeFirst()
                others.removeFirst()
            }
        }
        removed += rest
        added += others
        if removed.isEmpty, added.isEmpty { return nil }
        self.setting = setting
        self.removed = removed
        self.added = added
    }
}

extension LiveSettings {
    /// In the place of manifests: the word of the files (`datasets: project`).
    package static let projectDatasets = "project"
    /// In the place of test manifests (`testing: auto`, `testing: none`).
    package static let splitData = "auto"
    package static let noTestData = "none"

    /// Whether the service reports training manifests, and that the request had no test data.
    package var isWithoutTestData: Bool {
        training?.isEmpty == false && testing?.isEmpty == true && testingIsAutoCreated != true
    }

    private static func texts(of manifests: [S3Object]?) -> [String] {
        guard let manifests else { return [] }
        return manifests.isEmpty ? [projectDatasets] : manifests.map(\.description)
    }

    /// Whether a setting certainly has the same texts: they take longer to make than to compare their parts.
    fileprivate func hasSame(_ setting: Setting, as other: LiveSettings) -> Bool {
        func isSame(_ one: String?, _ other: String?) -> Bool {
            guard let one, let other else { return one == nil && other == nil }
            return one.hasSameBytes(as: other)
        }
        return switch setting {
        case .description: isSame(description, other.description)
        case .output:
            isSame(output?.bucket, other.output?.bucket) && isSame(output?.prefix, other.output?.prefix)
        case .training: training == other.training
        case .testing: testingIsAutoCreated == other.testingIsAutoCreated && testing == other.testing
        case .kmsKey: isSame(kmsKey, other.kmsKey)
        case .confidenceThreshold: confidenceThreshold == other.confidenceThreshold
        }
    }

    /// The values of a setting as a plan shows them.
    func texts(of setting: Setting) -> [String] {
        switch setting {
        case .description: description.map { [$0] } ?? []
        case .output: output.map { [$0.description] } ?? []
        case .training: Self.texts(of: training)
        case .testing:
            testingIsAutoCreated == true
                ? [Self.splitData] : isWithoutTestData ? [Self.noTestData] : Self.texts(of: testing)
        case .kmsKey: kmsKey.map { [$0] } ?? []
        case .confidenceThreshold: confidenceThreshold.map { [Float($0).description] } ?? []
        }
    }
}
