import AWSRuntime
import Storage
import TestSupport
import Testing

/// A list shows what is missing, so it must be about the question.
@Suite(.timeLimit(.minutes(30)))
struct ListAnswerTests {
    private func keys(_ members: String, prefix: String? = "a b/") async throws -> [String] {
        let scripted = try ScriptedConnection { _, _ in
            HTTPResponse(200, body: "<ListBucketResult>\(members)</ListBucketResult>")
        }
        return try await S3Client(scripted.connection, region: "eu-west-1")
            .listObjectsV2(ListObjectsV2Request(bucket: "acme", prefix: prefix)).contents.map(\.key)
    }

    private static let end = "<IsTruncated>false</IsTruncated>"

    @Test("An answer about the bucket and the prefix, whose prefix may have escapes")
    func answers() async throws {
        let key = "<Contents><Key>a+b/k</Key></Contents>"
        for prefix in ["a+b/", "a%20b/", "a b/"] {
            let about = "<Name>acme</Name><Prefix>\(prefix)</Prefix><KeyCount>1</KeyCount>"
            #expect(try await keys(about + Self.end + key) == ["a b/k"])
        }
        #expect(try await keys(Self.end + key) == ["a b/k"])
        let folder = "<KeyCount>2</KeyCount><CommonPrefixes><Prefix>x/</Prefix></CommonPrefixes>"
        #expect(try await keys(folder + Self.end + key) == ["a b/k"])
        #expect(try await keys("<Prefix></Prefix>" + Self.end, prefix: nil) == [])
    }

    @Test(
        "An answer about something else is an error",
        arguments: [
            ("<Name>other</Name>\(end)", "lists another bucket, other"),
            ("<Prefix>b/</Prefix>\(end)", "lists another prefix, `b/`"),
            ("<Prefix></Prefix>\(end)", "lists another prefix, ``"),
            ("", "does not say whether it is truncated"),
            ("<IsTruncated></IsTruncated>", "does not say whether it is truncated"),
            ("<KeyCount>1</KeyCount>\(end)", "has 0 keys and says that it has 1"),
            ("<KeyCount>x</KeyCount>\(end)", "has 0 keys and says that it has x"),
            ("\(end)<Contents><Key>b/k</Key></Contents>", "has the key `b/k`, which is not below the prefix"),
            (
                "<IsTruncated>true</IsTruncated><NextContinuationToken></NextContinuationToken>",
                "is truncated and has no continuation token"
            ),
        ]
    )
    func others(members: String, problem: String) async throws {
        let error = await #expect(throws: AWSError.self) { _ = try await keys(members) }
        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
    }

    @Test("An answer of CloudTrail has a body, and no members without the list", arguments: ["", #"{"message":"hi"}"#])
    func events(body: String) async throws {
        let scripted = try ScriptedConnection(ScriptedTransport([.ok(body)]))
        let client = try CloudTrailClient(scripted.connection, region: "eu-west-1")
        let error = await #expect(throws: AWSError.self) {
            _ = try await client.lookupEvents(LookupEventsRequest(.init(key: "EventName", value: "x")))
        }
        #expect(error?.description.contains("is not from the service") == true)
    }
}
