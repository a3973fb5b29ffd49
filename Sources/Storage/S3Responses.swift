import AWSProfiles
package import AWSRuntime
import Host
import Text

extension HeadObjectResponse {
    init(_ response: HTTPResponse) {
        self.init(
            eTag: response.header("etag"),
            // "null": the object was written before the bucket had versioning.
            versionID: response.header("x-amz-version-id"),
            lastModified: response.header("last-modified").flatMap { UnixTime(httpDate: $0) },
            contentLength: response.header("content-length").flatMap { Int64($0) }.flatMap { $0 >= 0 ? $0 : nil },
            contentType: response.header("content-type"),
            contentEncoding: response.header("content-encoding"),
            serverSideEncryption: response.header("x-amz-server-side-encryption"),
            sseKMSKeyID: response.header("x-amz-server-side-encryption-aws-kms-key-id")
        )
    }
}

extension GetObjectResponse {
    /// - Throws: `XMLError` for an answer that does not say which range of the object it has.
    package init(_ response: HTTPResponse, range: ClosedRange<Int64>?) throws(XMLError) {
        self.init(head: HeadObjectResponse(response), body: response.body)
        guard let range else { return }
        guard response.status == 206 else {
            // A server without ranges sends the whole object.
            guard range.lowerBound == 0 else {
                throw XMLError(description: "is not the requested range", isDetail: true)
            }
            totalLength = Int64(response.body.count)
            return
        }
        // As in `bytes 0-99/1234`.
        let parts = (response.header("content-range") ?? "").split { " -/".contains($0) }
        // The end is compared with the start and the total first: a difference of any two numbers could overflow.
        guard parts.count == 4, parts[0] == "bytes", Int64(parts[1]) == range.lowerBound, let end = Int64(parts[2]),
            let total = Int64(parts[3]), end >= range.lowerBound, end < total,
            end - range.lowerBound == Int64(response.body.count) - 1
        else { throw XMLError(description: "has no Content-Range that fits its length", isDetail: true) }
        totalLength = total
    }
}

extension ListObjectsV2Response {
    /// Bytes of a page: 1000 keys of at most 1024 bytes, each byte escaped.
    private static let sizeLimit = 8 * 1_048_576
    /// API: MaxKeys, "returns up to 1,000 key names".
    private static let keyLimit = 1000

    /// - Parameters:
    ///   - body: with `encoding-type=url`, because XML cannot hold every key.
    ///   - request: the answer must be about it; nil for an answer without a request.
    package init(body: [UInt8], to request: ListObjectsV2Request? = nil) throws(XMLError) {
        var scanner = try XMLScanner(body, limit: Self.sizeLimit)
        var path: [String] = []
        var text = ""
        var object = S3ObjectSummary(key: "")
        var isTruncated = false
        var subject = Subject()
        self.init(contents: [])
        while let piece = try scanner.next() {
            switch piece {
            case .start(let name):
                path.append(name)
                text = ""
                if path.count == 1, name != "ListBucketResult" {
                    throw XMLError(description: "is not a list of objects")
                }
                if path.count == 2, name == "Contents" {
                    guard contents.count < Self.keyLimit else {
                        throw XMLError(description: "lists more than \(Self.keyLimit) objects", isDetail: true)
                    }
                    object = S3ObjectSummary(key: "")
                }
            case .text(let part):
                text += part
            case .end:
                switch path.count {
                case 3 where path[1] == "Contents": object.set(path[2], text)
                case 2 where path[1] == "Contents": contents.append(object)
                case 2 where path[1] == "IsTruncated":
                    isTruncated = text == "true"
                    subject.saysWhetherTruncated = isTruncated || text == "false"
                case 2 where path[1] == "Name": subject.bucket = text
                case 2 where path[1] == "Prefix": subject.prefix = text
                case 2 where path[1] == "KeyCount": subject.count = text
                case 2 where path[1] == "CommonPrefixes": subject.folders += 1
                case 2 where path[1] == "NextContinuationToken": nextContinuationToken = text
                default: break
                }
                path.removeLast()
            }
        }
        if isTruncated, nextContinuationToken?.isEmpty != false {
            throw XMLError(description: "is truncated and has no continuation token", isDetail: true)
        }
        if !isTruncated { nextContinuationToken = nil }
        if let request, let problem = subject.problem(contents, of: request) {
            throw XMLError(description: problem, isDetail: true)
        }
    }

    /// What an answer says about itself. A list of something else must not show that a key is missing.
    private struct Subject {
        var bucket: String?
        /// With or without escapes: not every server has them here.
        var prefix: String?
        var count: String?
        var folders = 0
        var saysWhetherTruncated = false

        /// Why it does not answer the request; nil if it does.
        func problem(_ contents: [S3ObjectSummary], of request: ListObjectsV2Request) -> String? {
            let wanted = request.prefix ?? ""
            if let bucket, !bucket.hasSameBytes(as: request.bucket) {
                return "lists another bucket, \(bucket.excerpt)"
            }
            if let prefix, !prefix.hasSameBytes(as: wanted), !prefix.decoded.hasSameBytes(as: wanted) {
                return "lists another prefix, `\(prefix.excerpt)`"
            }
            if !saysWhetherTruncated { return "does not say whether it is truncated" }
            if let count, Int(count) != contents.count + folders {
                return "has \(contents.count + folders) keys and says that it has \(count.excerpt)"
            }
            if let other = contents.first(where: { !$0.key.utf8.starts(with: wanted.utf8) }) {
                return "has the key `\(other.key.excerpt)`, which is not below the prefix"
            }
            return nil
        }
    }
}

extension String {
    /// Without the escapes of `encoding-type=url`.
    fileprivate var decoded: String {
        String(decoding: PercentEncoding.decode(utf8, plusIsSpace: true), as: UTF8.self)
    }
}

extension S3ObjectSummary {
    fileprivate mutating func set(_ member: String, _ text: String) {
        switch member {
        case "Key": key = text.decoded
        case "ETag": eTag = text
        case "Size": size = Int64(text).flatMap { $0 >= 0 ? $0 : nil }
        case "LastModified": lastModified = UnixTime(iso8601: text)
        default: break
        }
    }
}

/// How a request names its bucket.
///
/// Source: S3 user guide, "Virtual hosting of buckets", and botocore. The host name has the bucket, so that the
/// bucket's own certificate is used. The path has it for a configured endpoint, which may not answer to other host
/// names, and for a name with a dot, which no wildcard certificate covers.
struct BucketAddress: Equatable {
    /// The label before the endpoint's host; nil if the path has the bucket.
    let label: String?
    /// Starts with `/`.
    let path: String

    /// - Parameter path: as sent, without a slash at its start.
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
