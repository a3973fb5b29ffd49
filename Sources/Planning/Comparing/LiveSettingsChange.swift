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
            LiveSettingsChange(setting, old.texts(of: setting), new.texts(of: setting))
        }
    }

    /// Nil without a difference. The texts are compared as multisets.
    private init?(_ setting: Setting, _ old: [String], _ new: [String]) {
        if old.count == new.count, zip(old, new).allSatisfy({ $0.hasSameBytes(as: $1) }) { return nil }
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

    private static func texts(of manifests: [S3Object]?) -> [String] {
        guard let manifests else { return [] }
        return manifests.isEmpty ? [projectDatasets] : manifests.map(\.description)
    }

    /// The values of a setting as a plan shows them.
    func texts(of setting: Setting) -> [String] {
        switch setting {
        case .description: description.map { [$0] } ?? []
        case .output: output.map { [$0.description] } ?? []
        case .training: Self.texts(of: training)
        case .testing: testingIsAutoCreated == true ? ["auto"] : Self.texts(of: testing)
        case .kmsKey: kmsKey.map { [$0] } ?? []
        case .confidenceThreshold: confidenceThreshold.map { [Float($0).description] } ?? []
        }
    }
}
