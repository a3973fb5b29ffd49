import ModelVersions
import Text

/// A setting that two live versions were trained with in different ways.
///
/// What the service does not say is not in either list: an empty one may be "none" and may be "not said".
package struct LiveSettingsChange: Sendable, Equatable {
    package let setting: Setting
    /// What the older version has and the newer one has not.
    package let removed: [String]
    /// What the newer version has and the older one has not.
    package let added: [String]

    /// What changed from one version to another, in the order of `Setting`.
    package static func all(from old: LiveSettings, to new: LiveSettings) -> [LiveSettingsChange] {
        Setting.allCases.compactMap { setting in
            LiveSettingsChange(setting, old.texts(of: setting), new.texts(of: setting))
        }
    }

    /// Nil where there is no difference. The texts are compared as multisets.
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
    /// What the service says of a setting, in the words that a plan has for it.
    fileprivate func texts(of setting: Setting) -> [String] {
        switch setting {
        case .description: description.map { [$0] } ?? []
        case .output: output.map { [$0.description] } ?? []
        case .training: training?.map(\.description) ?? []
        case .testing: testingIsAutoCreated == true ? ["auto"] : testing?.map(\.description) ?? []
        case .kmsKey: kmsKey.map { [$0] } ?? []
        case .confidenceThreshold: confidenceThreshold.map { [Float($0).description] } ?? []
        }
    }
}
