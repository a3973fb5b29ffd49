import AWSProfiles
import AWSSigning
import Host
import TestSupport
import Testing

@testable import AWSRuntime

@Suite(.timeLimit(.minutes(30)))
struct ChainTests {
    private let variables = ["AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t"]
    private let profiles = """
        [default]
        aws_access_key_id=DEF
        aws_secret_access_key=s
        [p]
        aws_access_key_id=P
        aws_secret_access_key=s
        aws_session_token=t2
        """

    @Test func environment() async throws {
        let found = try await TestRun(variables, credentials: profiles).credentials()
        #expect(found.credentials == AWSCredentials(accessKeyID: "ENV", secretAccessKey: "s", sessionToken: "t"))
        #expect(found.source.contains("environment"))
    }

    @Test("The environment counts before AWS_PROFILE, and not with --profile")
    func profileChoice() async throws {
        let both = variables.merging(["AWS_PROFILE": "p"]) { mine, _ in mine }
        #expect(try await TestRun(both, credentials: profiles).credentials().credentials.accessKeyID == "ENV")
        let named = TestRun(["AWS_PROFILE": "p"], credentials: profiles)
        #expect(try await named.credentials().credentials.sessionToken == "t2")
        let flag = TestRun(variables, credentials: profiles)
        #expect(try await flag.credentials(profile: "p").credentials.accessKeyID == "P")
        #expect(try await TestRun(credentials: profiles).credentials().credentials.accessKeyID == "DEF")
    }

    @Test(
        "A blank session token is not sent",
        arguments: [
            TestRun(credentials: "[default]\naws_access_key_id=A\naws_secret_access_key=s\naws_session_token=\n"),
            TestRun(config: "[default]\naws_access_key_id=A\naws_secret_access_key=s\naws_security_token =\n"),
            TestRun(
                config: "[default]\ncredential_process = x\n",
                processes: ScriptedProcesses(
                    printing: #"{"Version":1,"AccessKeyId":"A","SecretAccessKey":"s","SessionToken":""}"#
                )
            ),
            TestRun(
                config: "[default]\ncredential_process = x\n",
                processes: ScriptedProcesses(
                    printing: #"{"Version":1,"AccessKeyId":"A","SecretAccessKey":"s","SessionToken":"  "}"#
                )
            ),
            TestRun(["AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": " "]),
            TestRun(["AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "\t"]),
            TestRun(["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x"]),
            TestRun(["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/blanks"]),
            TestRun(
                ["AWS_PROFILE": "role", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x"],
                config: "[profile role]\nrole_arn=arn:aws:iam::111122223333:role/x\ncredential_source=EcsContainer\n"
            ),
            TestRun(
                ["AWS_PROFILE": "role"],
                config: "[profile role]\nrole_arn=arn:aws:iam::111122223333:role/x\nsource_profile=base\n",
                credentials: "[base]\naws_access_key_id=A\naws_secret_access_key=s\naws_session_token=\n"
            ),
        ]
    )
    func blankToken(run: TestRun) async throws {
        let answering = TestRun(
            run.environment,
            config: run.files[TestRun.configPath],
            credentials: run.files[TestRun.credentialsPath],
            processes: run.processes,
            transport: ScriptedTransport { request, _ in
                let tokens = ["/x": "", "/blanks": #" \t"#]
                if let token = tokens[request.target] {
                    return .ok(#"{"AccessKeyId":"A","SecretAccessKey":"s","Token":"\#(token)"}"#)
                }
                return request.form("Action") == "AssumeRole" ? .role() : .identity
            }
        )
        _ = try await answering.connection().callerIdentity()
        let signed = try #require(answering.transport.requests.first { $0.accessKey == "A" })
        #expect(signed.header("x-amz-security-token") == nil)
        #expect(signed.header("authorization")?.contains("x-amz-security-token") == false)
    }

    @Test("A blank older name of the session token does not hide the newer one")
    func blankOlderToken() async throws {
        let text = "[default]\naws_access_key_id=A\naws_secret_access_key=s\naws_security_token=\naws_session_token=t\n"
        #expect(try await TestRun(credentials: text).credentials().credentials.sessionToken == "t")
        let tokens = variables.merging(["AWS_SECURITY_TOKEN": "\t", "AWS_SESSION_TOKEN": "t"]) { $1 }
        #expect(try await TestRun(tokens).credentials().credentials.sessionToken == "t")
    }

    @Test(
        "Keys and tokens with a line break or the like are named, and not shown",
        arguments: ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN"],
        ["\r", "\n", " ", "\u{7F}", "\u{E9}"]
    )
    func brokenVariables(name: String, end: String) async {
        let broken = variables.merging([name: "hidden\(end)"]) { $1 }
        let run = TestRun(broken, answers: [.identity])
        let error = await #expect(throws: AWSError.self) { try await run.connection().callerIdentity() }
        let text = error?.description ?? ""
        #expect(text.hasPrefix("\(name) contains a") && !text.contains("hidden"))
        #expect(run.transport.requests.isEmpty)
    }

    @Test("The same for credentials of a profile or a program")
    func brokenSettings() async {
        let profile = "[default]\naws_access_key_id=A\naws_secret_access_key=s\naws_session_token=hid den\n"
        let text = await TestRun(credentials: profile).complaint()
        #expect(
            text.hasPrefix("`aws_session_token` (or `aws_security_token`) of the profile `default` contains a blank")
        )
        let output = #"{"Version":1,"AccessKeyId":"A","SecretAccessKey":"s","SessionToken":"hidden\r"}"#
        let run = TestRun(
            config: "[default]\ncredential_process = x\n",
            processes: ScriptedProcesses(printing: output)
        )
        let other = await run.complaint()
        #expect(other.hasPrefix("the `SessionToken` of the credential_process") && !other.contains("hidden"))
    }

    @Test func blankIsUnset() async throws {
        let blank = ["AWS_ACCESS_KEY_ID": " ", "AWS_SECRET_ACCESS_KEY": "", "AWS_PROFILE": ""]
        #expect(try await TestRun(blank, credentials: profiles).credentials().credentials.accessKeyID == "DEF")
    }

    @Test("The first place with credentials counts, in botocore's order")
    func order() async throws {
        let config = """
            [profile p]
            role_arn = arn:aws:iam::111122223333:role/web
            web_identity_token_file = /token
            sso_start_url = https://x.awsapps.com/start
            sso_region = eu-west-1
            sso_account_id = 111122223333
            sso_role_name = R
            credential_process = print
            aws_access_key_id = CONFIG
            aws_secret_access_key = s
            """
        func winner(_ config: String, _ credentials: String? = nil) async -> String {
            let run = TestRun(
                ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x"],
                config: config,
                credentials: credentials,
                files: ["/token": "jwt"],
                processes: ScriptedProcesses(
                    printing: #"{"Version":1,"AccessKeyId":"PROCESS","SecretAccessKey":"s"}"#
                ),
                transport: ScriptedTransport { request, _ in
                    request.endpoint.host == "169.254.170.2"
                        ? .ok(#"{"AccessKeyId":"CONTAINER","SecretAccessKey":"s"}"#)
                        : .role("AssumeRoleWithWebIdentity", key: "WEB")
                }
            )
            do {
                return try await run.credentials(profile: "p").credentials.accessKeyID
            } catch {
                return "\(error)"
            }
        }
        func without(_ names: String...) -> String {
            config.split(separator: "\n").filter { line in !names.contains { line.hasPrefix($0) } }
                .joined(separator: "\n")
        }
        let keys = "[p]\naws_access_key_id = CREDENTIALS\naws_secret_access_key = s\n"
        #expect(await winner(config, keys) == "WEB")
        #expect(await winner(without("role", "web"), keys).contains("aws sso login --profile p"))
        #expect(await winner(without("role", "web", "sso"), keys) == "CREDENTIALS")
        #expect(await winner(without("role", "web", "sso")) == "PROCESS")
        #expect(await winner(without("role", "web", "sso", "credential")) == "CONFIG")
        #expect(await winner("[profile p]\nregion = eu-west-1\n") == "CONTAINER")
    }

    @Test("A secret key alone is ignored, an access key alone is an error")
    func halfAPair() async {
        let half = await TestRun(["AWS_ACCESS_KEY_ID": "x"], credentials: profiles).complaint()
        #expect(half.contains("AWS_SECRET_ACCESS_KEY is not"))
        let other = await TestRun(["AWS_SECRET_ACCESS_KEY": "x"], credentials: profiles).complaint()
        #expect(other.contains("DEF"))
        let file = await TestRun(credentials: "[default]\naws_access_key_id=x\n").complaint()
        #expect(file.contains("aws_secret_access_key"))
    }

    @Test("Without credentials, the error lists every place with its reason")
    func nothing() async {
        let run = TestRun(
            ["AWS_SECRET_ACCESS_KEY": "x"],
            transport: ScriptedTransport { _, _ in .failure(.notConnected("no answer within 1 s")) }
        )
        let text = await run.complaint()
        for part in [
            "there are no AWS credentials", "\n- the environment: AWS_ACCESS_KEY_ID is not set, although",
            "\n- the profile `default` in /home/me/.aws/config and /home/me/.aws/credentials: no role_arn, no "
                + "web_identity",
            "no IAM Identity Center, no keys in the credentials file, no credential_process, no keys in the config "
                + "file\n",
            "\n- the variables of a web identity: AWS_WEB_IDENTITY_TOKEN_FILE is not set\n",
            "\n- the container's agent: neither AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
            "\n- the metadata service of EC2: http://169.254.169.254: no connection: no answer within 1 s\n",
            "\nSet AWS_ACCESS_KEY_ID",
        ] {
            #expect(text.contains(part))
        }
        #expect(run.transport.requests.count == 1)
        #expect(run.log.all.filter { $0.hasPrefix("credentials: none in") }.count == 10)
    }

    @Test("Configured credentials that fail stop the search")
    func stops() async {
        let run = TestRun(
            ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x"],
            config: "[default]\ncredential_process = x\n",
            transport: ScriptedTransport { _, _ in .ok(#"{"AccessKeyId":"C","SecretAccessKey":"s"}"#) }
        )
        #expect(await run.complaint().contains("could not be started"))
        #expect(run.transport.requests.isEmpty)
    }

    @Test func unknownProfile() async {
        #expect(await TestRun(credentials: profiles).complaint(profile: "q").contains("`q` is neither in"))
        #expect(await TestRun(["AWS_PROFILE": "q"], credentials: profiles).complaint().contains("`q`"))
    }

    @Test("The error of a malformed config file has its path and line")
    func malformed() async {
        let text = await TestRun(config: "[default]\nregion\n").complaint()
        #expect(text.hasPrefix("/home/me/.aws/config:2: "))
    }

    @Test("The variable with the expiration of the keys counts")
    func variablesThatExpire() async throws {
        func run(_ end: String) -> TestRun {
            TestRun(variables.merging(["AWS_CREDENTIAL_EXPIRATION": end]) { mine, _ in mine })
        }
        let found = try await run("2023-11-15T00:00:00Z").credentials()
        #expect(found.expiration == UnixTime(iso8601: "2023-11-15T00:00:00Z"))
        #expect(await run("2023-11-14T22:00:00Z").complaint().contains("expired at 2023-11-14T22:00:00Z: get new ones"))
        #expect(await run("soon").complaint().contains("AWS_CREDENTIAL_EXPIRATION is `soon`"))
    }

    @Test("No way of printing credentials prints a secret")
    func redaction() {
        let credentials = AWSCredentials(accessKeyID: "AKID", secretAccessKey: "hush", sessionToken: "psst")
        var dumped = ""
        dump(credentials, to: &dumped)
        for text in [
            "\(credentials)", String(reflecting: credentials), dumped, "\([credentials])",
            "\(SourcedCredentials(credentials, source: "x"))",
        ] {
            #expect(!text.contains("hush") && !text.contains("psst"))
        }
    }
}
