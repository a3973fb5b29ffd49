internal import ModelVersions

/// Two lists of manifests as multisets of (bucket, key, version).
///
/// A version that one side does not name is unknown, not different: whether the service echoes the object version is
/// not documented, and an unpinned manifest may have been trained at the version that the service tells.
struct ManifestComparison {
    var result: Comparison = .equal
    /// What has no counterpart on the other side, each in byte order.
    var onlyDesired: [String] = []
    var onlyLive: [String] = []

    init(_ desired: [ManifestLocation], _ live: [LiveSettings.Manifest]) {
        var groups: [[UInt8]: (desired: [[UInt8]?], live: [[UInt8]?])] = [:]
        for manifest in desired {
            groups[Self.object(manifest.bucket.text, manifest.key), default: ([], [])].desired.append(
                manifest.version.map { Array($0.utf8) }
            )
        }
        for manifest in live {
            groups[Self.object(manifest.bucket, manifest.key), default: ([], [])].live.append(
                manifest.version.map { Array($0.utf8) }
            )
        }
        for (object, versions) in groups {
            compare(versions.desired, versions.live, object: String(decoding: object, as: UTF8.self))
        }
        onlyDesired.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        onlyLive.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private static func object(_ bucket: String, _ key: String) -> [UInt8] {
        Array("s3://\(bucket)/\(key)".utf8)
    }

    private mutating func compare(_ desired: [[UInt8]?], _ live: [[UInt8]?], object: String) {
        var live = live
        var rest: [[UInt8]?] = []
        for version in desired {
            if let index = live.firstIndex(where: { $0 == version }) {
                live.remove(at: index)
            } else {
                rest.append(version)
            }
        }
        if rest.isEmpty, live.isEmpty { return }
        // What is left agrees only where one of each pair names no version.
        let isPossible =
            rest.count == live.count && rest.count { $0 != nil } <= live.count { $0 == nil }
            && live.count { $0 != nil } <= rest.count { $0 == nil }
        if isPossible {
            if result == .equal { result = .unknown }
            return
        }
        result = .different
        onlyDesired += rest.map { Self.text(object, version: $0) }
        onlyLive += live.map { Self.text(object, version: $0) }
    }

    private static func text(_ object: String, version: [UInt8]?) -> String {
        object + (version.map { "?versionId=" + String(decoding: $0, as: UTF8.self) } ?? "")
    }
}
