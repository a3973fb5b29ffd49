import AWSProfiles
import AWSRuntime
import Foundation
import ModelVersions
import TestSupport
import Testing

@testable import Storage

/// The requests are those that botocore sends: Tests/Conformance/s3/make_cases.py.
@Suite(.timeLimit(.minutes(30)))
struct BotocoreTests {
    private struct Case: Decodable, Sendable, CustomTestStringConvertible {
        struct Sent: Decodable {
            var method, origin, path, scope: String
            var query: [String]
            var headers: [String: String]
        }

        var operation, bucket, region: String
        var key, version, endpoint, ifMatch, owner, prefix, token, startAfter: String?
        var fips, dualStack: Bool?
        var range: [Int64]?
        var maxKeys: Int?
        var sent: Sent

        var testDescription: String { "\(operation) \(bucket) \(key ?? "") \(region)" }
    }

    private struct File: Decodable { var cases: [Case] }

    private static let cases: [Case] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "Fixtures/botocore-requests.json"
        )
        guard let data = try? Data(contentsOf: file) else { return [] }
        return (try? JSONDecoder().decode(File.self, from: data).cases) ?? []
    }()

    @Test("The cases exist")
    func count() { #expect(Self.cases.count > 90) }

    @Test("The same method, URL, headers and scope", arguments: cases)
    private func same(_ example: Case) async throws {
        let scripted = try ScriptedConnection(
            example.endpoint.map { ["AWS_ENDPOINT_URL_S3": $0] } ?? [:],
            flags: (example.fips ?? false, example.dualStack ?? false)
        ) { request, _ in
            let empty = "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>"
            let isList = request.target.contains("list-type")
            return HTTPResponse(
                example.range == nil ? 200 : 206,
                ["content-range": "bytes 10-19/20"],
                body: isList ? empty : example.range == nil ? "" : "0123456789"
            )
        }
        let client = try S3Client(scripted.connection, region: example.region)
        try await call(example, client)
        let request = try #require(scripted.transport.requests.first)
        let sent = example.sent
        let target = request.target.split(separator: "?", maxSplits: 1).map(String.init)
        #expect(request.method == sent.method)
        #expect("\(request.endpoint.isSecure ? "https" : "http")://\(request.endpoint.authority)" == sent.origin)
        #expect(request.header("host") == request.endpoint.authority)
        #expect(target[0] == sent.path)
        #expect((target.count > 1 ? target[1].split(separator: "&").map(String.init).sorted() : []) == sent.query)
        for (name, value) in sent.headers { #expect(request.header(name) == value) }
        let scope = request.header("authorization")?.split(separator: ",").first?.split(separator: "/").dropFirst(2)
        #expect(scope?.joined(separator: "/") == sent.scope)
        #expect(request.header("x-amz-content-sha256")?.hasPrefix("e3b0c442") == true)
    }

    private func call(_ example: Case, _ client: S3Client) async throws {
        switch example.operation {
        case "HeadBucket":
            _ = try await client.headBucket(HeadBucketRequest(bucket: example.bucket))
        case "HeadObject":
            _ = try await client.headObject(
                HeadObjectRequest(S3Object(bucket: example.bucket, key: example.key ?? "", version: example.version))
            )
        case "GetObject":
            let range = try #require(example.range)
            _ = try await client.getObject(
                GetObjectRequest(
                    S3Object(bucket: example.bucket, key: example.key ?? ""),
                    range: range[0]...range[1],
                    ifMatch: example.ifMatch,
                    expectedBucketOwner: example.owner
                )
            )
        default:
            _ = try await client.listObjectsV2(
                ListObjectsV2Request(
                    bucket: example.bucket,
                    prefix: example.prefix,
                    maxKeys: example.maxKeys,
                    continuationToken: example.token,
                    startAfter: example.startAfter,
                    expectedBucketOwner: example.owner
                )
            )
        }
    }
}
