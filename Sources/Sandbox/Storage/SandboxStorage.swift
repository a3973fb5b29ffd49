import Host
package import ModelVersions

/// What stands in the account beside Rekognition. Files of versions of rekon that knew none of it are read as ever.
extension SandboxState {
    /// A bucket of S3, with versioning.
    package struct Bucket: Codable, Sendable, Equatable {
        package var name: String
        package var region: String
        /// Twelve digits.
        package var owner: String
        /// Actions that are refused here, such as `s3:GetObject`: how a test or a demonstration takes a right away.
        package var denied: [String]?
        /// In the order of their keys, as bytes.
        package var objects: [StoredObject]
    }

    package struct StoredObject: Codable, Sendable, Equatable {
        package var key: String
        /// In the order in which they were written.
        package var versions: [ObjectVersion]
    }

    package struct ObjectVersion: Codable, Sendable, Equatable {
        package var id: String
        /// In quotes.
        package var eTag: String
        /// Milliseconds since 1970; the service tells whole seconds.
        package var lastModified: Int64
        /// In bytes.
        package var size: Int64
        /// Nil for an object of which only the rest is known.
        package var content: String?
    }

    /// A key of KMS.
    package struct Key: Codable, Sendable, Equatable {
        package var arn: String
        /// As in `alias/NAME`.
        package var aliases: [String]
        /// As in `Enabled`.
        package var state: String
        package var usage: String
        package var spec: String
        package var multiRegion: Bool?
        /// Whether DescribeKey is refused.
        package var isDenied: Bool?
    }
}

extension SandboxState.ObjectVersion {
    /// - Parameter number: tells two versions of the same content apart.
    init(content: String, id: String? = nil, number: Int, at time: Int64) {
        let digest = ContentHash.digits(of: content.utf8)
        self.init(
            id: id ?? "sandbox." + ContentHash.digits(of: "\(digest)/\(number)/\(time)".utf8).prefix(20),
            eTag: "\"\(digest)\"",
            lastModified: time,
            size: Int64(content.utf8.count),
            content: content
        )
    }
}

/// Digits that identify a content; not safe against an attacker.
enum ContentHash {
    /// 32 hexadecimal digits: FNV-1a from two starts.
    static func digits(of bytes: some Sequence<UInt8>) -> String {
        var hashes: [UInt64] = [0xCBF2_9CE4_8422_2325, 0x8422_2325_CBF2_9CE4]
        for byte in bytes {
            for index in hashes.indices { hashes[index] = (hashes[index] ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
        return hashes.map { hash in
            let text = String(hash, radix: 16)
            return String(repeating: "0", count: 16 - text.utf8.count) + text
        }.joined()
    }
}

extension SandboxEngine {
    /// Writes an object, as a new version where there is one already (API: PutObject). A bucket that is not there yet is
    /// made in the region.
    ///
    /// - Parameter location: its version is the id of what is written; without one it is given one.
    /// - Returns: the version's id.
    /// - Throws: `SandboxError`.
    package func put(_ content: String, at location: ManifestLocation, region: String) async throws -> String {
        try await store.update { state in
            var all = state.buckets ?? []
            let bucket = all.firstIndex { $0.name == location.bucket.text } ?? all.count
            if bucket == all.count {
                all.append(
                    SandboxState.Bucket(
                        name: location.bucket.text,
                        region: region,
                        owner: state.settings.account,
                        objects: []
                    )
                )
            }
            let written = all[bucket].write(content, key: location.key, id: location.version, at: now.milliseconds)
            state.buckets = all
            state.sort()
            return written
        }
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
