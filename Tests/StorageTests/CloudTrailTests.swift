import AWSRuntime
import Foundation
import JSON
import TestSupport
import Testing

@testable import Storage

@Suite(.timeLimit(.minutes(30)))
struct CloudTrailTests {
    /// A request as botocore sends it: Tests/Conformance/cloudtrail/make_cases.py.
    private struct Case: Decodable, Sendable, CustomTestStringConvertible {
        struct Sent: Decodable {
            var method, url, scope, body: String
            var headers: [String: String]
        }

        var region, name: String
        var endpoint, token: String?
        var start, end: Double?
        var maxResults: Int?
        var sent: Sent

        var testDescription: String { "\(region) \(sent.body)" }
    }

    private struct File: Decodable { var cases: [Case] }

    private static let cases: [Case] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "Fixtures/botocore-lookups.json"
        )
        guard let data = try? Data(contentsOf: file) else { return [] }
        return (try? JSONDecoder().decode(File.self, from: data).cases) ?? []
    }()

    @Test("The cases exist")
    func count() { #expect(Self.cases.count == 12) }

    @Test("The same URL, headers, scope and body", arguments: cases)
    private func same(_ example: Case) async throws {
        let scripted = try ScriptedConnection(
            ScriptedTransport([.ok("{}")]),
            environment: example.endpoint.map { ["AWS_ENDPOINT_URL_CLOUDTRAIL": $0] } ?? [:]
        )
        let client = try CloudTrailClient(scripted.connection, region: example.region)
        let answer = try await client.lookupEvents(
            LookupEventsRequest(
                .init(key: "EventName", value: example.name),
                startTime: example.start,
                endTime: example.end,
                maxResults: example.maxResults,
                nextToken: example.token
            )
        )
        #expect(answer == LookupEventsResponse(events: nil))
        let request = try #require(scripted.transport.requests.first)
        #expect(request.method == example.sent.method && request.url == example.sent.url)
        for (name, value) in example.sent.headers { #expect(request.header(name) == value) }
        let scope = request.header("authorization")?.split(separator: ",").first?.split(separator: "/").dropFirst(2)
        #expect(scope?.joined(separator: "/") == example.sent.scope)
        #expect(request.text == example.sent.body)
    }

    @Test("An answer, with an event and its record")
    func answer() async throws {
        let record = #"""
            {"eventVersion":"1.11","userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::1:assumed-role/a/b"},\#
            "eventTime":"2026-11-18T11:06:40Z","eventName":"DeleteProjectVersion","awsRegion":"eu-west-1",\#
            "errorCode":"AccessDenied","requestParameters":{"projectVersionArn":"v"},"responseElements":null,\#
            "recipientAccountId":"111122223333"}
            """#
        let text = String(decoding: JSONValue.string(record).bytes(), as: UTF8.self)
        let body = #"""
            {"Events":[{"EventId":"1","EventName":"DeleteProjectVersion","ReadOnly":"false","EventTime":1.795e9,\#
            "Username":"b","Resources":[],"CloudTrailEvent":\#(text)}],"NextToken":"n"}
            """#
        let scripted = try ScriptedConnection(ScriptedTransport([.ok(body)]))
        let client = try CloudTrailClient(scripted.connection, region: "eu-west-1")
        let answer = try await client.lookupEvents(LookupEventsRequest(.init(key: "EventName", value: "x")))
        #expect(answer.nextToken == "n")
        let event = try #require(answer.events?.first)
        #expect(event.eventName == "DeleteProjectVersion" && event.eventTime == 1_795_000_000 && event.username == "b")
        let found = try #require(event.cloudTrailEvent.flatMap { CloudTrailRecord(json: $0) })
        #expect(found.eventName == "DeleteProjectVersion" && found.eventTime == "2026-11-18T11:06:40Z")
        #expect(found.errorCode == "AccessDenied" && found.caller == "arn:aws:sts::1:assumed-role/a/b")
        #expect(found.region == "eu-west-1" && found.account == "111122223333")
        #expect(found.requestParameters?["projectVersionArn"]?.text == "v" && found.responseElements == .null)
        #expect(CloudTrailRecord(json: "[]") == nil && CloudTrailRecord(json: "{") == nil)
    }

    @Test("CloudTrail and S3 are not asked where only Rekognition's endpoint is configured")
    func loneEndpoint() throws {
        let only = ["AWS_ENDPOINT_URL_REKOGNITION": "http://127.0.0.1:1"]
        let scripted = try ScriptedConnection(ScriptedTransport([]), environment: only)
        let clients: [() throws -> Void] = [
            { _ = try CloudTrailClient(scripted.connection, region: "us-east-1") },
            { _ = try S3Client(scripted.connection, region: "us-east-1") },
        ]
        for make in clients {
            let error = #expect(throws: ConfigurationError.self) { try make() }
            #expect(error?.isOfLoneEndpoint == true)
        }
        let own = only.merging(["AWS_ENDPOINT_URL_CLOUDTRAIL": "http://127.0.0.1:2"]) { $1 }
        let both = try ScriptedConnection(ScriptedTransport([]), environment: own)
        _ = try CloudTrailClient(both.connection, region: "us-east-1")
    }

    @Test("At most two calls a second go to CloudTrail in a region of AWS")
    func pace() async throws {
        let scripted = try ScriptedConnection(ScriptedTransport { _, _ in .ok("{}") })
        let request = LookupEventsRequest(.init(key: "EventName", value: "x"))
        for region in ["us-east-1", "us-east-1", "us-east-1", "eu-west-1"] {
            _ = try await CloudTrailClient(scripted.connection, region: region).lookupEvents(request)
        }
        #expect(scripted.clock.sleeps == [.milliseconds(500), .milliseconds(500)])
    }
}
