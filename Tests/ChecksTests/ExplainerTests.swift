import AWSRuntime
import ModelVersions
import Planning
import Reconciler
import Storage
import Testing

@testable import Checks

/// Objects by their keys, in one region; a key may have an error instead.
private struct Shelf: S3API {
    var objects: [String: [UInt8]] = [:]
    var errors: [String: AWSError] = [:]
    var region = "us-east-1"
    var home = "us-east-1"

    func getObject(_ request: GetObjectRequest) async throws -> GetObjectResponse {
        guard region == home else { throw WrongRegion(bucket: request.object.bucket, asked: region, actual: home) }
        if let error = errors[request.object.key] { throw error }
        guard let content = objects[request.object.key] else { throw refusal("NoSuchKey") }
        let range = request.range ?? 0...Int64.max
        guard range.lowerBound < content.count else { throw refusal("InvalidRange") }
        let body = Array(content[Int(range.lowerBound)...Int(min(range.upperBound, Int64(content.count - 1)))])
        return GetObjectResponse(head: HeadObjectResponse(eTag: "1"), totalLength: Int64(content.count), body: body)
    }

    func headObject(_ request: HeadObjectRequest) async throws -> HeadObjectResponse { throw refusal("Unexpected") }
    func headBucket(_ request: HeadBucketRequest) async throws -> HeadBucketResponse { throw refusal("Unexpected") }
    func listObjectsV2(_ request: ListObjectsV2Request) async throws -> ListObjectsV2Response {
        throw refusal("Unexpected")
    }
}

private func refusal(_ code: String, _ message: String = "") -> AWSError {
    AWSError(.service(code: code, message: message), operation: "GetObject", service: "s3", host: "here")
}

@Suite("Explaining a training", .timeLimit(.minutes(30)))
struct ExplainerTests {
    private func explain(
        _ shelf: Shelf,
        status: String = "TRAINING_FAILED",
        summary: S3Object? = S3Object(bucket: "acme", key: "summary"),
        training: [S3Object] = [S3Object(bucket: "acme", key: "lines")]
    ) async throws -> TrainingExplanation {
        let project = try ProjectARN("arn:aws:rekognition:us-east-1:111122223333:project/signs/1690556789012")
        let arn = "arn:aws:rekognition:us-east-1:111122223333:project/signs/version/v1/1690556789999"
        let version = LiveVersion(
            arn: try VersionARN(arn),
            status: VersionStatus(status),
            training: LiveTraining(manifestSummary: summary)
        )
        let results = VersionResults(version: version, training: training)
        return try await Explainer(
            s3: { place in
                var shelf = shelf
                shelf.region = place.region
                return shelf
            },
            findingsPerCode: 20
        ).explain(results, of: project)
    }

    private var full: Shelf {
        Shelf(objects: ["summary": Array(sampleSummary.utf8), "lines": Array(ValidationManifestTests.box.utf8)])
    }

    @Test("Everything is read, in any region of the bucket")
    func read() async throws {
        for home in ["us-east-1", "eu-west-1"] {
            var shelf = full
            shelf.home = home
            let explanation = try await explain(shelf)
            #expect(explanation.isComplete)
            #expect(explanation.summaryFile?.datasets.count == 2)
            #expect(explanation.manifests.map(\.tally.errors) == [4])
        }
    }

    @Test(
        "A problem is reported with the missing permission",
        arguments: [
            ("AccessDenied", "", "s3:GetObject", "S3 denies access"),
            (
                "AccessDenied",
                "User: arn:aws:iam::1:user/a is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:b",
                "kms:Decrypt", "the object is encrypted"
            ),
            ("NoSuchKey", "", nil, "the object does not exist"),
            ("NoSuchBucket", "", nil, "the bucket does not exist"),
            ("KMS.DisabledException", "", nil, "(KMS.DisabledException)"),
            ("InvalidObjectState", "archived", nil, "InvalidObjectState: archived"),
        ] as [(String, String, String?, String)]
    )
    func refused(code: String, message: String, permission: String?, said: String) async throws {
        var shelf = full
        shelf.errors = ["summary": refusal(code, message), "lines": refusal(code, message)]
        let explanation = try await explain(shelf)
        #expect(!explanation.isComplete)
        guard case .unreadable(let problem) = explanation.summary else {
            Issue.record("it was read")
            return
        }
        #expect(problem.permission == permission && problem.message.contains(said), "\(problem)")
        #expect(explanation.manifests[0].problem == problem)
    }

    @Test("A version of an object needs another permission")
    func pinned() async throws {
        var shelf = full
        shelf.errors = ["summary": refusal("AccessDenied")]
        let explanation = try await explain(
            shelf,
            summary: S3Object(bucket: "acme", key: "summary", version: "3")
        )
        guard case .unreadable(let problem) = explanation.summary else {
            Issue.record("it was read")
            return
        }
        #expect(problem.permission == "s3:GetObjectVersion")
        #expect(explanation.manifests[0].problem == nil, "the rest is still read")
    }

    @Test("A summary of another shape, a huge one and an invalid object are problems")
    func malformed() async throws {
        var shelf = full
        shelf.objects["summary"] = Array("<html>".utf8)
        let html = try await explain(shelf)
        shelf.objects["summary"] = [UInt8](repeating: 0x20, count: SummaryFile.sizeLimit + 1)
        let huge = try await explain(shelf)
        let place = try await explain(shelf, summary: S3Object(bucket: "a/b", key: "summary"))
        for (explanation, said) in [(html, "not a manifest summary"), (huge, "32 MiB"), (place, "cannot have")] {
            guard case .unreadable(let problem) = explanation.summary else {
                Issue.record("it was read")
                continue
            }
            #expect(problem.message.contains(said), "\(problem)")
            #expect(!explanation.isComplete)
        }
    }

    @Test("Nothing is read during the training; missing credentials end the run")
    func none() async throws {
        let running = try await explain(Shelf(home: "nowhere"), status: "TRAINING_IN_PROGRESS")
        guard case .notYet = running.summary, running.manifests.isEmpty, running.isComplete else {
            Issue.record("something was asked")
            return
        }
        guard case .notNamed = try await explain(full, summary: nil, training: []).summary else {
            Issue.record("there is no summary")
            return
        }
        var shelf = full
        shelf.errors["summary"] = AWSError(.credentials("there are none"), operation: "GetObject", host: "here")
        await #expect(throws: AWSError.self) { try await explain(shelf) }
    }
}
