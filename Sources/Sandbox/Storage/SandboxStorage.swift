import Host
import Manifests
package import ModelVersions
import Text

/// The buckets and keys of the account. Files of older versions of rekon have none.
extension SandboxState {
    /// A bucket of S3, with versioning.
    struct Bucket: Codable, Sendable, Equatable {
        var name: String
        var region: String
        /// Twelve digits.
        var owner: String
        /// The actions that are refused in this bucket, such as `s3:GetObject`.
        var denied: [String]?
        /// In the order of their keys, as bytes.
        var objects: [StoredObject]
    }

    struct StoredObject: Codable, Sendable, Equatable {
        var key: String
        /// The oldest first.
        var versions: [ObjectVersion]
    }

    struct ObjectVersion: Codable, Sendable, Equatable {
        var id: String
        /// In quotes.
        var eTag: String
        /// In milliseconds since 1970; the service returns whole seconds.
        var lastModified: Int64
        /// In bytes.
        var size: Int64
        /// Nil: unknown.
        var content: String?
    }

    /// A key of KMS.
    struct Key: Codable, Sendable, Equatable {
        var arn: String
        /// As in `alias/NAME`.
        var aliases: [String]
        /// As in `Enabled`.
        var state: String
        var usage: String
        var spec: String
        var multiRegion: Bool?
        /// True: DescribeKey is refused.
        var isDenied: Bool?
    }
}

extension SandboxState.ObjectVersion {
    /// - Parameter number: makes the ids of two versions with the same content differ.
    init(content: String, id: String? = nil, number: Int, at time: Int64) {
        let digest = StableHash.digits(of: content.utf8)
        self.init(
            id: id ?? "sandbox." + StableHash.digits(of: "\(digest)/\(number)/\(time)".utf8).prefix(20),
            eTag: "\"\(digest)\"",
            lastModified: time,
            size: Int64(content.utf8.count),
            content: content
        )
    }
}

/// A hash with the same value in every process; without protection against attackers.
enum StableHash {
    /// 32 hexadecimal digits.
    static func digits(of bytes: some Sequence<UInt8>) -> String {
        var (first, second) = (FNV1a(), FNV1a(start: 0x8422_2325_CBF2_9CE4))
        for byte in bytes {
            first.add(byte)
            second.add(byte)
        }
        return first.text + second.text
    }
}

extension SandboxEngine {
    /// Writes an object, or a new version of it (API: PutObject). Makes its bucket in the region if it is missing, and
    /// the one of the images if the object is a manifest: the sandbox has no images, but `verify` looks for their
    /// bucket.
    ///
    /// - Parameters:
    ///   - location: its version is the id of the new version; without it, an id is made.
    ///   - owner: the account of a new bucket; nil: the sandbox's own.
    /// - Returns: the version's id.
    /// - Throws: `SandboxError`.
    package func put(
        _ content: String,
        at location: ManifestLocation,
        region: String,
        owner: String? = nil
    ) async throws -> String {
        try await store.update { state in
            let bucket = state.index(ofBucket: location.bucket.text, region: region, owner: owner)
            if let images = imageBucket(in: content) {
                _ = state.index(ofBucket: images, region: region, owner: owner)
            }
            var all = state.buckets ?? []
            let written = all[bucket].write(content, key: location.key, id: location.version, at: now.milliseconds)
            state.buckets = all
            state.sort()
            return written
        }
    }
}

/// The bucket of the first image of a manifest; nil for other content.
private func imageBucket(in content: String) -> String? {
    let checker = ManifestChecker(.training) { _ in }
    checker.feed(Array(content.utf8))
    return checker.finish().bucket
}

extension SandboxState {
    /// The place of a bucket, which is made if it is missing.
    fileprivate mutating func index(ofBucket name: String, region: String, owner: String?) -> Int {
        var all = buckets ?? []
        if let index = all.firstIndex(where: { $0.name == name }) { return index }
        all.append(Bucket(name: name, region: region, owner: owner ?? settings.account, objects: []))
        buckets = all
        return all.count - 1
    }
}

extension SandboxState.Bucket {
    /// - Returns: the version's id.
    mutating func write(_ content: String, key: String, id: String?, at time: Int64) -> String {
        var index = objects.firstIndex { $0.key.utf8.elementsEqual(key.utf8) }
        if index == nil {
            objects.append(SandboxState.StoredObject(key: key, versions: []))
            index = objects.count - 1
        }
        let object = index ?? 0
        let version = SandboxState.ObjectVersion(
            content: content,
            id: id,
            number: objects[object].versions.count,
            at: time
        )
        objects[object].versions.append(version)
        return version.id
    }
}
