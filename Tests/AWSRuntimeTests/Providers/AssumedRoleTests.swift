import AWSProfiles
import AWSSigning
import Host
import Synchronization
import TestSupport
import Testing

@testable import AWSRuntime

@Suite(.timeLimit(.minutes(30)))
struct AssumedRoleTests {
    private let config = """
        [profile base]
        aws_access_key_id = BASE
        aws_secret_access_key = base-secret
        [profile first]
        role_arn = arn:aws:iam::111122223333:role/first
        source_profile = base
        role_session_name = me
        external_id = ext
        duration_seconds = 900
        [profile second]
        role_arn = arn:aws:iam::111122223333:role/second
        source_profile = first
        [profile mfa]
        role_arn = arn:aws:iam::111122223333:role/mfa
        source_profile = base
        mfa_serial = arn:aws:iam::111122223333:mfa/me
        [profile sourced]
        role_arn = arn:aws:iam::111122223333:role/sourced
        credential_source = Environment
        """

    @Test("Each role of a chain is assumed with the credentials of the one before")
    func chain() async throws {
        let run = TestRun(config: config, answers: [.role(key: "ASIA1"), .role(key: "ASIA2")])
        let found = try await run.credentials(profile: "second")
        #expect(found.credentials.accessKeyID == "ASIA2")
        #expect(found.credentials.secretAccessKey == "role-secret/+=&")
        #expect(found.expiration == UnixTime(iso8601: "2023-11-14T23:13:20Z"))
        #expect(
            found.source == """
                the role arn:aws:iam::111122223333:role/second of the profile `second`, assumed with the role \
                arn:aws:iam::111122223333:role/first of the profile `first`, assumed with the profile `base`
                """
        )
        let requests = run.transport.requests
        #expect(requests.map(\.url) == Array(repeating: "https://sts.eu-west-1.amazonaws.com/", count: 2))
        #expect(requests.map(\.accessKey) == ["BASE", "ASIA1"])
        #expect(
            requests[0].text == """
                Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Ffirst&\
                RoleSessionName=me&DurationSeconds=900&ExternalId=ext
                """
        )
        #expect(requests[1].form("RoleSessionName") == "rekon-1700000000")
        #expect(requests[0].header("content-type") == "application/x-www-form-urlencoded; charset=utf-8")
    }

    @Test("A renewed role uses the open session of the role before it")
    func renewal() async throws {
        let run = TestRun(
            config: config,
            answers: [
                .role(key: "ASIA1", expiration: "2023-11-15T10:00:00Z"), .role(key: "ASIA2"),
                .role(key: "ASIA3", expiration: "2023-11-15T01:00:00Z"),
            ]
        )
        let connection = try run.connection(profile: "second")
        _ = try await connection.credentials.credentials()
        run.wallClock.advance(seconds: 3300)
        #expect(try await connection.credentials.credentials().credentials.accessKeyID == "ASIA3")
        #expect(run.transport.requests.map(\.accessKey) == ["BASE", "ASIA1", "ASIA1"])
    }

    @Test func credentialSource() async throws {
        let variables = ["AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": "s"]
        let run = TestRun(variables, config: config, answers: [.role()])
        #expect(try await run.credentials(profile: "sourced").credentials.accessKeyID == "ASIAROLE")
        #expect(run.transport.requests[0].accessKey == "ENV")
        #expect(
            await TestRun(config: config).complaint(profile: "sourced").contains(
                "`credential_source = Environment`, and there are none in the environment: AWS_ACCESS_KEY_ID is not set"
            )
        )
    }

    @Test("A chain can start with the credentials of a container or an instance")
    func metadataSources() async throws {
        func run(_ source: String, _ environment: [String: String]) -> TestRun {
            TestRun(
                environment,
                config: "[profile p]\nrole_arn = arn:aws:iam::111122223333:role/x\ncredential_source = \(source)\n",
                transport: ScriptedTransport { request, _ in
                    switch request.target {
                    case "/": .role()
                    case "/latest/api/token": .ok("token")
                    case "/latest/meta-data/iam/security-credentials/": .ok("role")
                    default: .ok(#"{"AccessKeyId":"META","SecretAccessKey":"s","Expiration":"2023-11-15T10:00:00Z"}"#)
                    }
                }
            )
        }
        for run in [
            run("EcsContainer", ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x"]), run("Ec2InstanceMetadata", [:]),
        ] {
            #expect(try await run.credentials(profile: "p").credentials.accessKeyID == "ASIAROLE")
            #expect(run.transport.requests.last?.accessKey == "META")
            // The place was asked once, not again when the role was assumed.
            #expect(Set(run.transport.requests.map(\.url)).count == run.transport.requests.count)
        }
        let off = run("Ec2InstanceMetadata", ["AWS_EC2_METADATA_DISABLED": "true"])
        #expect(await off.complaint(profile: "p").contains("in the metadata service of EC2: AWS_EC2_METADATA_DISABLED"))
    }

    @Test("STS refuses")
    func refused() async {
        let run = TestRun(
            config: config,
            answers: [.queryError("AccessDenied", "User x is not authorized", status: 403)]
        )
        #expect(
            await run.complaint(profile: "first") == """
                the role arn:aws:iam::111122223333:role/first of the profile `first` could not be assumed: AssumeRole \
                was refused by sts.eu-west-1.amazonaws.com with AccessDenied: User x is not authorized (request id r-9). \
                The role's trust policy must allow these credentials, and they need sts:AssumeRole on the role; \
                check the external ID and the MFA device, if the trust policy asks for them.
                """
        )
    }

    @Test("STS cannot reach the identity provider: a temporary problem")
    func transient() async throws {
        let run = TestRun(config: config, answers: [.queryError("IDPCommunicationError"), .role()])
        #expect(try await run.credentials(profile: "first").credentials.accessKeyID == "ASIAROLE")
    }

    @Test("Without a region and projects, STS is called in us-east-1")
    func noRegion() async throws {
        var run = TestRun(config: config, answers: [.role(), .identity])
        run.environment["AWS_REGION"] = nil
        let situation = try await run.connection(profile: "first").situation()
        #expect(run.transport.requests.map(\.url) == Array(repeating: "https://sts.us-east-1.amazonaws.com/", count: 2))
        #expect(situation.region == "us-east-1" && situation.regionOrigin == "the default: no region is set")
    }

    @Test("Without a region of its own, STS is called in the project's")
    func regionOfTheProject() async throws {
        var run = TestRun(config: config, answers: [.role()])
        run.environment["AWS_REGION"] = nil
        let connection = try run.connection(profile: "first")
        _ = try connection.client(service: .rekognition, targetPrefix: "R", region: "eu-central-1")
        _ = try await connection.credentials.credentials()
        #expect(run.transport.requests[0].url == "https://sts.eu-central-1.amazonaws.com/")
    }

    // MARK: MFA

    @Test("A code is asked for once; the next session needs a new run")
    func code() async throws {
        let asked = Mutex<[String]>([])
        var run = TestRun(config: config, answers: [.role(), .role(key: "ASIA2")])
        run.prompt = { question in
            asked.withLock { $0.append(question) }
            return " 123 456\n"
        }
        let connection = try run.connection(profile: "mfa")
        _ = try await connection.credentials.credentials()
        #expect(asked.withLock { $0 } == ["Code of the MFA device arn:aws:iam::111122223333:mfa/me: "])
        #expect(run.transport.requests[0].form("TokenCode") == "123456")
        #expect(run.transport.requests[0].form("SerialNumber") == "arn:aws:iam::111122223333:mfa/me")
        run.wallClock.advance(seconds: 3300)
        let error = await #expect(throws: CredentialError.self) { try await connection.credentials.credentials() }
        #expect(error?.description.contains("needs another code of the device") == true)
    }

    @Test func noTerminal() async {
        let text = await TestRun(config: config).complaint(profile: "mfa")
        #expect(text.contains("there is no terminal to ask for it"))
        #expect(text.contains("export-credentials --profile mfa"))
    }

    @Test(arguments: ["", "abc", "12 x"])
    func badCode(answer: String) async {
        var run = TestRun(config: config)
        run.prompt = { _ in answer }
        #expect(await run.complaint(profile: "mfa").contains("must be a number, such as 123456"))
        #expect(run.transport.requests.isEmpty)
    }
}
