import Text

/// An object in S3, or one version of it.
///
/// It has no rules of its own: the service may name a bucket or a key that the desired state cannot. What a desired
/// state names is a `ManifestLocation`. Two objects are equal where their bytes are.
package struct S3Object: Sendable, Hashable, Comparable, CustomStringConvertible {
    package var bucket: String
    package var key: String
    /// Nil: no version is named.
    package var version: String?

    package init(bucket: String, key: String, version: String? = nil) {
        self.bucket = bucket
        self.key = key
        self.version = version
    }

    /// See `S3URI.text(bucket:key:version:)`.
    package var description: String { S3URI.text(bucket: bucket, key: key, version: version) }

    /// The same object without a version.
    package var withoutVersion: S3Object { S3Object(bucket: bucket, key: key) }

    package static func == (lhs: S3Object, rhs: S3Object) -> Bool {
        lhs.bucket.hasSameBytes(as: rhs.bucket) && lhs.key.hasSameBytes(as: rhs.key)
            && (lhs.version == nil) == (rhs.version == nil)
            && (lhs.version ?? "").hasSameBytes(as: rhs.version ?? "")
    }

    /// In the order of the bytes: bucket, key, then version, with none first.
    package static func < (lhs: S3Object, rhs: S3Object) -> Bool {
        for (left, right) in zip(lhs.parts, rhs.parts) where !left.elementsEqual(right) {
            return left.lexicographicallyPrecedes(right)
        }
        return false
    }

    package func hash(into hasher: inout Hasher) {
        for part in parts {
            for byte in part { hasher.combine(byte) }
            hasher.combine(UInt8(0))
        }
    }

    private var parts: [String.UTF8View] { [bucket.utf8, key.utf8, (version.map { "=" + $0 } ?? "").utf8] }
}
