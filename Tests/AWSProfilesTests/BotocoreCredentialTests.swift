import AWSProfiles
import Testing

/// What botocore's chain takes from a profile, and with which errors (Tests/Conformance/profiles/make_cases.py).
struct BotocoreCredentialTests {
    private struct Case: Decodable {
        struct Link: Decodable {
            struct Arguments: Decodable {
                var RoleSessionName: String?
                var ExternalId: String?
                var SerialNumber: String?
                var DurationSeconds: Int?
            }

            var keys: [String?]?
            var source: String?
            var process: String?
            var sso: [String?]?
            var webIdentity: String?
            var file: String?
            var role: String?
            var arguments: Arguments?
        }

        var config: String
        var credentials: String
        var chain: [Link]?
        var error: String?
        var none: Bool?
    }

    private func describe(_ found: ProfileFinding) -> [String] {
        let first =
            switch found.first {
            case let process as ProfileProcess: "process \(process.command)"
            case let sso as SSOSettings:
                "sso \(sso.session ?? "-") \(sso.startURL) \(sso.region) \(sso.accountID) \(sso.roleName)"
            case let role as WebIdentityRole: "token \(role.roleARN) \(role.tokenFile) \(role.sessionName ?? "-")"
            case let source as CredentialSource: "source \(source.rawValue)"
            default:
                found.keys.map { "keys \($0.accessKeyID) \($0.secretAccessKey) \($0.sessionToken ?? "-")" } ?? "unknown"
            }
        return [first]
            + found.roles.map { role in
                "role \(role.roleARN) \(role.sessionName ?? "-") \(role.externalID ?? "-") \(role.mfaSerial ?? "-") "
                    + (role.duration.map(String.init) ?? "-")
            }
    }

    private func describe(_ link: Case.Link) -> String {
        let arguments = link.arguments
        if let keys = link.keys { return "keys " + keys.map { $0 ?? "-" }.joined(separator: " ") }
        if let process = link.process { return "process \(process)" }
        if let sso = link.sso { return "sso " + sso.map { $0 ?? "-" }.joined(separator: " ") }
        if let role = link.webIdentity {
            return "token \(role) \(link.file ?? "-") \(arguments?.RoleSessionName ?? "-")"
        }
        if let source = link.source { return "source \(source)" }
        return "role \(link.role ?? "-") \(arguments?.RoleSessionName ?? "-") \(arguments?.ExternalId ?? "-") "
            + "\(arguments?.SerialNumber ?? "-") " + (arguments?.DurationSeconds.map(String.init) ?? "-")
    }

    @Test("The same kind of credentials, the same keys, the same roles in the same order")
    func chains() throws {
        let cases = try BotocoreFixture.load("botocore-credentials", of: Case.self)
        #expect(cases.count == 700)
        for test in cases {
            let name = "\(test.config)---\n\(test.credentials)"
            let config = try sharedConfig(config: test.config, credentials: test.credentials)
            do throws(ProfileError) {
                let found = try ProfileFinding("a", in: config)
                #expect(test.error == nil || test.error == "ProfileNotFound", "\(test.error ?? "") of\n\(name)")
                #expect(found.map(describe) == test.chain?.map(describe), "\(name)")
                #expect((config.profiles["a"] == nil) == (test.error == "ProfileNotFound"), "\(name)")
            } catch {
                // The one difference: half a pair, the secret, is nothing to botocore.
                let isLoneSecret = error.description.contains("`aws_secret_access_key` without")
                #expect(test.error != nil || test.none == true && isLoneSecret, "\(error)\n\(name)")
            }
        }
    }
}
