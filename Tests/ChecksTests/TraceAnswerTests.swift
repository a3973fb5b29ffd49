import Host
import ModelVersions
import Planning
import Storage
import Testing

@testable import Checks

/// S3 that gives the same page again and again.
private struct OnePage: S3API {
    let page: ListObjectsV2Response

    func listObjectsV2(_ request: ListObjectsV2Request) async throws -> ListObjectsV2Response { page }

    func headObject(_ request: HeadObjectRequest) async throws -> HeadObjectResponse { throw CancellationError() }
    func getObject(_ request: GetObjectRequest) async throws -> GetObjectResponse { throw CancellationError() }
    func headBucket(_ request: HeadBucketRequest) async throws -> HeadBucketResponse { throw CancellationError() }
}

private struct OneEvent: CloudTrailAPI {
    let event: LookupEventsResponse.Event

    func lookupEvents(_ request: LookupEventsRequest) async throws -> LookupEventsResponse {
        LookupEventsResponse(events: [event])
    }
}

/// Answers that are no evidence: neither that something is there, nor that it is missing.
@Suite(.timeLimit(.minutes(30)))
struct TraceAnswerTests {
    private func look(
        _ page: ListObjectsV2Response = ListObjectsV2Response(contents: []),
        event: LookupEventsResponse.Event? = nil
    ) async throws -> EarlierTrainings {
        let sources = CheckSources(
            s3: { _ in OnePage(page: page) },
            kms: { _ in throw CancellationError() },
            serviceQuotas: { _ in throw CancellationError() },
            cloudTrail: { place in
                guard let event else { return try noCloudTrail(place) }
                return OneEvent(event: event)
            },
            rekognition: noDatasets,
            caller: nil
        )
        let place = TracePlace(project: try project(), output: LiveSettings.Output(bucket: "out", prefix: "m/"))
        let wanted = [place: Set([try VersionName("v1")])]
        let found = try await sources.earlierTrainings(of: wanted, live: LiveState(), events: event != nil)
        return found ?? EarlierTrainings()
    }

    private func failure(_ page: ListObjectsV2Response) async throws -> String {
        guard case .failed(let reason) = try await look(page).files.values.first else { return "" }
        return reason
    }

    private func failure(_ event: LookupEventsResponse.Event) async throws -> String {
        guard case .failed(let reason) = try await look(event: event).events.values.first else { return "" }
        return reason
    }

    private func object(_ key: String) -> S3ObjectSummary {
        S3ObjectSummary(key: key, lastModified: UnixTime(milliseconds: 1_700_000_000_000))
    }

    @Test("A page that gives no later key than the page before, and a token that comes again")
    func endless() async throws {
        let early = ListObjectsV2Response(contents: [object("m/A")], nextContinuationToken: "t")
        #expect(try await failure(early).contains("the same page token comes again") == false)
        #expect(try await failure(early).contains("the key `m/A` comes after `m/A`"))
        let empty = ListObjectsV2Response(contents: [], nextContinuationToken: "t")
        #expect(try await failure(empty).contains("the same page token comes again"))
        let mixed = ListObjectsV2Response(contents: [object("m/B"), object("m/A")])
        #expect(try await failure(mixed).contains("the key `m/A` comes after `m/B`"))
    }

    @Test("A file without a date is no trace with an invented date")
    func undated() async throws {
        let key = "m/ManifestSummary-signs-v1.json"
        let undated = ListObjectsV2Response(contents: [S3ObjectSummary(key: key)])
        #expect(try await failure(undated).contains("the object `\(key)` has no readable LastModified"))
        let other = ListObjectsV2Response(contents: [S3ObjectSummary(key: "m/ManifestSummary-signs-v0.json")])
        #expect(try await failure(other) == "", "the date of another key is not needed")
    }

    @Test("An event that cannot be read is not dropped", arguments: [nil, "", "no JSON", "[]", "{}"])
    func unreadable(record: String?) async throws {
        for name in ["CreateProjectVersion", "DeleteProjectVersion"] {
            let event = LookupEventsResponse.Event(eventName: name, eventTime: 1_700_000_000, cloudTrailEvent: record)
            #expect(
                try await failure(event).contains(
                    "the event \(name) of 2023-11-14T22:13:20Z has no readable CloudTrailEvent"
                )
            )
        }
    }

    @Test("An event without a time is not dropped; one of another name is")
    func untimed() async throws {
        let record = #"{"eventName":"CreateProjectVersion"}"#
        let name = "CreateProjectVersion"
        let untimed = LookupEventsResponse.Event(eventName: name, eventTime: nil, cloudTrailEvent: record)
        #expect(try await failure(untimed).contains("the event \(name) of an unknown time has no readable EventTime"))
        let other = LookupEventsResponse.Event(eventName: "StopProjectVersion", eventTime: 1, cloudTrailEvent: nil)
        #expect(try await failure(other) == "")
    }

    @Test("A caller of any length is cut after 1000 code points")
    func caller() async throws {
        let long = String(repeating: "a", count: 1001)
        let record =
            #"{"eventName":"CreateProjectVersion","userIdentity":{"arn":"\#(long)"},"#
            + #""requestParameters":{"projectArn":"\#(signs)","versionName":"v1"}}"#
        let event = LookupEventsResponse.Event(
            eventName: "CreateProjectVersion",
            eventTime: 1_700_000_000,
            cloudTrailEvent: record
        )
        guard case .found(let found) = try await look(event: event).events.values.first else {
            throw CancellationError()
        }
        let creation = found[try project()]?[try VersionName("v1")]?.creation
        #expect(creation?.caller == String(repeating: "a", count: 1000) + "…")
    }
}
