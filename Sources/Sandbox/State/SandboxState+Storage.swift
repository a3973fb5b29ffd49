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
        let digest = Digest.digits(of: content.utf8)
        self.init(
            id: id ?? "sandbox." + Digest.digits(of: "\(digest)/\(number)/\(time)".utf8).prefix(20),
            eTag: "\"\(digest)\"",
            lastModified: time,
            size: Int64(content.utf8.count),
            content: content
        )
    }
}

/// Digits that stand for a text; of no use to anyone who means harm, which nobody in a sandbox does.
enum Digest {
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
