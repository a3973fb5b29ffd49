import AWSSigning
import Foundation
import Host
import TestSupport
import Testing

@testable import AWSRuntime

@Suite(.timeLimit(.minutes(30)))
struct ContainerTests {
    private let answer = ScriptedTransport.Answer.ok(
        #"{"AccessKeyId":"TASK","SecretAccessKey":"s","Token":"t","Expiration":"2023-11-15T04:13:20Z","RoleArn":"r"}"#
    )

    private func run(
        _ environment: [String: String],
        files: [String: String] = [:],
        _ answers: ScriptedTransport.Answer...
    ) -> TestRun {
        TestRun(environment, files: files, answers: answers)
    }

    @Test("The relative URI counts before the full one; neither uses a proxy")
    func relative() async throws {
        let run = run(
            [
                "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/credentials?id=1",
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://localhost/x",
            ],
            answer
        )
        let found = try await run.credentials()
        #expect(found.credentials.sessionToken == "t")
        #expect(found.expiration == UnixTime(iso8601: "2023-11-15T04:13:20Z"))
        #expect(found.source == "the container's agent at http://169.254.170.2/v2/credentials")
        let request = run.transport.requests[0]
        #expect(request.url == "http://169.254.170.2/v2/credentials?id=1")
        #expect(request.header("host") == "169.254.170.2")
        #expect(request.header("authorization") == nil)
        #expect(!request.usesProxy)
        #expect(request.connectTimeout == .seconds(2))
    }

    @Test("The token of the file counts first, is read each time, and loses one line break at its end")
    func token() async throws {
        let environment = [
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://169.254.170.23/v1/credentials",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/token", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "other",
        ]
        let run = run(environment, files: ["/token": "one\n"], answer, answer)
        let connection = try run.connection()
        _ = try await connection.credentials.credentials()
        run.files["/token"] = "two"
        run.wallClock.advance(seconds: 21_500)
        _ = try? await connection.credentials.credentials()
        #expect(run.transport.requests.map { $0.header("authorization") } == ["one", "two"])
    }

    @Test func badTokens() async {
        let environment = [
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://localhost/x",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/token",
        ]
        #expect(await run(environment).complaint().contains("cannot be read: /token: no such file"))
        let twoLines = run(environment, files: ["/token": "hush\r\nx: y"])
        let text = await twoLines.complaint()
        #expect(text.contains("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE (/token) contains line breaks"))
        #expect(!text.contains("hush"))
        #expect(twoLines.transport.requests.isEmpty)
    }

    @Test(
        "Without TLS only hosts that no other machine can be are asked",
        arguments: [
            ("http://127.0.0.1.evil.test/x", false), ("http://10.0.0.1/x", false), ("http://169.254.170.3/x", false),
            ("http://evil.test/127.0.0.1", false), ("http://localhost.evil.test/", false),
            ("http://2130706433/", false),
            ("http://0x7f.1/", false), ("http://[::2]/", false), ("http://user@localhost/", false),
            ("http://127.9.8.7:81/x", true), ("http://[::1]/x", true), ("http://[0:0:0:0:0:0:0:1]:8080/x", true),
            ("http://[FD00:EC2:0::23]/x", true), ("http://169.254.170.23/x", true), ("https://any.test/x", true),
            ("ftp://localhost/x", false), ("/x", false),
        ]
    )
    func hosts(url: String, isAllowed: Bool) async {
        let run = run(["AWS_CONTAINER_CREDENTIALS_FULL_URI": url], answer)
        let text = await run.complaint()
        let shown = url.replacing("user@", with: "[redacted]@")
        #expect(text.contains("TASK") == isAllowed)
        #expect(run.transport.requests.isEmpty != isAllowed)
        if !isAllowed { #expect(text.contains("AWS_CONTAINER_CREDENTIALS_FULL_URI is `\(shown)`: it ")) }
    }

    @Test("Temporary errors are retried, timeouts are not")
    func faults() async throws {
        let environment = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "hush"]
        let passing = run(environment, .page(500, "oops"), .failure(.notConnected("refused")), answer)
        #expect(try await passing.credentials().credentials.accessKeyID == "TASK")
        #expect(passing.clock.sleeps == [.seconds(1), .seconds(1)])
        let silent = run(environment, .failure(.timedOut("5 s")), answer)
        #expect(await silent.complaint().contains("gave no credentials: no complete answer in time: 5 s: check that"))
        let refusing = run(
            environment,
            .success(HTTPResponse(status: 400, body: Array(#"{"code":"Bad","message":"no hush here"}"#.utf8)))
        )
        #expect(await refusing.complaint().contains("status 400, Bad: no [redacted] here: check that the task or pod"))
        #expect(await run(environment, .ok("<html>")).complaint().contains("status 200"))
        #expect(await run(environment, .ok("{}")).complaint().contains("gave no keys"))
        let timeless = run(environment, .ok(#"{"AccessKeyId":"A","SecretAccessKey":"s","Expiration":"soon"}"#))
        #expect(await timeless.complaint().contains("returned an expiration that is not a time"))
    }

    private struct Vectors: Decodable {
        struct Case: Decodable {
            var docs: String
            var env: [String: String]
            var result: [String: String]
        }
        var tests: [Case]
    }

    /// The SDKs' own cases, where they are at hand.
    private static let vectors: [(String, [String: String], String?)] = {
        let path = URL(filePath: #filePath).appending(path: "../../../../../shared/vectors/ecs-tests.json").standardized
        guard let data = try? Data(contentsOf: path) else { return [] }
        return try! JSONDecoder().decode(Vectors.self, from: data).tests.map { ($0.docs, $0.env, $0.result["Ok"]) }
    }()

    @Test("The cases of the SDKs", arguments: vectors)
    func vector(name: String, environment: [String: String], url: String?) async {
        let run = run(environment, answer)
        _ = await run.complaint()
        let asked = run.transport.requests.map(\.url).filter { !$0.contains("169.254.169.254") }
        #expect(asked == (url.map { [$0] } ?? []), "\(name)")
    }
}
