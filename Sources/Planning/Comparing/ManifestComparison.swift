package import ModelVersions
import Text

/// Two lists of manifests as multisets of (bucket, key, version).
///
/// A version that one side does not name is unknown, not different: whether the service echoes the object version is
/// not documented, and an unpinned manifest may have been trained at the version that the service tells.
struct ManifestComparison {
    var result: Comparison = .equal
    /// What has no counterpart on the other side, each in byte order.
    var onlyDesired: [String] = []
    var onlyLive: [String] = []

    init(_ desired: [ManifestLocation], _ live: [S3Object]) {
        // The service gives them back in the order in which it got them.
        if desired.count == live.count, zip(desired, live).allSatisfy({ $0.object == $1 }) { return }
        var groups: [S3Object: Group] = [:]
        for object in desired.map(\.object) { groups[object.withoutVersion, default: Group()].desired.append(object) }
        for object in live { groups[object.withoutVersion, default: Group()].live.append(object) }
        for group in groups.values { compare(group) }
        onlyDesired.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        onlyLive.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The versions of one object on both sides.
    private struct Group {
        var desired: [S3Object] = []
        var live: [S3Object] = []
    }

    private mutating func compare(_ group: Group) {
        var live = group.live
        var rest: [S3Object] = []
        for object in group.desired {
            if let index = live.firstIndex(of: object) { live.remove(at: index) } else { rest.append(object) }
        }
        if rest.isEmpty, live.isEmpty { return }
        // What is left agrees only where one of each pair names no version.
        let isPossible =
            rest.count == live.count && rest.count { $0.version != nil } <= live.count { $0.version == nil }
            && live.count { $0.version != nil } <= rest.count { $0.version == nil }
        if isPossible {
            if result == .equal { result = .unknown }
            return
        }
        result = .different
        onlyDesired += rest.map(\.description)
        onlyLive += live.map(\.description)
    }
}

/// What somebody found out beside Rekognition, and a plan is better for; without it a plan says what it does not know.
package struct ResolvedReferences: Sendable, Equatable {
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
