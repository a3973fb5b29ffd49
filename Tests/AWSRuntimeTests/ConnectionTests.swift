import AWSProfiles
import Host
import TestSupport
import Testing

@testable import AWSRuntime

@Suite(.timeLimit(.minutes(30)))
struct ConnectionTests {
    private func endpoint(
        _ environment: [String: String] = [:],
        config: String = "",
        flag: String? = nil,
        region: String = "us-east-1",
        partition: String = "aws"
    ) -> String {
        do {
            let connection = try TestRun(environment, config: config).connection(endpointURL: flag)
            return try connection.client(
                service: .rekognition,
                targetPrefix: "RekognitionService",
                region: region,
                partition: partition
            ).sender.endpoint.description
        } catch {
            return "\(error)"
        }
    }

    @Test func partitions() {
        #expect(endpoint() == "https://rekognition.us-east-1.amazonaws.com")
        #expect(
            endpoint(region: "cn-north-1", partition: "aws-cn") == "https://rekognition.cn-north-1.amazonaws.com.cn"
        )
        #expect(endpoint(["AWS_USE_FIPS_ENDPOINT": "true"]) == "https://rekognition-fips.us-east-1.amazonaws.com")
        #expect(endpoint(partition: "aws-mars").contains("is not known"))
        #expect(endpoint(region: "us-east-1.evil.test/").contains("it is not a region name"))
    }

    @Test("The more specific endpoint counts, and the flag is for Rekognition alone")
    func precedence() async throws {
        let both = ["AWS_ENDPOINT_URL": "http://all", "AWS_ENDPOINT_URL_REKOGNITION": "http://one:8080/base/"]
        #expect(endpoint(both, flag: "https://flag:443") == "https://flag")
        #expect(endpoint(both) == "http://one:8080/base")
        let run = TestRun(
            ["AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "s", "AWS_ENDPOINT_URL_STS": "http://sts.test:1/base"],
            answers: [.identity]
        )
        _ = try await run.connection(endpointURL: "http://flag").callerIdentity()
        #expect(run.transport.requests[0].url == "http://sts.test:1/base/")
    }

    @Test func retrySettings() throws {
        #expect(endpoint(["AWS_MAX_ATTEMPTS": "0"]).contains("AWS_MAX_ATTEMPTS is `0`"))
        #expect(endpoint(["AWS_RETRY_MODE": "often"]).contains("AWS_RETRY_MODE is `often`"))
        let settings = try ConnectionSettings(
            environment: Environment(["AWS_MAX_ATTEMPTS": "7", "AWS_RETRY_MODE": "adaptive"]),
            files: MemoryFiles()
        )
        let policy = RetryPolicy(settings.client)
        #expect(policy.maxAttempts == 7)
        #expect(policy.mode == .adaptive)
    }

    @Test("The command line, the environment, rekon's settings file, the profile: the first one counts")
    func orderOfSettings() throws {
        let flags = ClientSettings.Flags(connectTimeout: "1", readTimeout: "1", retryMode: "standard", maxAttempts: "1")
        let variables = [
            "AWS_RETRY_MODE": "standard", "AWS_MAX_ATTEMPTS": "2", "AWS_CONNECT_TIMEOUT": "2", "AWS_READ_TIMEOUT": "2",
        ]
        let file = SettingOrigin.settings("rekon.yaml:3:1")
        let defaults = ClientSettings.Defaults(
            retryMode: ConfiguredValue("adaptive", origin: file),
            maxAttempts: ConfiguredValue(3, origin: file),
            connectTimeout: ConfiguredValue(.milliseconds(500), origin: file),
            readTimeout: ConfiguredValue(.seconds(3), origin: file)
        )
        let profile = "[default]\nretry_mode = legacy\nmax_attempts = 4\nconnect_timeout = 4\nread_timeout = 4\n"
        func settings(
            _ flags: ClientSettings.Flags = .init(),
            _ variables: [String: String] = [:],
            _ defaults: ClientSettings.Defaults = .init(),
            config: String? = nil
        ) throws -> ClientSettings {
            try TestRun(variables, config: config).connection(flags: flags, defaults: defaults).settings.client
        }
        func origins(_ settings: ClientSettings) -> [String] {
            [
                settings.retryMode.origin, settings.maxAttempts?.origin, settings.connectTimeout?.origin,
                settings.readTimeout?.origin,
            ].map { $0?.description ?? "" }
        }
        let ofFlags = try settings(flags, variables, defaults, config: profile)
        #expect(
            origins(ofFlags) == ["--retry-mode", "--max-attempts", "--cli-connect-timeout", "--cli-read-timeout"]
        )
        #expect(ofFlags.maxAttempts?.value == 1 && ofFlags.connectTimeout?.value == .seconds(1))
        let ofVariables = try settings(.init(), variables, defaults, config: profile)
        #expect(
            origins(ofVariables)
                == ["AWS_RETRY_MODE", "AWS_MAX_ATTEMPTS", "AWS_CONNECT_TIMEOUT", "AWS_READ_TIMEOUT"]
        )
        let ofFile = try settings(.init(), [:], defaults, config: profile)
        #expect(origins(ofFile) == Array(repeating: "rekon.yaml:3:1", count: 4))
        #expect(ofFile.retryMode.value == .adaptive && ofFile.maxAttempts?.value == 3)
        #expect(ofFile.connectTimeout?.value == .milliseconds(500) && ofFile.readTimeout?.value == .seconds(3))
        let ofProfile = try settings(config: profile)
        #expect(ofProfile.maxAttempts?.value == 4 && ofProfile.readTimeout?.value == .seconds(4))
        let none = try settings()
        #expect(none.retryMode.origin == .standard && none.maxAttempts == nil && none.connectTimeout == nil)
    }

    @Test("An invalid value of rekon's settings file names its place")
    func invalidDefaults() {
        let file = SettingOrigin.settings("rekon.yaml:3:1")
        func problem(_ defaults: ClientSettings.Defaults) -> String {
            do {
                _ = try TestRun().connection(defaults: defaults)
                return "none"
            } catch {
                return "\(error)"
            }
        }
        #expect(
            problem(.init(retryMode: ConfiguredValue("often", origin: file))).hasPrefix("rekon.yaml:3:1 is `often`")
        )
        #expect(problem(.init(maxAttempts: ConfiguredValue(0, origin: file))).hasPrefix("rekon.yaml:3:1 is `0`"))
        for seconds in [0.01, 3601] {
            let value = ConfiguredValue(Duration.seconds(seconds), origin: file)
            #expect(problem(.init(connectTimeout: value)).contains("from 0.1 to 3600"))
            #expect(problem(.init(readTimeout: value)).contains("from 0.1 to 3600"))
        }
    }

    @Test(
        "The limit of an attempt; a longer read timeout extends the default",
        arguments: [
            ([:], 60), (["AWS_API_CALL_ATTEMPT_TIMEOUT": "7"], 7), (["AWS_READ_TIMEOUT": "5"], 60),
            (["AWS_READ_TIMEOUT": "90"], 90), (["AWS_READ_TIMEOUT": "90", "AWS_API_CALL_ATTEMPT_TIMEOUT": "7"], 7),
        ] as [([String: String], Int)]
    )
    func attemptTimeout(variables: [String: String], seconds: Int) async throws {
        let run = TestRun(keys.merging(variables) { $1 }, answers: [.identity, .identity])
        let connection = try run.connection()
        _ = try await connection.callerIdentity()
        #expect(run.transport.requests[0].timeout == .seconds(seconds))
        // For messages it is never longer than 5 s.
        _ = try await connection.identityForMessages()
        #expect(run.transport.requests[1].timeout == .seconds(5))
    }

    @Test("No attempt starts after the limit of the call, and the last one has the time that is left")
    func callTimeout() async throws {
        let run = TestRun(
            keys.merging(["AWS_API_CALL_TIMEOUT": "1"]) { $1 },
            answers: Array(repeating: .error("InternalFailure", 500), count: 3)
        )
        let connection = try run.connection()
        await #expect(throws: AWSError.self) { try await connection.callerIdentity() }
        #expect(run.transport.requests.map(\.timeout) == [.seconds(1), .milliseconds(500)])
        #expect(run.clock.sleeps == [.milliseconds(500)])
    }

    @Test("An invalid setting of a profile names its file", arguments: [false, true])
    func fileOfASetting(inCredentials: Bool) throws {
        let text = "[default]\nread_timeout = never\n"
        let run = TestRun(config: inCredentials ? nil : text, credentials: inCredentials ? text : nil)
        let file = inCredentials ? TestRun.credentialsPath : TestRun.configPath
        let rule = "it must be a number of seconds from 0.1 to 3600"
        #expect(
            throws: ConfigurationError(
                "`read_timeout` of the profile `default` is `never`; \(rule)",
                help: "correct the setting in \(file)"
            )
        ) { try run.connection() }
        let ofAVariable = TestRun(["AWS_READ_TIMEOUT": "never"])
        #expect(throws: ConfigurationError("AWS_READ_TIMEOUT is `never`; \(rule)")) { try ofAVariable.connection() }
    }

    @Test("Identity, credentials and endpoints")
    func situation() async throws {
        let run = TestRun(["AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "s"], answers: [.identity])
        let situation = try await run.connection().situation()
        #expect(
            situation.identity
                == CallerIdentity(account: "111122223333", arn: "arn:aws:iam::111122223333:user/Alice", userID: "AIDA")
        )
        #expect(situation.credentialSource == "the environment (AWS_ACCESS_KEY_ID)")
        #expect(situation.accessKeyID == "AKID")
        #expect(situation.region == "eu-west-1")
        #expect(situation.regionOrigin == "AWS_REGION")
        #expect(situation.endpoint.description == "https://rekognition.eu-west-1.amazonaws.com")
        #expect(situation.identityEndpoint.description == "https://sts.eu-west-1.amazonaws.com")
        #expect(run.transport.requests[0].text == "Action=GetCallerIdentity&Version=2011-06-15")
    }

    private let keys = ["AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "s"]

    @Test(
        "STS is called where the projects are, if the region that is set is in another partition or there is none",
        arguments: [
            ("eu-west-1", ["us-east-1"], "sts.eu-west-1.amazonaws.com"),
            ("eu-west-1", ["us-gov-west-1"], "sts.us-gov-west-1.amazonaws.com"),
            ("us-gov-west-1", ["us-gov-east-1"], "sts.us-gov-west-1.amazonaws.com"),
            ("eu-west-1", ["us-gov-west-1", "us-east-1"], "sts.eu-west-1.amazonaws.com"),
            ("", ["us-west-2", "us-east-1"], "sts.us-west-2.amazonaws.com"),
        ]
    )
    func identityRegion(configured: String, projects: [String], host: String) async throws {
        let run = TestRun(keys.merging(["AWS_REGION": configured]) { $1 }, answers: [.identity])
        let connection = try run.connection()
        for region in projects { _ = try connection.client(service: .rekognition, targetPrefix: "R", region: region) }
        _ = try await connection.callerIdentity()
        #expect(run.transport.requests[0].endpoint.host == host)
    }

    @Test("For a message STS is called once, for five seconds, and not where only Rekognition's endpoint is configured")
    func identityForMessages() async throws {
        func asked(_ more: [String: String], flag: String? = nil) async throws -> [HTTPRequest] {
            let run = TestRun(keys.merging(more) { $1 }, answers: [.failure(.timedOut("slow")), .identity])
            let connection = try run.connection(endpointURL: flag)
            do {
                #expect(try await connection.identityForMessages() == nil)
            } catch let error as AWSError {
                #expect(error.attempts == 1)
            }
            return run.transport.requests
        }
        #expect(try await asked([:]).map(\.timeout) == [.seconds(5)])
        #expect(try await asked([:], flag: "http://127.0.0.1:1").isEmpty)
        #expect(try await asked(["AWS_ENDPOINT_URL_REKOGNITION": "http://127.0.0.1:1"]).isEmpty)
        #expect(try await asked(["AWS_ENDPOINT_URL": "http://127.0.0.1:1"]).count == 1)
        let refused = TestRun(keys, answers: [.queryError("ExpiredToken", status: 403), .identity])
        await #expect(throws: AWSError.self) { try await refused.connection().identityForMessages() }
        #expect(refused.transport.requests.count == 1)
    }

    @Test("A header that cannot be sent is an error before anything is sent")
    func brokenHeader() async throws {
        let world = try ScriptedWorld(.ok())
        let sender = world.client.sender
        let request = CallRequest(operation: "Get", headers: [(name: "x-token", value: "hidden\r")], signing: .none)
        let error = await #expect(throws: AWSError.self) { try await sender.send(request, replay: .safe) { _ in 1 } }
        #expect(error?.description.contains("its header `x-token` contains a line break") == true)
        #expect(error?.description.contains("hidden") == false)
        #expect(error?.attempts == 1 && error?.mayHaveTakenEffect == false && world.transport.requests.isEmpty)
    }

    @Test("An answer of another server than STS")
    func otherAnswers() async throws {
        let keys = ["AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "s"]
        for answer in [ScriptedTransport.Answer.ok("<html><p>Log in</p></html>"), .ok("{}"), .ok("")] {
            let error = await #expect(throws: AWSError.self) {
                try await TestRun(keys, answers: [answer]).connection().callerIdentity()
            }
            #expect(error?.description.contains("may be answering instead of AWS") == true)
        }
    }

    @Test("A refusal of a proxy names the proxy, and counts as not carried out")
    func proxy() async throws {
        let keys = ["AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "s"]
        let refusing = ScriptedTransport { _, _ in .failure(.notConnected("the proxy p:8080 of HTTPS_PROXY refused")) }
        let run = TestRun(keys, transport: refusing)
        let error = await #expect(throws: AWSError.self) { try await run.connection().callerIdentity() }
        #expect(error?.description.contains("the proxy p:8080 of HTTPS_PROXY refused (3 attempts)") == true)
        #expect(error?.description.contains("Check the network, the proxy") == true)
        #expect(error?.mayHaveTakenEffect == false)
    }

    @Test func userAgent() {
        #expect(
            UserAgent.text(product: "rekon/1.0", policy: RetryPolicy())
                == "rekon/1.0 ua/2.1 os/linux lang/swift#6.3 cfg/retry-mode#standard"
        )
        #expect(UserAgent.text(product: "é\n", policy: RetryPolicy()).utf8.allSatisfy { (0x20...0x7E).contains($0) })
    }

    @Test("Calls of an operation in a region keep to the rate; others do not wait for them")
    func pacer() async throws {
        let clock = VirtualClock()
        let pacer = CallPacer(rate: 5, burst: 5, clock: clock)
        #expect((0..<5).map { _ in pacer.book("A", in: "us-east-1") } == Array(repeating: .zero, count: 5))
        #expect(pacer.book("A", in: "us-east-1") == .milliseconds(200))
        #expect(pacer.book("A", in: "us-east-1") == .milliseconds(400))
        #expect(pacer.book("B", in: "us-east-1") == .zero)
        #expect(pacer.book("A", in: "eu-west-1") == .zero)
        try await clock.sleep(for: .seconds(60))
        #expect((0..<5).map { _ in pacer.book("A", in: "us-east-1") } == Array(repeating: .zero, count: 5))
        #expect(pacer.book("A", in: "us-east-1") > .zero)
    }
}
