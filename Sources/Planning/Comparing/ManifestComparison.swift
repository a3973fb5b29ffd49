package import ModelVersions
import Text

/// Two lists of manifests as multisets of (bucket, key, version).
///
/// An object version on one side only is unknown, not different: the API does not document whether the service returns
/// it, and the service may report the version that it used for an unpinned manifest.
struct ManifestComparison {
    var result: Comparison = .equal
    /// Manifests without a counterpart, in byte order.
    var onlyDesired: [String] = []
    var onlyLive: [String] = []

    init(_ desired: [ManifestLocation], _ live: [S3Object]) {
        // The service usually returns them in the order of the request.
        if desired.count == live.count, desired.indices.allSatisfy({ desired[$0].object == live[$0] }) { return }
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
        // The rest can only be equal if one side of each pair has no version.
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

/// Results of look-ups in KMS and S3 that make a plan more exact: ARNs of KMS keys, and current versions of manifests.
package struct ResolvedReferences: Sendable, Equatable {
    /// The ARN of a key by its name in the files: an alias has another key in each account and region.
    private var keys: [AccountRegion: [KMSKey: String]] = [:]
    /// Unpinned manifests with their current object version.
    private var pins: [ManifestLocation: ManifestLocation] = [:]

    package init() {}

    package mutating func add(_ key: KMSKey, in place: AccountRegion, is arn: String) {
        keys[place, default: [:]][key] = arn
    }

    /// - Parameter pinned: the same object with its current version.
    package mutating func add(_ manifest: ManifestLocation, isNow pinned: ManifestLocation) {
        pins[manifest] = pinned
    }

    func pin(of manifest: ManifestLocation) -> ManifestLocation? { pins[manifest] }

    /// The key by its ARN, if that is known.
    func resolved(_ key: KMSKey, in project: ProjectARN) -> KMSKey {
        keys[AccountRegion(project)]?[key].flatMap { try? KMSKey($0) } ?? key
    }
}
