import AWSRuntime
import Rekognition
import TestSupport
import Testing

/// How the client calls each operation: target, endpoint, and what it sends again.
@Suite(.timeLimit(.minutes(30)))
struct RekognitionClientTests {
    private typealias Call = @Sendable (RekognitionClient) async throws -> Void

    private static let create: Call = {
        _ = try await $0.createProjectVersion(
            CreateProjectVersionRequest(
                projectARN: "arn",
                versionName: "v",
                outputConfig: OutputConfig(s3Bucket: "b", s3KeyPrefix: nil)
            )
        )
    }
    private static let reads: [(name: String, call: Call)] = [
        ("DescribeProjects", { _ = try await $0.describeProjects(DescribeProjectsRequest()) }),
        (
            "DescribeProjectVersions",
            { _ = try await $0.describeProjectVersions(DescribeProjectVersionsRequest(projectARN: "arn")) }
        ),
        (
            "ListTagsForResource",
            { _ = try await $0.listTagsForResource(ListTagsForResourceRequest(resourceARN: "arn")) }
        ),
    ]

    /// Failures behind which the call may have been carried out.
    private static let ambiguous: [Result<HTTPResponse, TransportError>] = [
        .error("InternalServerError", 500), .error("ServiceUnavailableException", 503),
        .success(HTTPResponse(status: 502, body: Array("<html>".utf8))), .failure(.connectionLost("reset")),
        .failure(.timedOut("slow")),
    ]

    private func failure(_ connection: ScriptedRekognition, _ call: Call) async -> AWSError? {
        do {
            try await call(connection.client)
            return nil
        } catch {
            return error as? AWSError
        }
    }

    @Test("Every operation goes to the region's endpoint, under its own name and signed for the service")
    func onTheWire() async throws {
        for (name, call) in Self.reads + [("CreateProjectVersion", Self.create)] {
            let answer = name == "CreateProjectVersion" ? #"{"ProjectVersionArn":"x"}"# : "{}"
            let connection = try ScriptedRekognition(.ok(answer))
            try await call(connection.client)
            #expect(connection.targets == ["RekognitionService.\(name)"])
            let headers = try #require(connection.transport.requests.first?.headers)
            let values = Dictionary(headers.map { ($0.name, $0.value) }) { first, _ in first }
            #expect(values["host"] == "rekognition.eu-west-1.amazonaws.com")
            #expect(values["content-type"] == "application/x-amz-json-1.1")
            #expect(values["authorization"]?.contains("/20261123/eu-west-1/rekognition/aws4_request,") == true)
        }
    }

    @Test("A create that may have taken effect is not retried, and the error says so", arguments: ambiguous.indices)
    func createIsNotRepeated(index: Int) async throws {
        let connection = try ScriptedRekognition(Self.ambiguous[index], .ok(#"{"ProjectVersionArn":"x"}"#))
        let error = try #require(await failure(connection, Self.create))
        #expect(error.mayHaveTakenEffect)
        #expect(error.attempts == 1)
        #expect(error.operation == "CreateProjectVersion")
        #expect(connection.targets == ["RekognitionService.CreateProjectVersion"])
    }

    @Test("A read is retried", arguments: ambiguous.indices)
    func readsAreRepeated(index: Int) async throws {
        for (name, call) in Self.reads {
            let connection = try ScriptedRekognition(Self.ambiguous[index], .ok("{}"))
            try await call(connection.client)
            #expect(connection.targets == Array(repeating: "RekognitionService.\(name)", count: 2))
            #expect(connection.bodies[0] == connection.bodies[1])
        }
    }

    @Test("A create that certainly did nothing is retried")
    func createIsRepeated() async throws {
        let refusals: [Result<HTTPResponse, TransportError>] = [
            .error("ThrottlingException", 500), .error("ProvisionedThroughputExceededException", 400),
            .failure(.notConnected("refused")),
        ]
        for refusal in refusals {
            let connection = try ScriptedRekognition(refusal, .ok(#"{"ProjectVersionArn":"x"}"#))
            try await Self.create(connection.client)
            #expect(connection.targets.count == 2)
        }
    }

    @Test("A create with a lost answer after a throttle is not retried")
    func throttledThenLost() async throws {
        let connection = try ScriptedRekognition(
            .error("ThrottlingException", 500),
            .failure(.connectionLost("reset")),
            .ok(#"{"ProjectVersionArn":"x"}"#)
        )
        let error = try #require(await failure(connection, Self.create))
        #expect(error.mayHaveTakenEffect)
        #expect(error.attempts == 2)
    }

    @Test("A create returns its request id")
    func requestID() async throws {
        let answer = HTTPResponse(
            status: 200,
            headers: [(name: "x-amzn-RequestId", value: "r-7")],
            body: Array(#"{"ProjectVersionArn":"x"}"#.utf8)
        )
        let response = try await ScriptedRekognition(.success(answer)).client.createProjectVersion(
            CreateProjectVersionRequest(
                projectARN: "arn",
                versionName: "v",
                outputConfig: OutputConfig(s3Bucket: "bucket", s3KeyPrefix: nil)
            )
        )
        #expect(response.requestID == "r-7")
        #expect(response.projectVersionARN == "x")
    }

    @Test("A quota of trainings is not a throttle")
    func quota() async throws {
        for code in [RekognitionErrorCode.limitExceeded, RekognitionErrorCode.serviceQuotaExceeded] {
            let connection = try ScriptedRekognition(.error(code, 400), .ok(#"{"ProjectVersionArn":"x"}"#))
            let error = try #require(await failure(connection, Self.create))
            #expect(error.code == code)
            #expect(!error.mayHaveTakenEffect)
            #expect(connection.targets.count == 1)
        }
    }

    @Test("A successful create without an ARN may have taken effect", arguments: ["", "{}"])
    func createWithoutARN(body: String) async throws {
        let connection = try ScriptedRekognition(.ok(body))
        let error = try #require(await failure(connection, Self.create))
        #expect(error.mayHaveTakenEffect)
        #expect(error.attempts == 1)
    }

    @Test("The new version's ARN")
    func created() async throws {
        let connection = try ScriptedRekognition(.ok(#"{"ProjectVersionArn":"arn:x","Other":1}"#))
        let request = CreateProjectVersionRequest(
            projectARN: "arn",
            versionName: "v",
            outputConfig: OutputConfig(s3Bucket: "b", s3KeyPrefix: "")
        )
        #expect(try await connection.client.createProjectVersion(request).projectVersionARN == "arn:x")
    }
}
