import AWSRuntime
import Host
import ModelVersions
import Planning
import Storage
import Synchronization
import Testing

@testable import Reconciler

@Suite(.timeLimit(.minutes(30)))
struct ManifestReaderTests {
    /// An S3 that answers by key, and remembers what it was asked.
    private final class FakeS3: Sendable {
        enum Answer {
            case modified(Int64)
            case modifiedUnknown
            case status(Int)
            case timeOut
            case credentials
            case account
            case elsewhere(String)
        }

        private let asked = Mutex<[String]>([])
        private let answer: @Sendable (String, String) -> Answer

        init(_ answer: @escaping @Sendable (_ region: String, _ key: String) -> Answer) { self.answer = answer }

        var requests: [String] { asked.withLock { $0 } }

        func client(_ region: String) -> any S3API { Client(service: self, region: region) }

        private struct Client: S3API {
            let service: FakeS3
            let region: String

            func headObject(_ request: HeadObjectRequest) async throws -> HeadObjectResponse {
                service.asked.withLock { $0.append("\(region)/\(request.object.bucket)/\(request.object.key)") }
                func error(_ cause: AWSError.Cause, _ status: Int? = nil) -> AWSError {
                    AWSError(cause, operation: "HeadObject", service: "s3", host: "s3.test", statusCode: status)
                }
                switch service.answer(region, request.object.key) {
                case .modified(let time):
                    return HeadObjectResponse(eTag: nil, lastModified: UnixTime(milliseconds: time))
                case .modifiedUnknown: return HeadObjectResponse(eTag: nil)
                case .status(let status): throw error(.service(code: "\(status)", message: ""), status)
                case .timeOut: throw error(.timedOut("60 seconds"))
                case .credentials: throw error(.credentials("none"))
                case .account: throw error(.account("no role"))
                case .elsewhere(let actual):
                    throw WrongRegion(bucket: request.object.bucket, asked: region, actual: actual)
                }
            }

            func getObject(_ request: GetObjectRequest) async throws -> GetObjectResponse { throw CancellationError() }
            func headBucket(_ request: HeadBucketRequest) async throws -> HeadBucketResponse {
                throw CancellationError()
            }
            func listObjectsV2(_ request: ListObjectsV2Request) async throws -> ListObjectsV2Response {
                throw CancellationError()
            }
        }
    }

    private func object(
        _ key: String,
        _ region: String = "us-east-1",
        account: String = "111122223333"
    ) -> ManifestObject {
        ManifestObject(
            S3Object(bucket: "data", key: key),
            of: AccountRegion(partition: "aws", region: region, account: account)
        )
    }

    private func reason(_ reading: ManifestReading) -> String {
        if case .unreadable(let reason) = reading { reason } else { "" }
    }

    @Test("Each manifest is asked for once, in its region")
    func once() async throws {
        let s3 = FakeS3 { _, key in key == "gone" ? .status(404) : .modified(7000) }
        let readings = try await ManifestReader { s3.client($0.region) }.read([
            object("a"), object("gone"), object("b", "eu-west-1"),
        ])
        #expect(readings[object("a")] == .present(modified: 7000))
        #expect(readings[object("gone")] == .absent)
        #expect(readings[object("b", "eu-west-1")] == .present(modified: 7000))
        #expect(s3.requests.sorted() == ["eu-west-1/data/b", "us-east-1/data/a", "us-east-1/data/gone"])
    }

    @Test("A bucket in another region is asked there")
    func elsewhere() async throws {
        let s3 = FakeS3 { region, _ in region == "us-east-1" ? .elsewhere("eu-west-1") : .modified(7000) }
        let readings = try await ManifestReader { s3.client($0.region) }.read([object("a")])
        #expect(readings[object("a")] == .present(modified: 7000))
        #expect(s3.requests == ["us-east-1/data/a", "eu-west-1/data/a"])
    }

    @Test("A refusal of S3 makes the manifest unknown, and names the permission")
    func refused() async throws {
        let s3 = FakeS3 { _, key in key == "a" ? .status(403) : key == "b" ? .status(503) : .modifiedUnknown }
        let readings = try await ManifestReader { s3.client($0.region) }.read([object("a"), object("b"), object("c")])
        #expect(reason(readings[object("a")]).contains("s3:GetObject"))
        #expect(reason(readings[object("a")]).contains("--no-manifests"))
        #expect(reason(readings[object("b")]).contains("503"))
        #expect(!reason(readings[object("b")]).contains("s3:GetObject"))
        #expect(reason(readings[object("c")]) == "S3 does not say when it was written")
    }

    @Test("A network without a way to S3 does not cost a time-out for each manifest")
    func silence() async throws {
        let s3 = FakeS3 { _, _ in .timeOut }
        let objects = (0..<1000).map { object("\($0)") }
        let readings = try await ManifestReader { s3.client($0.region) }.read(objects)
        #expect(s3.requests.count < CircuitBreaker.limit + ManifestReader.concurrency)
        #expect(objects.allSatisfy { !reason(readings[$0]).isEmpty })
        #expect(
            objects.contains {
                reason(readings[$0]).contains("not sent, because the last 3 requests had no answer in time")
            }
        )
    }

    @Test("No credentials end the run")
    func credentials() async throws {
        let s3 = FakeS3 { _, _ in .credentials }
        await #expect(throws: AWSError.self) { try await ManifestReader { s3.client($0.region) }.read([object("a")]) }
    }

    @Test("Two accounts ask about one manifest with their own credentials, and the silence of one is its own")
    func accounts() async throws {
        let mine = FakeS3 { _, _ in .modified(7000) }
        let theirs = FakeS3 { _, _ in .timeOut }
        let objects = (0..<20).flatMap { [object("\($0)"), object("\($0)", account: "444455556666")] }
        let readings = try await ManifestReader { place in
            (place.account == "444455556666" ? theirs : mine).client(place.region)
        }.read(objects)
        #expect(mine.requests.count == 20)
        #expect(theirs.requests.count < CircuitBreaker.limit + ManifestReader.concurrency)
        for object in objects {
            #expect((readings[object] == .present(modified: 7000)) == (object.place.account == "111122223333"))
        }
    }

    @Test("An account that cannot be entered leaves its own manifests unread")
    func barredAccount() async throws {
        let mine = FakeS3 { _, _ in .modified(7000) }
        let barred = FakeS3 { _, _ in .account }
        let objects = [object("a", account: "444455556666"), object("a")]
        let readings = try await ManifestReader { place in
            (place.account == "444455556666" ? barred : mine).client(place.region)
        }.read(objects)
        #expect(readings[objects[0]] == .unreadable(reason: "no role."))
        #expect(readings[objects[1]] == .present(modified: 7000))
    }
}
