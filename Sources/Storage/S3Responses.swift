import AWSProfiles
import AWSRuntime
import Host

extension HeadObjectResponse {
    init(_ response: HTTPResponse) {
        self.init(
            eTag: response.header("etag"),
            // "null" is the version of what was written before a bucket had versioning.
            versionID: response.header("x-amz-version-id"),
            lastModified: response.header("last-modified").flatMap { UnixTime(httpDate: $0) },
            contentLength: response.header("content-length").flatMap { Int64($0) },
            contentType: response.header("content-type"),
            contentEncoding: response.header("content-encoding"),
            serverSideEncryption: response.header("x-amz-server-side-encryption"),
            sseKMSKeyID: response.header("x-amz-server-side-encryption-aws-kms-key-id")
        )
    }
}

extension GetObjectResponse {
    /// - Throws: `XMLError` for an answer that does not say which part of the object it is.
    init(_ response: HTTPResponse, range: ClosedRange<Int64>?) throws(XMLError) {
        self.init(head: HeadObjectResponse(response), body: response.body)
        guard let range else { return }
        guard response.status == 206 else {
            // Whoever knows no ranges sends the whole object.
            guard range.lowerBound == 0 else { throw XMLError(description: "is not the range that was asked for") }
            totalLength = Int64(response.body.count)
            return
        }
        // As in `bytes 0-99/1234`.
        let parts = (response.header("content-range") ?? "").split { " -/".contains($0) }
        guard parts.count == 4, parts[0] == "bytes", Int64(parts[1]) == range.lowerBound, let end = Int64(parts[2]),
            let total = Int64(parts[3]), end - range.lowerBound + 1 == Int64(response.body.count), end < total
        else { throw XMLError(description: "has no Content-Range that fits it") }
        totalLength = total
    }
}

extension ListObjectsV2Response {
    /// Of one page of 1000 keys, each of up to 1024 bytes that may all be escaped.
    private static let sizeLimit = 8 * 1_048_576

    /// - Parameter body: with the keys escaped, as `encoding-type=url` has them: XML cannot hold all of them.
    init(body: [UInt8]) throws(XMLError) {
        var scanner = try XMLScanner(body, limit: Self.sizeLimit)
        var path: [String] = []
        var text = ""
        var object = S3ObjectSummary(key: "")
        var isTruncated = false
        self.init(contents: [])
        while let piece = try scanner.next() {
            switch piece {
            case .start(let name):
                path.append(name)
                text = ""
                if path.count == 2, name == "Contents" { object = S3ObjectSummary(key: "") }
            case .text(let part):
                text += part
            case .end:
                switch path.dropFirst().joined(separator: "/") {
                case "Contents/Key": object.key = FormEncoding.decode(text)
                case "Contents/ETag": object.eTag = text
                case "Contents/Size": object.size = Int64(text)
                case "Contents/LastModified": object.lastModified = UnixTime(iso8601: text)
                case "Contents": contents.append(object)
                case "IsTruncated": isTruncated = text == "true"
                case "NextContinuationToken": nextContinuationToken = text
                case "" where path != ["ListBucketResult"]:
                    throw XMLError(description: "is no list of objects")
                default: break
                }
                path.removeLast()
            }
        }
        if isTruncated, nextContinuationToken == nil {
            throw XMLError(description: "is cut off, and does not say where it goes on")
        }
        if !isTruncated { nextContinuationToken = nil }
    }
}

/// The escapes of forms, with a plus for a space, as S3 has them in lists.
enum FormEncoding {
    static func decode(_ text: String) -> String {
        var result: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(Substring(rest.prefix(2))), radix: 16)
            {
                result.append(value)
                rest.removeFirst(2)
            } else {
                result.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

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
