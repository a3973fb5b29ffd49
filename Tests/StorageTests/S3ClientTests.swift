import AWSProfiles
import AWSRuntime
import Host
import ModelVersions
import Storage
import TestSupport
import Testing

@testable import Storage

@Suite(.timeLimit(.minutes(30)))
struct S3ClientTests {
    private func client(
        _ environment: [String: String] = [:],
        answering rule: @escaping @Sendable (HTTPRequest, Int) -> HTTPResponse
    ) throws -> (client: S3Client, transport: ScriptedTransport) {
        let scripted = try ScriptedConnection(environment, answering: rule)
        return (try S3Client(scripted.connection, region: "eu-west-1"), scripted.transport)
    }

    private func failure(_ response: HTTPResponse) async throws -> (any Error)? {
        do {
            _ = try await client { _, _ in response }.client.headObject(
                HeadObjectRequest(S3Object(bucket: "acme", key: "k"))
            )
            return nil
        } catch {
            return error
        }
    }

    @Test("The answer of HeadObject")
    func head() async throws {
        let (client, _) = try client { _, _ in
            HTTPResponse(
                200,
                [
                    "ETag": "\"abc\"", "x-amz-version-id": "v1", "Last-Modified": "Mon, 23 Nov 2026 20:00:00 GMT",
                    "Content-Length": "1234567890123", "Content-Type": "text/plain",
                    "x-amz-server-side-encryption": "aws:kms", "x-amz-server-side-encryption-aws-kms-key-id": "arn:k",
                ]
            )
        }
        let head = try await client.headObject(HeadObjectRequest(S3Object(bucket: "acme", key: "k")))
        #expect(
            head
                == HeadObjectResponse(
                    eTag: "\"abc\"",
                    versionID: "v1",
                    lastModified: UnixTime(iso8601: "2026-11-23T20:00:00Z"),
                    contentLength: 1_234_567_890_123,
                    contentType: "text/plain",
                    serverSideEncryption: "aws:kms",
                    sseKMSKeyID: "arn:k"
                )
        )
    }

    @Test(
        "Errors without a body are told by their status",
        arguments: [
            (400, "BadRequest"), (403, "Forbidden"), (404, "NotFound"), (405, "MethodNotAllowed"),
            (412, "PreconditionFailed"),
        ]
    )
    func bodiless(status: Int, code: String) async throws {
        let error = try await failure(HTTPResponse(status)) as? AWSError
        #expect(error?.code == code)
        #expect(error?.statusCode == status)
        #expect(error?.requestID == "R1")
    }

    @Test("An empty answer without headers of S3 is not from S3")
    func proxy() async throws {
        let error = try await failure(HTTPResponse(status: 403)) as? AWSError
        #expect(error?.code == nil)
        #expect(error.map { "\($0)" }?.contains("is not from the service") == true)
    }

    @Test("Errors with a body, and what to do about them")
    func denied() async throws {
        let body = "<Error><Code>AccessDenied</Code><Message>Access Denied</Message><RequestId>R2</RequestId></Error>"
        let error = try await failure(HTTPResponse(403, body: body)) as? AWSError
        #expect(error?.code == "AccessDenied")
        #expect(error.map { "\($0)" }?.contains("s3:GetObject") == true)
    }

    @Test("The error names another region, for each status", arguments: [301, 307, 400])
    func region(status: Int) async throws {
        let error = try await failure(HTTPResponse(status, ["x-amz-bucket-region": "us-west-2"]))
        #expect(error as? WrongRegion == WrongRegion(bucket: "acme", asked: "eu-west-1", actual: "us-west-2"))
    }

    @Test("The error of a refused bucket names its region too")
    func regionOfRefused() async throws {
        let error = try await failure(HTTPResponse(403, ["x-amz-bucket-region": "eu-west-1"])) as? AWSError
        #expect(error?.bucketRegion == "eu-west-1")
    }

    @Test("The region in the body of a wrongly scoped request")
    func regionInBody() async throws {
        let body = "<Error><Code>AuthorizationHeaderMalformed</Code><Region>us-east-2</Region></Error>"
        let error = try await failure(HTTPResponse(400, body: body))
        #expect((error as? WrongRegion)?.actual == "us-east-2")
    }

    @Test("A list, page by page, with keys that XML cannot hold")
    func list() async throws {
        let (client, transport) = try client { _, number in
            number == 0
                ? HTTPResponse(
                    200,
                    body: """
                        <?xml version="1.0" encoding="UTF-8"?>
                        <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>acme</Name>
                        <IsTruncated>true</IsTruncated><NextContinuationToken>t/+=</NextContinuationToken>
                        <Contents><Key>a+b%2Bc%0A</Key><LastModified>2026-11-23T20:00:00.000Z</LastModified>
                        <ETag>&quot;e&quot;</ETag><Size>12</Size></Contents>
                        <Contents><Key>%C3%BC</Key><Size>0</Size></Contents></ListBucketResult>
                        """
                )
                : HTTPResponse(200, body: "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>")
        }
        let page = try await client.listObjectsV2(ListObjectsV2Request(bucket: "acme"))
        #expect(
            page.contents == [
                S3ObjectSummary(
                    key: "a b+c\n",
                    eTag: "\"e\"",
                    size: 12,
                    lastModified: UnixTime(iso8601: "2026-11-23T20:00:00Z")
                ),
                S3ObjectSummary(key: "ü", size: 0),
            ]
        )
        let next = try await client.listObjectsV2(
            ListObjectsV2Request(bucket: "acme", continuationToken: page.nextContinuationToken)
        )
        #expect(next == ListObjectsV2Response(contents: []))
        #expect(transport.requests[1].target.contains("continuation-token=t%2F%2B%3D"))
    }

    @Test("A list of more objects than a page can have is an error")
    func longList() async throws {
        func keys(_ count: Int) async throws -> Int {
            let contents = String(repeating: "<Contents/>", count: count)
            let (client, _) = try client { _, _ in
                HTTPResponse(
                    200,
                    body: "<ListBucketResult><IsTruncated>false</IsTruncated>\(contents)</ListBucketResult>"
                )
            }
            return try await client.listObjectsV2(ListObjectsV2Request(bucket: "acme")).contents.count
        }
        #expect(try await keys(1000) == 1000)
        let error = await #expect(throws: AWSError.self) { _ = try await keys(1001) }
        #expect(error?.description.contains("lists more than 1000 objects") == true)
    }

    @Test("A size below zero is none")
    func negativeSizes() async throws {
        let (client, _) = try client { request, _ in
            HTTPResponse(
                200,
                ["Content-Length": "-1"],
                body: "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>k</Key>"
                    + "<Size>-9223372036854775808</Size></Contents></ListBucketResult>"
            )
        }
        #expect(try await client.listObjectsV2(ListObjectsV2Request(bucket: "acme")).contents.map(\.size) == [nil])
        let head = try await client.headObject(HeadObjectRequest(S3Object(bucket: "acme", key: "k")))
        #expect(head.contentLength == nil)
    }

    @Test(
        "A range that is not the requested one is an error, whatever its numbers",
        arguments: [
            "bytes 0-9223372036854775807/0", "bytes 0-9223372036854775807/9223372036854775807",
            "bytes 0--9223372036854775808/9", "bytes 0-9223372036854775806/9223372036854775807",
            "bytes -9223372036854775808-0/9223372036854775807", "bytes 1-10/20", "bytes 0-9/9", "bytes 0-8/20",
            "bytes 0-10/20", "bytes 0-9/9223372036854775808", "bytes 0-9/*", "bytes */20", "bytes", "",
        ]
    )
    func ranges(text: String) async throws {
        func read(_ range: String) async throws -> Int64? {
            let (client, _) = try client { _, _ in
                HTTPResponse(206, ["Content-Range": range], body: "0123456789")
            }
            let request = GetObjectRequest(S3Object(bucket: "acme", key: "k"), range: 0...99)
            return try await client.getObject(request).totalLength
        }
        #expect(try await read("bytes 0-9/20") == 20)
        let error = await #expect(throws: AWSError.self) { _ = try await read(text) }
        #expect(error?.description.contains("no Content-Range that fits") == true)
    }

    @Test("A truncated list without a continuation token is an error")
    func cutList() async throws {
        let (client, _) = try client { _, _ in
            HTTPResponse(200, body: "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>")
        }
        await #expect(throws: AWSError.self) {
            try await client.listObjectsV2(ListObjectsV2Request(bucket: "acme"))
        }
    }

    @Test("With only Rekognition's endpoint configured, no request goes to S3 and KMS of AWS")
    func configured() throws {
        let scripted = try ScriptedConnection(endpointURL: "http://127.0.0.1:1") { _, _ in HTTPResponse(200) }
        #expect(throws: ConfigurationError.self) { try S3Client(scripted.connection, region: "eu-west-1") }
        #expect(throws: ConfigurationError.self) { try KMSClient(scripted.connection, region: "eu-west-1") }
    }

    @Test("The answer of DescribeKey")
    func key() async throws {
        let scripted = try ScriptedConnection { _, _ in
            HTTPResponse(
                200,
                body: """
                    {"KeyMetadata":{"AWSAccountId":"111122223333","KeyId":"k","Arn":"arn:aws:kms:eu-west-1:111122223333:key/k",
                    "CreationDate":1.5E9,"Enabled":true,"KeyState":"Enabled","KeyUsage":"ENCRYPT_DECRYPT",
                    "KeySpec":"SYMMETRIC_DEFAULT","MultiRegion":false,"KeyManager":"CUSTOMER","Origin":"AWS_KMS"}}
                    """
            )
        }
        let client = try KMSClient(scripted.connection, region: "eu-west-1")
        let metadata = try await client.describeKey(DescribeKeyRequest(keyID: "alias/a")).keyMetadata
        #expect(metadata.arn == "arn:aws:kms:eu-west-1:111122223333:key/k")
        #expect(metadata.keySpec == "SYMMETRIC_DEFAULT" && metadata.enabled == true && metadata.multiRegion == false)
        let request = try #require(scripted.transport.requests.first)
        #expect(request.header("x-amz-target") == "TrentService.DescribeKey")
        #expect(request.endpoint.host == "kms.eu-west-1.amazonaws.com")
        #expect(String(decoding: request.body, as: UTF8.self) == #"{"KeyId":"alias/a"}"#)
    }
}
