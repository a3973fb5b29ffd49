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

    init(_ desired: [ManifestLocation], _ live: [LiveSettings.Manifest]) {
        // The service usually returns them in the order of the request.
        if desired.count == live.count, zip(desired, live).allSatisfy({ $0.isSame(as: $1) }) { return }
        var groups: [[UInt8]: Group] = [:]
        for manifest in desired {
            let object = Object(bucket: manifest.bucket.text, key: manifest.key)
            groups[object.bytes, default: Group(object)].desired.append(manifest.version.map { Array($0.utf8) })
        }
        for manifest in live {
            let object = Object(bucket: manifest.bucket, key: manifest.key)
            groups[object.bytes, default: Group(object)].live.append(manifest.version.map { Array($0.utf8) })
        }
        for group in groups.values { compare(group) }
        onlyDesired.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        onlyLive.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private struct Object {
        var bucket: String
        var key: String

        /// Unique for each object.
        var bytes: [UInt8] { Array(bucket.utf8) + [0] + Array(key.utf8) }

        func text(version: [UInt8]?) -> String {
            S3URI.text(
                bucket: bucket,
                key: key,
                version: version.map { String(decoding: $0, as: UTF8.self) }
            )
        }
    }

    /// The versions of one object on both sides.
    private struct Group {
        let object: Object
        var desired: [[UInt8]?] = []
        var live: [[UInt8]?] = []

        init(_ object: Object) {
            self.object = object
        }
    }

    private mutating func compare(_ group: Group) {
        var live = group.live
        var rest: [[UInt8]?] = []
        for version in group.desired {
            if let index = live.firstIndex(where: { $0 == version }) {
                live.remove(at: index)
            } else {
                rest.append(version)
            }
        }
        if rest.isEmpty, live.isEmpty { return }
        // The rest can only be equal if one side of each pair has no version.
        let isPossible =
            rest.count == live.count && rest.count { $0 != nil } <= live.count { $0 == nil }
            && live.count { $0 != nil } <= rest.count { $0 == nil }
        if isPossible {
            if result == .equal { result = .unknown }
            return
        }
        result = .different
        onlyDesired += rest.map(group.object.text)
        onlyLive += live.map(group.object.text)
    }
}

extension ManifestLocation {
    /// Whether object and version are equal.
    fileprivate func isSame(as live: LiveSettings.Manifest) -> Bool {
        bucket.text.hasSameBytes(as: live.bucket) && key.hasSameBytes(as: live.key)
            && (version == nil) == (live.version == nil)
            && (version ?? "").hasSameBytes(as: live.version ?? "")
    }
}

/// Results of look-ups in KMS and S3 that make a plan more exact: ARNs of KMS keys, and current versions of manifests.
package struct ResolvedReferences: Sendable, Equatable {
    /// The ARN of a key by region and by its name in the files.
    private var keys: [String: [KMSKey: String]] = [:]
    /// Unpinned manifests with their current object version.
    private var pins: [ManifestLocation: ManifestLocation] = [:]

    package init() {}

    package mutating func add(_ key: KMSKey, in region: String, is arn: String) {
        keys[region, default: [:]][key] = arn
    }

    /// - Parameter pinned: the same object with its current version.
    package mutating func add(_ manifest: ManifestLocation, isNow pinned: ManifestLocation) {
        pins[manifest] = pinned
    }

    func pin(of manifest: ManifestLocation) -> ManifestLocation? { pins[manifest] }

    /// The key by its ARN, if that is known.
    func resolved(_ key: KMSKey, in project: ProjectARN) -> KMSKey {
        keys[project.region]?[key].flatMap { try? KMSKey($0) } ?? key
    }
}
