import AWSProfiles
import Testing

/// Where a profile's credentials come from.
struct ProfileSourceTests {
    private func source(_ settings: String, of name: String = "p") throws -> ProfileSource {
        let text = Array("[p]\n\(settings)\n".utf8)
        return try SharedConfig(config: nil, credentials: SharedConfig.File(path: "f", text: text))
            .source(ofProfile: name)
    }

    private let keys = "aws_access_key_id = A\naws_secret_access_key = S\n"

    @Test func keysInTheProfile() throws {
        #expect(try source(keys) == .keys(id: "A", secret: "S", sessionToken: nil))
        #expect(try source(keys + "aws_session_token = T") == .keys(id: "A", secret: "S", sessionToken: "T"))
    }

    @Test func nothing() throws {
        #expect(try source("region = r") == .none)
        #expect(try source("aws_session_token = T") == .none)
        #expect(try source(keys, of: "q") == .none)
    }

    @Test func halfAPair() throws {
        #expect(try source("aws_access_key_id = A") == .incomplete(missing: "aws_secret_access_key"))
        #expect(try source("aws_secret_access_key = S") == .incomplete(missing: "aws_access_key_id"))
    }

    @Test("Keys win over other kinds, but for a role, whose source they are")
    func kinds() throws {
        for setting in ["sso_session", "sso_start_url", "credential_process", "web_identity_token_file"] {
            #expect(try source("\(setting) = x") == .unsupported(setting: setting))
            #expect(try source(keys + "\(setting) = x") == .keys(id: "A", secret: "S", sessionToken: nil))
        }
        #expect(try source(keys + "role_arn = x") == .unsupported(setting: "role_arn"))
        #expect(try source("credential_process = x\nrole_arn = x") == .unsupported(setting: "role_arn"))
    }
}
