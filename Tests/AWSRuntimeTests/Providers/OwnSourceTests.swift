import AWSSigning
import TestSupport
import Testing

@testable import AWSRuntime

/// A profile that has a role, and is the source of its own first credentials.
@Suite(.timeLimit(.minutes(30)))
struct OwnSourceTests {
    @Test("The keys of the profile are used, not its role again")
    func ownSource() async throws {
        let config = """
            [profile own]
            role_arn = arn:aws:iam::111122223333:role/own
            source_profile = own
            aws_access_key_id = OWN
            aws_secret_access_key = own-secret
            """
        let run = TestRun(config: config, answers: [.role(key: "ASIA1")])
        #expect(try await run.credentials(profile: "own").credentials.accessKeyID == "ASIA1")
        #expect(run.transport.requests.map(\.accessKey) == ["OWN"])
    }
}
