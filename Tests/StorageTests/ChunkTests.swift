import AWSRuntime
import ModelVersions
import Synchronization
import Testing

@testable import Storage

/// One object, which may change during the reading.
private final class OneObject: S3API {
    private let state: Mutex<(content: [UInt8], eTag: String, requests: [GetObjectRequest])>

    init(_ content: [UInt8]) { state = Mutex((content, "\"1\"", [])) }

    var requests: [GetObjectRequest] { state.withLock { $0.requests } }
    func overwrite() { state.withLock { $0.eTag = "\"2\"" } }

    private func error(_ code: String) -> AWSError {
        AWSError(.service(code: code, message: ""), operation: "GetObject", service: "s3", host: "here")
    }

    func getObject(_ request: GetObjectRequest) async throws -> GetObjectResponse {
        let (content, eTag) = state.withLock { state in
            state.requests.append(request)
            return (state.content, state.eTag)
        }
        if let wanted = request.ifMatch, wanted != eTag { throw error("PreconditionFailed") }
        guard let range = request.range else { throw error("Unexpected") }
        guard range.lowerBound < content.count else { throw error("InvalidRange") }
        let body = Array(content[Int(range.lowerBound)..<min(Int(range.upperBound) + 1, content.count)])
        return GetObjectResponse(
            head: HeadObjectResponse(eTag: eTag, versionID: "v"),
            totalLength: Int64(content.count),
            body: body
        )
    }

    func headObject(_ request: HeadObjectRequest) async throws -> HeadObjectResponse { throw error("Unexpected") }
    func headBucket(_ request: HeadBucketRequest) async throws -> HeadBucketResponse { throw error("Unexpected") }
    func listObjectsV2(_ request: ListObjectsV2Request) async throws -> ListObjectsV2Response {
        throw error("Unexpected")
    }
}

@Suite(.timeLimit(.minutes(30)))
struct ChunkTests {
    private let request = GetObjectRequest(S3Object(bucket: "acme", key: "k"))

    @Test("Every byte once and in order, without a needless request", arguments: [0, 1, 9, 10, 11, 20, 25, 100])
    func whole(length: Int) async throws {
        let content = (0..<length).map { UInt8($0) }
        let object = OneObject(content)
        var read: [UInt8] = []
        for try await chunk in S3ObjectChunks(request, from: object, chunkSize: 10) { read += chunk }
        #expect(read == content)
        #expect(object.requests.count == max(1, (length + 9) / 10))
        #expect(object.requests.dropFirst().allSatisfy { $0.ifMatch == "\"1\"" && $0.object.version == "v" })
    }

    @Test("An overwritten object ends the reading")
    func changed() async throws {
        let object = OneObject([UInt8](repeating: 0, count: 100))
        await #expect(throws: S3ObjectChanged(object: S3Object(bucket: "acme", key: "k"))) {
            for try await _ in S3ObjectChunks(request, from: object, chunkSize: 10) { object.overwrite() }
        }
    }
}
