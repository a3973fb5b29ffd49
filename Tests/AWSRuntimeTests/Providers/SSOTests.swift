import AWSSigning
import Host
import TestSupport
import Testing

@testable import AWSRuntime

@Suite(.timeLimit(.minutes(30)))
struct SSOTests {
    private let config = """
        [profile s]
        sso_session = corp
        sso_account_id = 111122223333
        sso_role_name = Ops & Co
        [sso-session corp]
        sso_region = eu-north-1
        sso_start_url = https://corp.awsapps.com/start
        [profile legacy]
        sso_start_url = https://corp.awsapps.com/start
        sso_region = eu-north-1
        sso_account_id = 111122223333
        sso_role_name = R
        """
    /// SHA-1 of `corp`, and of the start URL.
    private let session = "/home/me/.aws/sso/cache/\(sha1["corp"]!).json"
    private let legacy = "/home/me/.aws/sso/cache/\(sha1["https://corp.awsapps.com/start"]!).json"
    private static let sha1 = [
        "corp": "ee0bfd2552fbd840c02cc48b6e823320543c450f",
        "https://corp.awsapps.com/start": "a51746d4aa793ae07b25e90c3a5db96fc7832bd7",
    ]

    private func token(_ end: String, refreshable: Bool = true) -> String {
        let registration =
            refreshable
            ? """
            ,"refreshToken":"refresh-1","clientId":"client","clientSecret":"client-secret",\
            "registrationExpiresAt":"2024-01-01T00:00:00Z"
            """ : ""
        return """
            {"accessToken":"bearer-1","expiresAt":"\(end)","region":"eu-north-1","extra":{"a":[1,2.5,null,true]}\(registration)}
            """
    }

    private let role = ScriptedTransport.Answer.ok(
        """
        {"roleCredentials":{"accessKeyId":"ASIASSO","secretAccessKey":"s","sessionToken":"t","expiration":1700007200000}}
        """
    )

    @Test("A valid token is used")
    func valid() async throws {
        let run = TestRun(config: config, files: [session: token("2023-11-15T06:00:00Z")], answers: [role])
        let found = try await run.credentials(profile: "s")
        #expect(found.credentials.accessKeyID == "ASIASSO")
        #expect(found.expiration == UnixTime(seconds: 1_700_007_200))
        #expect(found.source == "IAM Identity Center (the profile `s`, role Ops & Co in account 111122223333)")
        let request = run.transport.requests[0]
        #expect(
            request.url == """
                https://portal.sso.eu-north-1.amazonaws.com/federation/credentials?role_name=Ops%20%26%20Co&\
                account_id=111122223333
                """
        )
        #expect(request.method == "GET")
        #expect(request.header("x-amz-sso_bearer_token") == "bearer-1")
        #expect(request.header("authorization") == nil)
    }

    @Test("A token near its end is renewed, and the file keeps its other members")
    func renewed() async throws {
        let run = TestRun(
            config: config,
            files: [session: token("2023-11-14T22:20:00Z")],
            answers: [.ok(#"{"accessToken":"bearer-2","expiresIn":3600,"refreshToken":"refresh-2"}"#), role]
        )
        _ = try await run.credentials(profile: "s")
        let requests = run.transport.requests
        #expect(requests[0].url == "https://oidc.eu-north-1.amazonaws.com/token")
        #expect(
            requests[0].text == """
                {"clientId":"client","clientSecret":"client-secret","grantType":"refresh_token",\
                "refreshToken":"refresh-1"}
                """
        )
        #expect(requests[1].header("x-amz-sso_bearer_token") == "bearer-2")
        #expect(
            run.files[session] == """
                {"accessToken":"bearer-2","clientId":"client","clientSecret":"client-secret",\
                "expiresAt":"2023-11-14T23:13:20Z","extra":{"a":[1,2.5,null,true]},"refreshToken":"refresh-2",\
                "region":"eu-north-1","registrationExpiresAt":"2024-01-01T00:00:00Z"}
                """
        )
    }

    @Test("If the renewal fails, the old token is used while it is valid")
    func renewalFails() async throws {
        let answers: [ScriptedTransport.Answer] = [.error("InvalidGrantException"), role]
        let run = TestRun(config: config, files: [session: token("2023-11-14T22:20:00Z")], answers: answers)
        _ = try await run.credentials(profile: "s")
        #expect(run.transport.requests[1].header("x-amz-sso_bearer_token") == "bearer-1")
        let late = TestRun(config: config, files: [session: token("2023-11-14T22:13:20Z")], answers: answers)
        #expect(
            await late.complaint(profile: "s") == """
                the session of IAM Identity Center of the profile `s` expired at 2023-11-14T22:13:20Z: run \
                `aws sso login --profile s`
                """
        )
    }

    @Test("A token lifetime out of range is not accepted", arguments: [Int64.max, .min, 0, -1, 31_536_001])
    func absurdLifetime(seconds: Int64) async throws {
        let answers: [ScriptedTransport.Answer] = [.ok(#"{"accessToken":"bearer-2","expiresIn":\#(seconds)}"#), role]
        let run = TestRun(config: config, files: [session: token("2023-11-14T22:20:00Z")], answers: answers)
        _ = try await run.credentials(profile: "s")
        #expect(run.transport.requests[1].header("x-amz-sso_bearer_token") == "bearer-1")
        #expect(run.log.text.contains("could not be renewed"))
        #expect(run.files[session]?.contains("2023-11-14T22:20:00Z") == true)
    }

    @Test("A token with characters that headers must not have is never sent")
    func brokenToken() async {
        let broken = token("2023-11-15T22:00:00Z").replacing("bearer-1", with: "bearer-1\\r")
        let run = TestRun(config: config, files: [session: broken], answers: [role])
        #expect(await run.complaint(profile: "s").contains("`accessToken` in \(session) contains a line break"))
        #expect(run.transport.requests.isEmpty)
    }

    @Test("A file that cannot be written does not stop the run")
    func unwritable() async throws {
        let run = TestRun(
            config: config,
            files: [session: token("2023-11-14T22:20:00Z")],
            answers: [.ok(#"{"accessToken":"bearer-2","expiresIn":3600}"#), role]
        )
        run.files.refuseWriting()
        _ = try await run.credentials(profile: "s")
        #expect(run.transport.requests[1].header("x-amz-sso_bearer_token") == "bearer-2")
        #expect(run.log.text.contains("was renewed, and could not be written"))
    }

    @Test("Without a session the start URL names the file, and nothing is renewed")
    func legacyKeys() async throws {
        let run = TestRun(config: config, files: [legacy: token("2023-11-14T22:20:00UTC")], answers: [role])
        _ = try await run.credentials(profile: "legacy")
        #expect(run.transport.requests.count == 1)
    }

    @Test("Every problem of the session has the help `aws sso login`")
    func login() async {
        let advice = "run `aws sso login --profile s`"
        let none = await TestRun(config: config).complaint(profile: "s")
        #expect(none == "there is no session of IAM Identity Center for the profile `s`: \(advice)")
        for content in ["", "[]", "{}", #"{"accessToken":"x"}"#, #"{"accessToken":"x","expiresAt":"tomorrow"}"#] {
            let text = await TestRun(config: config, files: [session: content]).complaint(profile: "s")
            #expect(text.contains("is not a token of IAM Identity Center: \(advice)"))
        }
        let expired = TestRun(config: config, files: [session: token("2023-11-14T22:00:00Z", refreshable: false)])
        #expect(await expired.complaint(profile: "s").contains("expired at 2023-11-14T22:00:00Z: \(advice)"))
        let refused = TestRun(
            config: config,
            files: [session: token("2023-11-15T22:00:00Z")],
            answers: [.error("UnauthorizedException", 401)]
        )
        #expect(await refused.complaint(profile: "s").contains("no longer accepted: \(advice)"))
        let unreadable = TestRun(config: config)
        unreadable.files.refuse(session)
        #expect(await unreadable.complaint(profile: "s").contains("permission denied: \(advice)"))
    }

    @Test func roleIsNotAssigned() async {
        let run = TestRun(
            config: config,
            files: [session: token("2023-11-15T22:00:00Z")],
            answers: [.error("ForbiddenException", 403, message: "No access")]
        )
        let text = await run.complaint(profile: "s")
        #expect(text.contains("refuses the role Ops & Co in account 111122223333, which the profile `s` asks for"))
        #expect(text.contains("request its assignment") && text.contains("run `aws sso login --profile s`"))
    }
}
