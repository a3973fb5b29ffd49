import AWSProfiles
import AWSSigning
import Host
import Synchronization
import TestSupport
import Testing

@testable import AWSRuntime

/// A run over several accounts.
@Suite(.timeLimit(.minutes(30)))
struct AccountTests {
    private static let (one, two) = ("111122223333", "444455556666")
    private let keys = ["AWS_ACCESS_KEY_ID": "RUN", "AWS_SECRET_ACCESS_KEY": "s", "AWS_EC2_METADATA_DISABLED": "true"]

    private static func role(_ account: String, at origin: String = "rekon.yaml:7:11") -> AccountCredentials {
        .role(
            AssumedRole(
                origin: origin,
                roleARN: "arn:aws:iam::\(account):role/rekon",
                externalID: "acme",
                duration: 900
            )
        )
    }

    /// STS gives each role the key `ASIA` with its account. Rekognition answers everything.
    private static func transport(refusing refused: Set<String> = []) -> ScriptedTransport {
        ScriptedTransport { request, _ in
            guard request.endpoint.host.hasPrefix("sts.") else { return .ok("{}") }
            guard let role = request.form("RoleArn") else { return .identity }
            let account = String(role.split(separator: ":")[3])
            if refused.contains(account) { return .queryError("AccessDenied", "not you", status: 403) }
            return .role(key: "ASIA\(account)")
        }
    }

    private func call(
        _ connection: AWSConnection,
        _ operation: String = "DescribeProjects",
        service: AWSService = .rekognition,
        region: String = "us-east-1"
    ) async throws {
        let client = try connection.client(service: service, targetPrefix: "T", region: region)
        _ = try await client.call(
            operation,
            ScriptedWorld.Input(),
            as: ScriptedWorld.Output.self,
            replay: .onlyIfNothingHappened
        )
    }

    private func failure(_ connection: AWSConnection, region: String = "us-east-1") async -> AWSError? {
        do {
            try await call(connection, region: region)
            return nil
        } catch {
            return error as? AWSError
        }
    }

    private func isFatal(_ error: AWSError?) -> Bool {
        do {
            try error?.rethrowIfFatal()
            return false
        } catch {
            return true
        }
    }

    @Test("The role of an account is assumed once, with the run's credentials, for all callers and regions")
    func roles() async throws {
        let run = TestRun(keys, transport: Self.transport())
        let connection = try run.connection(accounts: { Self.role($0) })
        try await withThrowingTaskGroup(of: Void.self) { group in
            for account in [Self.one, Self.two] {
                for region in ["us-east-1", "eu-west-1", "us-east-1"] {
                    group.addTask { try await call(connection.entering(account), region: region) }
                }
            }
            try await group.waitForAll()
        }
        let (assumed, sent) = (run.assumed, run.sent)
        #expect(
            assumed.compactMap { $0.form("RoleArn") }.sorted()
                == [Self.one, Self.two].map { "arn:aws:iam::\($0):role/rekon" }
        )
        #expect(assumed.map(\.accessKey) == ["RUN", "RUN"])
        for request in assumed {
            #expect(request.form("ExternalId") == "acme" && request.form("DurationSeconds") == "900")
            #expect(request.form("RoleSessionName") == "rekon-1700000000")
        }
        #expect(sent.count { $0.accessKey == "ASIA\(Self.one)" } == 3)
        #expect(sent.count { $0.accessKey == "ASIA\(Self.two)" } == 3)
        // The run's own connection keeps its own.
        try await call(connection)
        #expect(run.sent.last?.accessKey == "RUN")
    }

    @Test("A session that the service refuses is renewed for its account alone")
    func renewal() async throws {
        let refused = Mutex(true)
        let run = TestRun(
            keys,
            transport: ScriptedTransport { request, number in
                if let role = request.form("RoleArn") {
                    return .role(key: "ASIA\(role.split(separator: ":")[3])\(number)")
                }
                let isFirst = refused.withLock { first in
                    defer { first = false }
                    return first
                }
                return isFirst ? .error("ExpiredTokenException") : .ok("{}")
            }
        )
        let connection = try run.connection(accounts: { Self.role($0) })
        try await call(connection.entering(Self.one))
        try await call(connection.entering(Self.two))
        try await call(connection.entering(Self.one))
        #expect(run.assumed.count == 3)
        #expect(
            run.sent.map { String($0.accessKey?.prefix(16) ?? "") }
                == [Self.one, Self.one, Self.two, Self.one].map { "ASIA\($0)" }
        )
    }

    @Test("An account that cannot be entered is its own problem: certain, not retried, and not asked again at once")
    func refusedRole() async throws {
        let run = TestRun(keys, transport: Self.transport(refusing: [Self.two]))
        let connection = try run.connection(accounts: { Self.role($0) })
        let error = await failure(connection.entering(Self.two))
        #expect(
            error?.description == """
                account \(Self.two): the role arn:aws:iam::\(Self.two):role/rekon of rekon.yaml:7:11 could not be \
                assumed: AssumeRole was refused by sts.eu-west-1.amazonaws.com with AccessDenied: not you (request id \
                r-9). The role's trust policy must allow these credentials, and they need sts:AssumeRole on the role; \
                check the external ID and the MFA device, if the trust policy asks for them.
                """
        )
        guard case .account? = error?.cause else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.attempts == 1 && error?.mayHaveTakenEffect == false && error?.isDenial == false)
        #expect(!isFatal(error))
        #expect(run.sent.isEmpty)
        for region in ["us-east-1", "eu-west-1"] {
            #expect(await failure(connection.entering(Self.two), region: region)?.cause == error?.cause)
        }
        #expect(run.assumed.count == 1)
        try await call(connection.entering(Self.one))
        run.wallClock.advance(seconds: 30)
        _ = await failure(connection.entering(Self.two))
        #expect(run.assumed.count == 3)
    }

    @Test("Without the run's own credentials no account can be entered: that ends the run")
    func noOwnCredentials() async throws {
        let run = TestRun(["AWS_EC2_METADATA_DISABLED": "true"], transport: Self.transport())
        let connection = try run.connection(accounts: { $0 == Self.two ? .ofRun : Self.role($0) })
        for account in [Self.one, Self.two] {
            let error = await failure(connection.entering(account))
            guard case .credentials? = error?.cause else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(isFatal(error))
            #expect(error?.description.hasPrefix("there are no AWS credentials.") == true)
        }
        #expect(run.transport.requests.isEmpty)
    }

    // MARK: Profiles

    private let config = """
        [profile own]
        aws_access_key_id = PROFILE
        aws_secret_access_key = s
        region = eu-south-1
        [profile role]
        role_arn = arn:aws:iam::111122223333:role/x
        source_profile = own
        [profile deep]
        role_arn = arn:aws:iam::111122223333:role/y
        source_profile = role
        [profile here]
        role_arn = arn:aws:iam::111122223333:role/z
        credential_source = Environment
        [profile web]
        role_arn = arn:aws:iam::111122223333:role/web
        web_identity_token_file = /token
        [profile fromweb]
        role_arn = arn:aws:iam::111122223333:role/v
        source_profile = web
        [profile sso]
        sso_start_url = https://x.awsapps.com/start
        sso_region = us-east-1
        sso_account_id = 111122223333
        sso_role_name = Reader
        [profile program]
        credential_process = /bin/keys
        [profile loop]
        role_arn = arn:aws:iam::111122223333:role/a
        source_profile = pool
        [profile pool]
        role_arn = arn:aws:iam::111122223333:role/b
        source_profile = loop
        [profile bare]
        output = json
        [profile unfounded]
        role_arn = arn:aws:iam::111122223333:role/x
        source_profile = bare
        [profile slow]
        read_timeout = never
        """

    @Test("A profile of an account gives what --profile gives: the variables do not count", arguments: ["own", "role"])
    func profiles(name: String) async throws {
        let run = TestRun(keys, config: config, transport: Self.transport())
        let connection = try run.connection(accounts: { _ in .profile(name) })
        try await call(connection.entering(Self.two))
        let alone = TestRun(keys, config: config, transport: Self.transport())
        let own = try await alone.credentials(profile: name)
        #expect(run.sent.map(\.accessKey) == [own.credentials.accessKeyID])
        #expect(run.assumed.map(\.text) == alone.assumed.map(\.text))
        #expect(try await connection.entering(Self.two).credentials.credentials() == own)
        #expect(own.credentials.accessKeyID == (name == "own" ? "PROFILE" : "ASIA111122223333"))
    }

    @Test("Two accounts with one profile or one role share a session")
    func sharedSessions() async throws {
        let run = TestRun(keys, config: config, transport: Self.transport())
        for access in [AccountCredentials.profile("role"), Self.role(Self.one)] {
            let connection = try run.connection(accounts: { _ in access })
            for account in [Self.one, Self.two] { try await call(connection.entering(account)) }
        }
        #expect(run.assumed.count == 2)
    }

    @Test("A profile that cannot be used is a problem of its account", arguments: ["nobody", "loop", "slow", "bare"])
    func badProfiles(name: String) async throws {
        let run = TestRun(keys, config: config, transport: Self.transport())
        let connection = try run.connection(accounts: {
            $0 == Self.two ? .profile(name, origin: "rekon.yaml:9:5") : .ofRun
        })
        let error = await failure(connection.entering(Self.two))
        #expect(error?.description.hasPrefix("account \(Self.two): the profile `\(name)` of rekon.yaml:9:5: ") == true)
        #expect(error != nil && !isFatal(error) && run.transport.requests.isEmpty)
        try await call(connection.entering(Self.one))
    }

    @Test("A profile is checked without a call")
    func offlineChecks() throws {
        let run = TestRun(keys, config: config)
        let settings = try run.connection().settings
        func problem(_ profile: String) -> String {
            do throws(ConfigurationError) {
                _ = try settings.roles(ofProfile: profile)
                return ""
            } catch {
                return "\(error)"
            }
        }
        for sound in ["own", "role", "deep", "here", "web", "fromweb", "sso", "program", "bare", "default"] {
            #expect(problem(sound) == "")
        }
        #expect(problem("nobody").hasPrefix("the profile `nobody` is neither in"))
        #expect(problem("loop").contains("has a loop: `source_profile` leads from `loop` to `pool` to `loop`"))
        #expect(problem("unfounded").contains("has no credentials"))
        #expect(problem("slow").hasPrefix("`read_timeout` of the profile `slow` is `never`"))
        #expect(run.transport.requests.isEmpty)
    }

    @Test("The roles that a profile assumes with STS, the last one last, and where its first credentials come from")
    func rolesOfProfiles() throws {
        let settings = try TestRun(keys, config: config).connection().settings
        func access(_ profile: String) throws -> ProfileAccess {
            let found = try settings.roles(ofProfile: profile)
            return ProfileAccess(roles: found.roles.map { String($0.suffix(3)) }, start: found.start)
        }
        #expect(try access("own") == ProfileAccess(roles: [], start: .keys))
        #expect(try access("role") == ProfileAccess(roles: ["e/x"], start: .keys))
        #expect(try access("deep") == ProfileAccess(roles: ["e/x", "e/y"], start: .keys))
        #expect(try access("here") == ProfileAccess(roles: ["e/z"], start: .machine))
        #expect(try access("web") == ProfileAccess(roles: ["web"], start: .webIdentity))
        #expect(try access("fromweb") == ProfileAccess(roles: ["web", "e/v"], start: .webIdentity))
        #expect(try access("sso") == ProfileAccess(roles: [], start: .identityCenter))
        #expect(try access("program") == ProfileAccess(roles: [], start: .process))
        #expect(try access("bare") == ProfileAccess(roles: [], start: .machine))
    }

    // MARK: Pace, state and regions

    @Test("Each account has a pace of its own", arguments: [(AWSService.rekognition, 6), (.cloudTrail, 2)])
    func pace(service: AWSService, callsToWait: Int) async throws {
        let run = TestRun(keys, transport: Self.transport())
        let connection = try run.connection()
        for account in [Self.one, Self.two] {
            for _ in 0..<callsToWait { try await call(connection.entering(account), service: service) }
        }
        #expect(
            run.clock.sleeps
                == Array(repeating: service == .rekognition ? .milliseconds(200) : .milliseconds(500), count: 2)
        )
        for account in [Self.one, Self.two] {
            try await call(connection.entering(account), service: service, region: "eu-west-1")
        }
        #expect(run.clock.sleeps.count == 2, "another region has its own too")
    }

    @Test("The retries of one account take nothing from another's quota")
    func quotaOfRetries() throws {
        let connection = try TestRun(keys).connection()
        func host(_ account: String) throws -> HostState {
            try connection.entering(account).client(service: .rekognition, targetPrefix: "T", region: "us-east-1")
                .sender.host
        }
        #expect(try host(Self.one) === host(Self.one))
        #expect(try host(Self.one) !== host(Self.two))
    }

    @Test("STS is asked in the partition of the account's projects")
    func partitions() async throws {
        let run = TestRun(keys, transport: Self.transport())
        let connection = try run.connection(accounts: { Self.role($0) })
        let (home, gov) = (connection.entering(Self.one), connection.entering(Self.two))
        for (connection, region) in [(home, "eu-west-1"), (gov, "us-gov-west-1")] {
            _ = try connection.client(service: .rekognition, targetPrefix: "T", region: region)
        }
        try await call(home, region: "eu-west-1")
        try await call(gov, region: "us-gov-west-1")
        #expect(run.assumed.map(\.endpoint.host) == ["sts.eu-west-1.amazonaws.com", "sts.us-gov-west-1.amazonaws.com"])
    }

    @Test("The run's own role is assumed where the first account's projects are")
    func regionOfTheRun() async throws {
        var run = TestRun(keys, config: config, transport: Self.transport())
        run.environment["AWS_REGION"] = ""
        let connection = try run.connection(profile: "here")
        try await call(connection.entering(Self.one), region: "eu-central-1")
        #expect(run.assumed.map(\.endpoint.host) == ["sts.eu-central-1.amazonaws.com"])
    }

    @Test("Identity and credentials of an account")
    func situation() async throws {
        let run = TestRun(keys, config: config, transport: Self.transport())
        let connection = try run.connection(accounts: { $0 == Self.one ? Self.role($0) : .profile("own") })
        let situation = try await connection.entering(Self.one).situation()
        #expect(situation.accessKeyID == "ASIA\(Self.one)" && situation.profile == "default")
        #expect(
            situation.credentialSource == """
                the role arn:aws:iam::\(Self.one):role/rekon of rekon.yaml:7:11, assumed with the environment \
                (AWS_ACCESS_KEY_ID)
                """
        )
        let other = try await connection.entering(Self.two).situation()
        #expect(other.accessKeyID == "PROFILE" && other.profile == "own")
        #expect(try await connection.entering(Self.one).identityForMessages()?.account == "111122223333")
        #expect(run.transport.requests.last?.accessKey == "ASIA\(Self.one)")
    }
}

extension TestRun {
    fileprivate var assumed: [HTTPRequest] { transport.requests.filter { $0.form("RoleArn") != nil } }
    /// The requests to other services than STS.
    fileprivate var sent: [HTTPRequest] { transport.requests.filter { !$0.endpoint.host.hasPrefix("sts.") } }
}
