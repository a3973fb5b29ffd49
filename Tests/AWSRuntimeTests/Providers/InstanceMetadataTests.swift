import AWSSigning
import Foundation
import Host
import TestSupport
import Testing

@testable import AWSRuntime

@Suite(.timeLimit(.minutes(30)))
struct InstanceMetadataTests {
    private static func body(_ key: String, _ end: String) -> String {
        """
        {"Code":"Success","Type":"AWS-HMAC","AccessKeyId":"\(key)","SecretAccessKey":"s","Token":"t",\
        "Expiration":"\(end)"}
        """
    }

    /// A metadata service that gives these credentials, one after the other.
    private func service(_ bodies: String...) -> ScriptedTransport {
        ScriptedTransport { request, number in
            switch request.target {
            case "/latest/api/token": .ok("imds-token")
            case "/latest/meta-data/iam/security-credentials/": .ok("my-role\n")
            default: number / 3 < bodies.count ? .ok(bodies[number / 3]) : .failure(.notConnected("gone"))
            }
        }
    }

    @Test("A token first, then the role, then its keys; never through a proxy")
    func protocolOfVersion2() async throws {
        let run = TestRun(transport: service(Self.body("EC2", "2023-11-15T04:13:20Z")))
        let found = try await run.credentials()
        #expect(found.credentials.accessKeyID == "EC2")
        #expect(found.source == "the metadata service of EC2 at http://169.254.169.254, role my-role")
        #expect(found.expiration == UnixTime(iso8601: "2023-11-15T04:13:20Z"))
        let requests = run.transport.requests
        #expect(
            requests.map { "\($0.method) \($0.url)" } == [
                "PUT http://169.254.169.254/latest/api/token",
                "GET http://169.254.169.254/latest/meta-data/iam/security-credentials/",
                "GET http://169.254.169.254/latest/meta-data/iam/security-credentials/my-role",
            ]
        )
        #expect(requests[0].header("x-aws-ec2-metadata-token-ttl-seconds") == "21600")
        #expect(requests[1].header("x-aws-ec2-metadata-token") == "imds-token")
        #expect(requests.allSatisfy { !$0.usesProxy && $0.connectTimeout == .seconds(1) && $0.timeout == .seconds(1) })
    }

    @Test(
        "Where there is no such service, the search ends soon and says why",
        arguments: [
            (ScriptedTransport.Answer.failure(.notConnected("no answer within 1 s")), "no answer within 1 s"),
            (.failure(.timedOut("nothing complete within 1 s")), "nothing complete within 1 s"),
            (.page(403, ""), "it is switched off for this instance"), (.page(404, ""), "answered with the status 404"),
            (.page(500, ""), "answered with the status 500"), (.ok("<html> a login page"), "is not a metadata service"),
        ]
    )
    func absent(answer: ScriptedTransport.Answer, reason: String) async {
        let run = TestRun(transport: ScriptedTransport { _, _ in answer })
        let text = await run.complaint()
        #expect(text.contains("there are no AWS credentials"))
        #expect(text.contains(reason))
        #expect(run.transport.requests.count == 1)
        #expect(run.clock.sleeps.isEmpty)
    }

    @Test func noRole() async {
        let run = TestRun(answers: [.ok("token"), .page(404, "")])
        #expect(await run.complaint().contains("the metadata service of EC2: this instance has no role"))
    }

    @Test func roleWithoutTrust() async {
        let run = TestRun(answers: [.ok("token"), .ok("my-role"), .ok(#"{"Code":"AssumeRoleUnauthorizedAccess"}"#)])
        #expect(
            await run.complaint().contains(
                "for the role my-role: AssumeRoleUnauthorizedAccess: allow ec2.amazonaws.com in the role's "
                    + "trust policy"
            )
        )
    }

    @Test func rubbish() async {
        #expect(await TestRun(answers: [.ok("t"), .ok("r"), .ok("<html>")]).complaint().contains("is not JSON"))
        let timeless = TestRun(answers: [.ok("t"), .ok("r"), .ok(Self.body("K", "tomorrow"))])
        #expect(await timeless.complaint().contains("an expiration that is not a time"))
    }

    @Test("Errors of the service are retried as often as configured")
    func attempts() async throws {
        let run = TestRun(
            ["AWS_METADATA_SERVICE_NUM_ATTEMPTS": "3", "AWS_METADATA_SERVICE_TIMEOUT": "2"],
            answers: [
                .page(500, ""), .page(503, ""), .ok("token"), .ok("r"), .ok(Self.body("EC2", "2023-11-15T04:13:20Z")),
            ]
        )
        #expect(try await run.credentials().credentials.accessKeyID == "EC2")
        #expect(run.transport.requests[0].timeout == .seconds(2))
    }

    @Test func disabled() async {
        let run = TestRun(["AWS_EC2_METADATA_DISABLED": "True"])
        #expect(await run.complaint().contains("the metadata service of EC2: AWS_EC2_METADATA_DISABLED is true"))
        #expect(run.transport.requests.isEmpty)
    }

    @Test("Credentials near their end are used for longer, and renewed")
    func staticStability() async throws {
        let run = TestRun(
            transport: service(
                Self.body("OLD", "2023-11-14T22:00:00Z"),
                Self.body("OLD", "2023-11-14T22:00:00Z"),
                Self.body("NEW", "2023-11-15T05:00:00Z")
            )
        )
        let connection = try run.connection()
        let found = try await connection.credentials.credentials()
        #expect(found.credentials.accessKeyID == "OLD")
        // A quarter of an hour, and six minutes: half of the jitter.
        #expect(found.expiration == UnixTime(seconds: 1_700_000_000 + 900 + 360))
        run.wallClock.advance(seconds: 1200)
        #expect(try await connection.credentials.credentials().credentials.accessKeyID == "OLD")
        run.wallClock.advance(seconds: 1200)
        #expect(try await connection.credentials.credentials().credentials.accessKeyID == "NEW")
        #expect(run.log.text.contains("gave credentials that end at 2023-11-14T22:00:00Z: used for longer"))
    }

    @Test("If the service stops, the last credentials are used for longer")
    func outage() async throws {
        let run = TestRun(transport: service(Self.body("EC2", "2023-11-15T04:13:20Z")))
        let connection = try run.connection()
        _ = try await connection.credentials.credentials()
        run.wallClock.advance(seconds: 21_400)
        let found = try await connection.credentials.credentials()
        #expect(found.credentials.accessKeyID == "EC2")
        #expect(found.expiration == UnixTime(seconds: 1_700_000_000 + 21_400 + 1260))
        #expect(run.log.text.contains("going on with the old ones"))
    }

    private struct Vectors: Decodable {
        struct Case: Decodable {
            var docs: String
            var env: [String: String]
            var fs: [String: String]
            var endpoint_override: String?
            var mode_override: String?
            var result: [String: String]
        }
        var tests: [Case]
    }

    /// The SDKs' own cases, where they are at hand; those of settings in code do not concern a program.
    private static let vectors: [(String, [String: String], String?, String?)] = {
        let path = URL(filePath: #filePath).appending(path: "../../../../../shared/vectors/imds-endpoint-tests.json")
        guard let data = try? Data(contentsOf: path.standardized) else { return [] }
        return try! JSONDecoder().decode(Vectors.self, from: data).tests
            .filter { $0.endpoint_override == nil && $0.mode_override == nil }
            .map { ($0.docs, $0.env, $0.fs["config"], $0.result["Ok"]) }
    }()

    @Test("The cases of the SDKs", arguments: vectors)
    func vector(name: String, environment: [String: String], config: String?, url: String?) async {
        var environment = environment
        environment["AWS_CONFIG_FILE"] = nil
        let run = TestRun(environment, config: config)
        let text = await run.complaint()
        #expect(run.transport.requests.map(\.url) == (url.map { [$0] } ?? []), "\(name): \(text)")
    }
}
