import AWSSigning
import Host
import TestSupport
import Testing

@testable import AWSRuntime

@Suite(.timeLimit(.minutes(30)))
struct WebIdentityTests {
    private let variables = [
        "AWS_WEB_IDENTITY_TOKEN_FILE": "/token", "AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/pod",
        "AWS_ROLE_SESSION_NAME": "pod-1",
    ]

    @Test("The file is read at each refresh, and the call is not signed")
    func renewal() async throws {
        let run = TestRun(
            variables,
            files: ["/token": "jwt-1\n"],
            answers: [
                .role("AssumeRoleWithWebIdentity", key: "W1"),
                .role("AssumeRoleWithWebIdentity", key: "W2", expiration: "2023-11-15T02:00:00Z"),
            ]
        )
        let connection = try run.connection()
        let found = try await connection.credentials.credentials()
        #expect(found.credentials.accessKeyID == "W1")
        #expect(
            found.source == """
                the role arn:aws:iam::111122223333:role/pod, assumed with the token file of AWS_WEB_IDENTITY_TOKEN_FILE
                """
        )
        run.files["/token"] = "jwt-2"
        run.wallClock.advance(seconds: 3300)
        #expect(try await connection.credentials.credentials().credentials.accessKeyID == "W2")
        let requests = run.transport.requests
        #expect(requests.map { $0.form("WebIdentityToken") } == ["jwt-1", "jwt-2"])
        #expect(requests.allSatisfy { $0.header("authorization") == nil })
        #expect(requests[0].form("RoleSessionName") == "pod-1")
    }

    @Test("The profile completes the variables")
    func mixed() async throws {
        let run = TestRun(
            ["AWS_WEB_IDENTITY_TOKEN_FILE": "/token"],
            config: "[default]\nrole_arn = arn:aws:iam::111122223333:role/profile\nsource_profile = x\n",
            files: ["/token": "jwt"],
            answers: [.role("AssumeRoleWithWebIdentity")]
        )
        // The role of the profile itself comes first, and names a profile that is not there.
        #expect(await run.complaint().contains("source_profile"))
        let other = TestRun(
            ["AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/variable"],
            config: "[default]\nweb_identity_token_file = /token\n",
            files: ["/token": "jwt"],
            answers: [.role("AssumeRoleWithWebIdentity")]
        )
        _ = try await other.credentials()
        #expect(other.transport.requests[0].form("RoleArn") == "arn:aws:iam::111122223333:role/variable")
    }

    @Test func roleIsMissing() async {
        let text = await TestRun(["AWS_WEB_IDENTITY_TOKEN_FILE": "/token"]).complaint()
        #expect(text.contains("AWS_ROLE_ARN"))
    }

    @Test("The error of an unreadable token has the next step")
    func unreadable() async {
        let run = TestRun(variables)
        #expect(
            await run.complaint().contains("cannot be read: /token: no such file or folder: check the path")
        )
        run.files.refuse("/token")
        #expect(await run.complaint().contains("/token: permission denied"))
        run.files["/token"] = " \n"
        #expect(await run.complaint().contains("in /token is empty"))
        #expect(run.transport.requests.isEmpty)
    }

    @Test func refused() async {
        let run = TestRun(
            variables,
            files: ["/token": "the-jwt-itself"],
            answers: [.queryError("InvalidIdentityToken", "the-jwt-itself is no good")]
        )
        let text = await run.complaint()
        #expect(text.contains("with InvalidIdentityToken: [redacted] is no good"))
        #expect(text.contains("check that it is current"))
        #expect(run.transport.requests.count == 1)
    }
}
