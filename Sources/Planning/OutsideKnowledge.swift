package import ModelVersions

/// What somebody found out beside Rekognition, and a plan is better for; without it a plan says what it does not know.
package struct OutsideKnowledge: Sendable, Equatable {
    /// The ARN that a key has in a region, by how it is named there.
    private var keys: [String: [KMSKey: String]] = [:]
    /// What unpinned manifests are pinned to, as they are now.
    private var pins: [ManifestLocation: ManifestLocation] = [:]

    package init() {}

    package mutating func add(_ key: KMSKey, in region: String, is arn: String) {
        keys[region, default: [:]][key] = arn
    }

    /// - Parameter pinned: the same object, with the version that it has now.
    package mutating func add(_ manifest: ManifestLocation, isNow pinned: ManifestLocation) {
        pins[manifest] = pinned
    }

    func pin(of manifest: ManifestLocation) -> ManifestLocation? { pins[manifest] }

    /// The same key by its ARN, where that is known.
    func resolved(_ key: KMSKey, in project: ProjectARN) -> KMSKey {
        keys[project.region]?[key].flatMap { try? KMSKey($0) } ?? key
    }
}
