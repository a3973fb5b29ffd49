internal import AWSProfiles

/// How a bucket is named in a request.
///
/// Source: S3 user guide, "Virtual hosting of buckets", and botocore: in the host name where that can be, so that a
/// bucket's own name and certificate are used; in the path for a configured endpoint, of which nobody knows whether it
/// answers to other names, and for a name with a dot, which no wildcard certificate covers.
struct BucketAddress: Equatable {
    /// The label in front of the endpoint's host; nil where the bucket is in the path.
    let label: String?
    /// Starts with `/`.
    let path: String

    /// - Parameter path: as it goes on the wire, without a slash in front.
    init(bucket: String, path: String, at endpoint: Endpoint) {
        if endpoint.origin == .region, Self.isHostLabel(bucket) {
            label = bucket
            self.path = "/\(path)"
        } else {
            label = nil
            self.path = path.isEmpty ? "/\(bucket)" : "/\(bucket)/\(path)"
        }
    }

    private static func isHostLabel(_ bucket: String) -> Bool {
        func isAlphanumeric(_ byte: UInt8?) -> Bool {
            guard let byte else { return false }
            return (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
        }
        let bytes = bucket.utf8
        return (3...63).contains(bytes.count) && isAlphanumeric(bytes.first) && isAlphanumeric(bytes.last)
            && bytes.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }
}
