import AWSProfiles
import Foundation
import Testing

/// The AWS SDKs' own vectors (smithy-rs, aws-config/test-data), where somebody put them beside the checkout.
struct AssumeRoleVectorTests {
    private struct Case: Decodable {
        struct Input: Decodable {
            var profiles: [String: [String: String]]
            var sso_sessions: [String: [String: String]]?
            var selected_profile: String
        }

        struct Output: Decodable {
            /// Kind and values.
            var ProfileChain: [Link]?
            var Error: String?
        }

        /// `{"Kind": {...}}`, or `{"NamedSource": "..."}`.
        struct Link: Decodable {
            var text: String

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let named = try? container.decode([String: String].self) {
                    text = named.map { "\($0) \($1)" }.joined()
                } else {
                    let values = try container.decode([String: [String: String]].self)
                    text = values.map { kind, values in
                        kind
                            + values.filter { $0.key != "account_id" }.sorted { $0.key < $1.key }
                            .map { " \($0)=\($1)" }.joined()
                    }.joined()
                }
            }
        }

        var docs: String
        var input: Input
        var output: Output
    }

    private struct MetadataCase: Decodable {
        struct Output: Decodable {
            var Ok: String?
            var Err: String?
        }

        var docs: String
        var env: [String: String]
        var fs: [String: String]
        /// Arguments of a call, which rekon does not have.
        var endpoint_override: String?
        var mode_override: String?
        var result: Output
    }

    private struct MetadataFile: Decodable { var tests: [MetadataCase] }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../shared/vectors").standardizedFileURL

    private static func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.appending(path: name).path)
    }

    /// Where botocore, and so rekon, does otherwise (specs/aws-client.md).
    private let differences: [String: String] = [
        "profile only contains configuration": "no kind of credentials, no error",
        "missing root profile (should never happen in practice)": "no kind of credentials, no error",
        "invalid SSO token configuration: sso_region must be in sso-session": "no kind of credentials, no error",
        "SSO token profile selected": "no kind of credentials, no error",
        "invalid SSO token configuration: sso-session not found": "no kind of credentials, no error",
    ]

    private func config(_ input: Case.Input) throws -> SharedConfig {
        func sections(_ prefix: String, _ all: [String: [String: String]]) -> String {
            all.map { name, values in
                "[\(prefix) \(name)]\n" + values.map { "\($0) = \($1)\n" }.joined()
            }.joined()
        }
        return try sharedConfig(
            config: sections("profile", input.profiles) + sections("sso-session", input.sso_sessions ?? [:])
        )
    }

    private func links(_ found: ProfileFinding) -> [String] {
        func text(_ kind: String, _ values: [(String, String?)]) -> String {
            kind + values.compactMap { name, value in value.map { " \(name)=\($0)" } }.joined()
        }
        let first =
            switch found.first {
            case let process as ProfileProcess: "CredentialProcess \(process.command)"
            case let source as CredentialSource: "NamedSource \(source.rawValue)"
            case let role as WebIdentityRole:
                text(
                    "WebIdentityToken",
                    [
                        ("role_arn", role.roleARN), ("role_session_name", role.sessionName),
                        ("web_identity_token_file", role.tokenFile),
                    ]
                )
            case let sso as SSOSettings:
                text(
                    "Sso",
                    [
                        ("sso_account_id", sso.accountID), ("sso_region", sso.region), ("sso_role_name", sso.roleName),
                        ("sso_session", sso.session), ("sso_start_url", sso.startURL),
                    ]
                )
            default:
                text(
                    "AccessKey",
                    [("access_key_id", found.keys?.accessKeyID), ("secret_access_key", found.keys?.secretAccessKey)]
                )
            }
        return [first]
            + found.roles.map { role in
                text(
                    "AssumeRole",
                    [
                        ("external_id", role.externalID), ("role_arn", role.roleARN),
                        ("role_session_name", role.sessionName),
                    ]
                )
            }
    }

    @Test(.enabled(if: exists("assume-role-tests.json"), "there is no ../shared/vectors beside the checkout"))
    func chains() throws {
        let file = Self.folder.appending(path: "assume-role-tests.json")
        let cases = try JSONDecoder().decode([Case].self, from: Data(contentsOf: file))
        #expect(cases.count == 28)
        for test in cases {
            let config = try config(test.input)
            do throws(ProfileError) {
                let found = try ProfileFinding(test.input.selected_profile, in: config)
                if differences[test.docs] != nil {
                    #expect(found == nil, "\(test.docs)")
                } else {
                    #expect(found.map(links) == test.output.ProfileChain?.map(\.text), "\(test.docs)")
                    #expect(test.output.Error == nil, "\(test.docs)")
                }
            } catch {
                #expect(test.output.Error != nil, "\(test.docs): \(error)")
            }
        }
    }

    @Test(.enabled(if: exists("imds-endpoint-tests.json"), "there is no ../shared/vectors beside the checkout"))
    func metadataEndpoints() throws {
        let file = Self.folder.appending(path: "imds-endpoint-tests.json")
        let tests = try JSONDecoder().decode(MetadataFile.self, from: Data(contentsOf: file)).tests
            .filter { $0.endpoint_override == nil && $0.mode_override == nil }
        #expect(tests.count == 11)
        for test in tests {
            let reader = try settingsReader(
                test.env,
                config: test.env["AWS_CONFIG_FILE"].flatMap { test.fs[$0] },
                profile: test.env["AWS_PROFILE"] ?? "default"
            )
            do throws(InvalidSetting) {
                let endpoint = try MetadataSettings(reader).endpoint.value
                #expect("\(endpoint)/latest/api/token" == test.result.Ok, "\(test.docs)")
            } catch {
                #expect(test.result.Err != nil, "\(test.docs): \(error)")
            }
        }
    }
}
