package import ModelVersions

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
