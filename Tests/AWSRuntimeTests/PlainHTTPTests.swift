import AWSProfiles
import Host
import TestSupport
import Testing

@testable import AWSRuntime

/// What may be sent to an endpoint without TLS.
@Suite(.timeLimit(.minutes(30)))
struct PlainHTTPTests {
    private static let keys = ["AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "s"]
    private static let session = keys.merging(["AWS_SESSION_TOKEN": "t"]) { $1 }

    /// Asks STS, and Rekognition twice.
    private func run(
        _ environment: [String: String],
        config: String? = nil,
        files: [String: String] = [:],
        isAllowed: Bool = false
    ) async throws -> (warnings: [String], error: String, requests: Int) {
        let run = TestRun(
            environment,
            config: config,
            files: files,
            transport: ScriptedTransport { request, _ in
                request.text.contains("AssumeRole")
                    ? .role(request.form("Action") ?? "") : request.text.isEmpty ? .ok() : .identity
            }
        )
        let warnings = LogLines()
        let connection = try run.connection(warn: { warnings.log($0) }, allowsHTTP: isAllowed)
        var error = ""
        do {
            _ = try await connection.callerIdentity()
            _ = try await connection.callerIdentity()
        } catch let found as AWSError {
            error = found.description
        }
        return (warnings.all, error, run.transport.requests.count)
    }

    @Test(
        "Keys without a session are sent, and one warning names the endpoint and its setting",
        arguments: [
            "http://sts.test:81/base", "http://10.0.0.1", "http://127.0.0.1.evil.test", "http://localhost.evil.test",
        ]
    )
    func warning(url: String) async throws {
        let found = try await run(Self.keys.merging(["AWS_ENDPOINT_URL_STS": url]) { $1 })
        #expect(found.requests == 2 && found.error.isEmpty)
        let place = url.replacing("/base", with: "")
        #expect(
            found.warnings == [
                """
                \(place) of AWS_ENDPOINT_URL_STS is plain http: others on the network can read and change the requests and \
                the answers: use an https:// URL
                """
            ]
        )
    }

    @Test("A session token is not sent, unless it is allowed")
    func sessionToken() async throws {
        let environment = Self.session.merging(["AWS_ENDPOINT_URL": "http://sts.test"]) { $1 }
        let refused = try await run(environment)
        #expect(refused.requests == 0 && refused.warnings.isEmpty)
        #expect(refused.error.hasPrefix("a session token must not be sent to http://sts.test of AWS_ENDPOINT_URL: "))
        #expect(refused.error.contains("--allow-http"))
        let allowed = try await run(environment, isAllowed: true)
        #expect(allowed.requests == 2 && allowed.error.isEmpty)
        #expect(allowed.warnings.count == 1 && allowed.warnings.first?.contains("which contain secrets") == true)
    }

    @Test("Tokens and answers with keys are held to the same rule")
    func otherSecrets() async throws {
        let web = """
            [default]
            role_arn = arn:aws:iam::111122223333:role/w
            web_identity_token_file = /web
            """
        let role = """
            [default]
            role_arn = arn:aws:iam::111122223333:role/r
            source_profile = keys
            [profile keys]
            aws_access_key_id = AKID
            aws_secret_access_key = s
            """
        for (config, operation) in [(web, "AssumeRoleWithWebIdentity"), (role, "AssumeRole")] {
            let found = try await run(
                ["AWS_ENDPOINT_URL_STS": "http://sts.test"],
                config: config,
                files: ["/web": "token"]
            )
            #expect(found.requests == 0 && found.warnings.isEmpty)
            #expect(found.error.contains("the secrets of \(operation) must not be sent to http://sts.test"))
        }
    }

    @Test(
        "This machine and TLS need no permission",
        arguments: ["http://localhost:81", "http://127.9.8.7", "http://[::1]:81", "https://sts.test"]
    )
    func silence(url: String) async throws {
        let found = try await run(Self.session.merging(["AWS_ENDPOINT_URL_STS": url]) { $1 })
        #expect(found.requests == 2 && found.error.isEmpty && found.warnings.isEmpty)
    }
}
