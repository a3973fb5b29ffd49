import AWSProfiles
import Host
import TestSupport
import Testing

@testable import AWSRuntime

/// Drives every provider through success and failure with known secrets, and looks for them in all that is told.
@Suite(.timeLimit(.minutes(30)))
struct SecretTests {
    private static let config = """
        [profile keys]
        aws_access_key_id = AKIDKEYS
        aws_secret_access_key = S3CR3T-keys
        aws_session_token = S3CR3T-keys-token
        [profile role]
        role_arn = arn:aws:iam::111122223333:role/r
        source_profile = keys
        mfa_serial = arn:aws:iam::111122223333:mfa/me
        [profile web]
        role_arn = arn:aws:iam::111122223333:role/w
        web_identity_token_file = /web
        [profile sso]
        sso_session = corp
        sso_account_id = 111122223333
        sso_role_name = R
        [sso-session corp]
        sso_region = eu-north-1
        sso_start_url = https://corp.awsapps.com/start
        [profile process]
        credential_process = get --token S3CR3T-argument
        """

    private static let files = [
        "/web": "S3CR3T-web-token", "/pod": "S3CR3T-pod-token\n",
        "/home/me/.aws/sso/cache/\(session).json": """
        {"accessToken":"S3CR3T-bearer","expiresAt":"2023-11-14T22:20:00Z","refreshToken":"S3CR3T-refresh",\
        "clientId":"client","clientSecret":"S3CR3T-client","registrationExpiresAt":"2024-01-01T00:00:00Z"}
        """,
    ]
    private static let session = "ee0bfd2552fbd840c02cc48b6e823320543c450f"

    /// A transport that answers well, or repeats everything that it was sent, as a chatty proxy may.
    private static func transport(_ fault: Int) -> ScriptedTransport {
        ScriptedTransport { request, _ in
            let echo =
                request.headers.reversed().map { "\($0.name): \($0.value)" }.joined(separator: " ") + " " + request.text
            switch fault {
            case 1: return .page(200, echo)
            case 2: return .page(500, echo)
            case 3: return .error("AccessDenied", 403, message: echo.replacing("\"", with: "'"))
            case 4: return .queryError("AccessDenied", echo.replacing("&", with: "+"), status: 403)
            case 5: return .failure(.connectionLost("after \(echo)"))
            case 8: return .success(HTTPResponse(status: 403, headers: headers(request, echo)))
            case 9: return .success(HTTPResponse(status: 200, headers: headers(request, echo), body: Array("?".utf8)))
            case 10: return .error("AccessDenied", 403, message: echo.escapedForJSON)
            case 11: return .queryError("AccessDenied", echo.escapedForXML, status: 403)
            case 12: return .page(500, #"{"error":"\#(echo.escapedForJSON)"}"#)
            case 13 where request.answersWithKeys:
                return .page(
                    502,
                    #"{"secretAccessKey":"S3CR3T-502","roleCredentials":{"sessionToken":"S3CR3T-502-t"}}"#
                )
            case 6 where request.answersWithKeys: return .ok("<AssumeRoleResponse><Credentials>S3CR3T-truncated")
            case 7 where request.answersWithKeys:
                return .ok(#"{"AccessKeyId":"X","SecretAccessKey":"S3CR3T-json","roleCredentials":{"accessKeyId":"#)
            default: break
            }
            switch request.target {
            case "/": break
            case "/token":
                return .ok(#"{"accessToken":"S3CR3T-bearer-2","expiresIn":3600,"refreshToken":"S3CR3T-refresh-2"}"#)
            case "/latest/api/token": return .ok("S3CR3T-imds")
            case "/latest/meta-data/iam/security-credentials/": return .ok("role")
            case let target where target.hasPrefix("/federation"):
                return .ok(
                    """
                    {"roleCredentials":{"accessKeyId":"ASSO","secretAccessKey":"S3CR3T-sso","sessionToken":"S3CR3T-sso-token",\
                    "expiration":1700007200000}}
                    """
                )
            default:
                return .ok(
                    #"{"Code":"Success","AccessKeyId":"AMETA","SecretAccessKey":"S3CR3T-meta","Token":"S3CR3T-meta-token","Expiration":"2023-11-15T10:00:00Z"}"#
                )
            }
            guard let action = request.form("Action") else { return .ok() }
            return action == "GetCallerIdentity"
                ? .identity
                : .ok(
                    """
                    <\(action)Response><\(action)Result><Credentials><AccessKeyId>AROLE</AccessKeyId>\
                    <SecretAccessKey>S3CR3T-role</SecretAccessKey><SessionToken>S3CR3T-role-token</SessionToken>\
                    <Expiration>2023-11-15T10:00:00Z</Expiration></Credentials></\(action)Result></\(action)Response>
                    """
                )
        }
    }

    /// Every header that is told repeats a part of the request: of the values, the longest have the secrets.
    private static func headers(_ request: HTTPRequest, _ echo: String) -> [(name: String, value: String)] {
        let secrets = request.headers.filter { $0.value.contains("S3CR3T") || $0.name == "authorization" }
        let said = secrets.map(\.value).joined(separator: " ") + " " + request.text
        return ["x-amzn-requestid", "x-amzn-errortype", "content-type", "content-encoding", "location"]
            .map { ($0, $0 == "location" ? "https://\(said.prefix { $0 != "/" })" : said) }
    }

    private static let sources: [(environment: [String: String], profile: String?)] = [
        (
            ["AWS_ACCESS_KEY_ID": "AENV", "AWS_SECRET_ACCESS_KEY": "S3CR3T-env", "AWS_SESSION_TOKEN": "S3CR3T-env-t"],
            nil
        ),
        ([:], "keys"), ([:], "role"), ([:], "web"), ([:], "sso"), ([:], "process"),
        (
            [
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://localhost/pod",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/pod",
            ], nil
        ), ([:], nil),
    ]

    @Test("No log line and no error contains a secret", arguments: 0..<14, 0..<8)
    func leaks(fault: Int, number: Int) async throws {
        let source = Self.sources[number]
        let process = ScriptedProcesses { _, _ in
            fault == 0
                ? .success(
                    ProcessResult(
                        ending: .exited(0),
                        output: Array(
                            #"{"Version":1,"AccessKeyId":"APROC","SecretAccessKey":"S3CR3T-process"}"#.utf8
                        )
                    )
                )
                : .success(
                    ProcessResult(
                        ending: .exited(fault == 1 ? 0 : 1),
                        output: Array("S3CR3T-output".utf8),
                        errors: Array("export AWS_SECRET_ACCESS_KEY=S3CR3T-stderr".utf8)
                    )
                )
        }
        var run = TestRun(
            source.environment,
            config: Self.config,
            files: Self.files,
            processes: process,
            transport: Self.transport(fault)
        )
        run.prompt = { _ in "987654" }
        let connection = try run.connection(profile: source.profile)
        let client = try connection.client(service: .rekognition, targetPrefix: "R", region: "eu-west-1")
        var told: [String] = []
        do {
            told.append("\(try await connection.situation())")
            told.append(
                "\(try await client.call("Describe", ["a": 1], as: ScriptedWorld.Output.self, replay: .safe))"
            )
            #expect(fault == 0 || [6, 7, 13].contains(fault))
        } catch {
            #expect(fault != 0)
            told += ["\(error)", String(reflecting: error)]
            if let error = error as? AWSError { told.append(error.description) }
        }
        told += run.log.all
        #expect(told.count > 3)
        let signatures = run.transport.requests.compactMap {
            $0.header("authorization")?.split(separator: "Signature=").last.map(String.init)
        }
        for text in told {
            #expect(!text.contains("S3CR3T"))
            #expect(!text.contains("987654"))
            for signature in signatures where signature.utf8.count > 20 { #expect(!text.contains(signature)) }
        }
    }
}

extension String {
    /// As JSON may have it: each sign that may be escaped, is.
    fileprivate var escapedForJSON: String {
        unicodeScalars.map { scalar in
            switch scalar {
            case "\"": "'"
            case "/": "\\/"
            case "a"..."z", "A"..."Z", "0"..."9", " ": String(scalar)
            default: "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            }
        }.joined()
    }

    fileprivate var escapedForXML: String {
        unicodeScalars.map { ("a"..."z").contains($0) || ("A"..."Z").contains($0) ? String($0) : "&#\($0.value);" }
            .joined()
    }
}

extension HTTPRequest {
    /// Whether the answer is to hold keys, which nobody may show, even if it is broken.
    fileprivate var answersWithKeys: Bool { target != "/" || text.contains("Action=Assume") }
}
