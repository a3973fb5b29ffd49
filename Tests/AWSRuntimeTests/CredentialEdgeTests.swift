import AWSSigning
import Host
import Synchronization
import TestSupport
import Testing

@testable import AWSRuntime

/// The edges of the lifetime of credentials, and what is asked again after a refusal.
@Suite(.timeLimit(.minutes(30)))
struct CredentialEdgeTests {
    /// Gives one answer after the other, the last one again and again.
    private final class Answers: CredentialProvider {
        private struct State {
            var calls = 0
            var invalidated: [String] = []
        }

        private let state = Mutex(State())
        private let answers: [Result<SourcedCredentials, CredentialError>]

        init(_ answers: [Result<SourcedCredentials, CredentialError>]) { self.answers = answers }

        var calls: Int { state.withLock { $0.calls } }
        var invalidated: [String] { state.withLock { $0.invalidated } }

        func credentials() async throws(CredentialError) -> SourcedCredentials {
            let number = state.withLock { state in
                defer { state.calls += 1 }
                return state.calls
            }
            return try answers[min(number, answers.count - 1)].get()
        }

        func invalidate(_ refused: AWSCredentials) async {
            state.withLock { $0.invalidated.append(refused.accessKeyID) }
        }
    }

    private let wallClock = ManualWallClock()

    private func key(_ id: String, endsAfter seconds: Int64? = nil) -> Result<SourcedCredentials, CredentialError> {
        .success(
            SourcedCredentials(
                AWSCredentials(accessKeyID: id, secretAccessKey: "s"),
                source: "x",
                expiration: seconds.map { UnixTime(seconds: 1_700_000_000 + $0) }
            )
        )
    }

    private func id(_ cache: CredentialCache) async -> String {
        do throws(CredentialError) {
            return try await cache.credentials().credentials.accessKeyID
        } catch {
            return error.description
        }
    }

    @Test(
        "A long session may be renewed in its last 15 minutes, and must be in its last 10",
        arguments: [(900, 1), (899, 2), (600, 2), (599, 2)]
    )
    func windows(left: Int64, calls: Int) async {
        let provider = Answers([key("A", endsAfter: 7200), .failure(CredentialError("not now"))])
        let cache = CredentialCache(provider, wallClock: wallClock)
        #expect(await id(cache) == "A")
        wallClock.advance(seconds: 7200 - left)
        #expect(await id(cache) == (left < 600 ? "not now" : "A"))
        #expect(provider.calls == calls)
    }

    @Test(
        "Of a session of 15 minutes, the last quarter and the last sixth count",
        arguments: [(225, 1, "A"), (224, 2, "A"), (150, 2, "A"), (149, 2, "not now")] as [(Int64, Int, String)]
    )
    func shortWindows(left: Int64, calls: Int, shown: String) async {
        let provider = Answers([key("A", endsAfter: 900), .failure(CredentialError("not now"))])
        let cache = CredentialCache(provider, wallClock: wallClock)
        #expect(await id(cache) == "A")
        wallClock.advance(seconds: 900 - left)
        #expect(await id(cache) == shown)
        #expect(provider.calls == calls)
    }

    @Test("Credentials that end in this second have expired; one second later they are still valid")
    func expired() async {
        let now = CredentialCache(Answers([key("A", endsAfter: 0)]), wallClock: wallClock)
        #expect(await id(now).contains("expired at 2023-11-14T22:13:20Z"))
        #expect(await id(CredentialCache(Answers([key("A", endsAfter: 1)]), wallClock: wallClock)) == "A")
    }

    @Test("A clock that was set back does not lengthen the pause after a failure")
    func clockSetBack() async {
        let provider = Answers([
            key("A", endsAfter: 7200), .failure(CredentialError("not now")), key("B", endsAfter: 90_000),
        ])
        let cache = CredentialCache(provider, wallClock: wallClock)
        #expect(await id(cache) == "A")
        wallClock.advance(seconds: 7000)
        #expect(await id(cache) == "not now")
        wallClock.advance(seconds: -100)
        #expect(await id(cache) == "B")
    }

    @Test("Invalidated credentials are asked for again, also from the provider's own memory")
    func invalidated() async {
        let provider = Answers([key("A", endsAfter: 7200), key("B", endsAfter: 7200)])
        let cache = CredentialCache(provider, wallClock: wallClock)
        #expect(await id(cache) == "A")
        await cache.invalidate(AWSCredentials(accessKeyID: "Z", secretAccessKey: "s"))
        #expect(await id(cache) == "A" && provider.invalidated.isEmpty, "others were refused")
        await cache.invalidate(AWSCredentials(accessKeyID: "A", secretAccessKey: "s"))
        #expect(provider.invalidated == ["A"], "the provider may keep them too")
        #expect(await id(cache) == "B" && provider.calls == 2)
    }

    // MARK: Providers

    private static func body(_ key: String, _ end: String) -> String {
        #"{"Code":"Success","AccessKeyId":"\#(key)","SecretAccessKey":"s","Token":"t","Expiration":"\#(end)"}"#
    }

    /// A metadata service that gives keys once, and then stops.
    private func metadata() -> ScriptedTransport {
        ScriptedTransport { request, number in
            switch request.target {
            case "/latest/api/token": number < 3 ? .ok("imds-token") : .failure(.notConnected("gone"))
            case "/latest/meta-data/iam/security-credentials/": .ok("my-role\n")
            default: .ok(Self.body("EC2", "2023-11-15T04:13:20Z"))
            }
        }
    }

    @Test("Keys of an instance that were refused are not used again when its metadata service stops")
    func refusedInstanceKeys() async throws {
        let kept = TestRun(transport: metadata())
        let credentials = try kept.connection().credentials
        _ = try await credentials.credentials()
        kept.wallClock.advance(seconds: 21_500)
        #expect(try await credentials.credentials().credentials.accessKeyID == "EC2", "the last keys go on")

        let run = TestRun(transport: metadata())
        let refused = try run.connection().credentials
        let found = try await refused.credentials()
        await refused.invalidate(found.credentials)
        do {
            let again = try await refused.credentials()
            Issue.record("\(again.credentials.accessKeyID) again")
        } catch {
            #expect("\(error)".contains("gave no credentials"))
        }
    }

    @Test("Keys of an instance that were refused are fetched again")
    func fetchedAhead() async throws {
        let transport = ScriptedTransport { request, number in
            switch request.target {
            case "/latest/api/token": .ok("imds-token")
            case "/latest/meta-data/iam/security-credentials/": .ok("my-role\n")
            default: .ok(Self.body(number < 3 ? "OLD" : "NEW", "2023-11-15T04:13:20Z"))
            }
        }
        let credentials = try TestRun(transport: transport).connection().credentials
        let first = try await credentials.credentials()
        #expect(first.credentials.accessKeyID == "OLD" && transport.requests.count == 3)
        await credentials.invalidate(first.credentials)
        #expect(try await credentials.credentials().credentials.accessKeyID == "NEW")
    }

    @Test("The container's agent is asked again after 429 and 5xx, three times at most", arguments: [429, 500, 503])
    func busyAgent(status: Int) async throws {
        let environment = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x"]
        let answer = ScriptedTransport.Answer.ok(Self.body("TASK", "2023-11-15T04:13:20Z"))
        let run = TestRun(environment, answers: [.page(status, ""), .page(status, ""), answer])
        #expect(try await run.credentials().credentials.accessKeyID == "TASK")
        let busy = TestRun(environment, answers: [.page(status, ""), .page(status, ""), .page(status, ""), answer])
        #expect(await busy.complaint().contains("status \(status)") && busy.transport.requests.count == 3)
        for other in [400, 404, 428, 430, 499] {
            let refusing = TestRun(environment, answers: [.page(other, ""), answer])
            #expect(await refusing.complaint().contains("status \(other)") && refusing.transport.requests.count == 1)
        }
    }

    private func ssoRun(registrationEnds: String) -> TestRun {
        let config = """
            [profile s]
            sso_session = corp
            sso_account_id = 111122223333
            sso_role_name = R
            [sso-session corp]
            sso_region = eu-north-1
            sso_start_url = https://corp.awsapps.com/start
            """
        let token = """
            {"accessToken":"bearer-1","expiresAt":"2023-11-14T22:20:00Z","refreshToken":"r","clientId":"c",\
            "clientSecret":"cs","registrationExpiresAt":"\(registrationEnds)"}
            """
        let transport = ScriptedTransport { request, _ in
            if request.target == "/token" { return .ok(#"{"accessToken":"bearer-2","expiresIn":3600}"#) }
            let keys = #""accessKeyId":"A","secretAccessKey":"s","sessionToken":"t","expiration":1700007200000"#
            return .ok("{\"roleCredentials\":{\(keys)}}")
        }
        // SHA-1 of `corp`.
        let path = "/home/me/.aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json"
        return TestRun(config: config, files: [path: token], transport: transport)
    }

    @Test(
        "A token is renewed only while its registration is valid",
        arguments: [("2023-11-14T22:13:21Z", 2), ("2023-11-14T22:13:20Z", 1), ("2020-01-01T00:00:00Z", 1), ("soon", 1)]
    )
    func registration(end: String, requests: Int) async throws {
        let run = ssoRun(registrationEnds: end)
        _ = try await run.credentials(profile: "s")
        #expect(run.transport.requests.count == requests)
        #expect(run.transport.requests.last?.header("x-amz-sso_bearer_token") == "bearer-\(requests)")
    }
}
