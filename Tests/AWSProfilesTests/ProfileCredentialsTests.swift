import Testing

@testable import AWSProfiles

/// What a profile says of credentials, and what it cannot mean.
struct ProfileCredentialsTests {
    private func find(
        _ config: String,
        credentials: String? = nil,
        profile: String = "a"
    ) throws -> ProfileFinding? {
        try ProfileFinding(profile, in: sharedConfig(config: config, credentials: credentials))
    }

    private let keys = "aws_access_key_id = AKID\naws_secret_access_key = secret\n"

    @Test("A chain of roles begins with the keys of the last profile")
    func chain() throws {
        let found = try find(
            """
            [profile a]
            role_arn = arn:a
            source_profile = b
            external_id = x
            mfa_serial = arn:mfa
            duration_seconds = 900
            role_session_name = me
            [profile b]
            role_arn = arn:b
            source_profile = c
            """,
            credentials: "[c]\n" + keys
        )
        let a = AssumedRole(
            profile: "a",
            roleARN: "arn:a",
            externalID: "x",
            sessionName: "me",
            duration: 900,
            mfaSerial: "arn:mfa"
        )
        #expect(found?.keys == ProfileKeys(profile: "c", accessKeyID: "AKID", secretAccessKey: "secret"))
        #expect(found?.roles == [AssumedRole(profile: "b", roleARN: "arn:b"), a])
    }

    @Test("A long chain is not a loop")
    func longChain() throws {
        let links = (0..<200).map { "[profile p\($0)]\nrole_arn = arn:\($0)\nsource_profile = p\($0 + 1)\n" }
        let found = try find(links.joined() + "[profile p200]\n" + keys, profile: "p0")
        #expect(found?.roles.map(\.roleARN) == (0..<200).reversed().map { "arn:\($0)" })
    }

    @Test("A profile can be the source of its own role when it has keys")
    func ownSource() throws {
        let found = try find("[profile a]\nrole_arn = arn:a\nsource_profile = a\n" + keys)
        #expect(found?.roles.count == 1)
    }

    @Test(
        "Settings that cannot be used are errors with the profile and the next step",
        arguments: [
            (
                "[profile a]\nrole_arn = r\n",
                "the profile `a` has `role_arn` without `source_profile` or `credential_source`; add one to say whose "
                    + "credentials assume the role"
            ),
            (
                "[profile a]\nrole_arn = r\nsource_profile = b\ncredential_source = Environment\n",
                "the profile `a` has both `source_profile` and `credential_source`; remove one of them"
            ),
            (
                "[profile a]\nrole_arn = r\ncredential_source = environment\n",
                "`credential_source` of the profile `a` is `environment`; it must be one of Environment, "
                    + "Ec2InstanceMetadata, EcsContainer"
            ),
            (
                "[profile a]\nrole_arn = r\nsource_profile = b\n",
                "`source_profile` of the profile `a` names the profile `b`, which is in neither file; correct the name "
                    + "or add the profile"
            ),
            (
                "[profile a]\nrole_arn = r\nsource_profile = a\n",
                "the profile `a` has a loop: `source_profile` leads from `a` to `a`; the last of them must "
                    + "have keys or another source of credentials"
            ),
            (
                "[profile a]\nrole_arn = r\nsource_profile = b\n[profile b]\nrole_arn = s\nsource_profile = a\n",
                "the profile `a` has a loop: `source_profile` leads from `a` to `b` to `a`; the last of them "
                    + "must have keys or another source of credentials"
            ),
            (
                "[profile a]\nrole_arn = r\nsource_profile = b\n[profile b]\nregion = x\n",
                "the profile `b`, which `a` names as its `source_profile`, has no credentials; give it keys, "
                    + "a role, `sso_session` or `credential_process`"
            ),
            (
                "[profile a]\nrole_arn =\nsource_profile = b\n",
                "`role_arn` of the profile `a` is empty; set a value or remove it"
            ),
            (
                "[profile a]\nrole_arn = r\nsource_profile = b\nduration_seconds = 1h\n",
                "`duration_seconds` of the profile `a` is `1h`; it must be a number from 900 to 43200"
            ),
            (
                "[profile a]\nrole_arn = r\nsource_profile = b\nduration_seconds = 899\n",
                "`duration_seconds` of the profile `a` is `899`; it must be a number from 900 to 43200"
            ),
            (
                "[profile a]\nweb_identity_token_file = /t\n",
                "the profile `a` has `web_identity_token_file` without `role_arn`; add the role's ARN"
            ),
            (
                "[profile a]\nsso_account_id = 1\n",
                "the profile `a` lacks `sso_role_name`, `sso_start_url`, `sso_region` for IAM Identity Center; `aws "
                    + "configure sso` asks for all of it"
            ),
            (
                "[profile a]\nsso_account_id = 1\nsso_session = s\n[sso-session s]\nsso_region = r\n",
                "the profile `a` and its `[sso-session s]` lacks `sso_role_name`, `sso_start_url` for IAM Identity "
                    + "Center; `aws configure sso` asks for all of it"
            ),
            (
                "[profile a]\nsso_account_id = 1\nsso_role_name = r\nsso_session = s\n",
                "the profile `a` names the section `[sso-session s]`, which is not in the config file; `aws configure "
                    + "sso-session` makes one"
            ),
            (
                "[profile a]\nsso_account_id = 1\nsso_session = s\nsso_region = q\n[sso-session s]\nsso_region = r\n",
                "`sso_region` of the profile `a` contradicts its `[sso-session s]`: `q` and `r`; remove it from the "
                    + "profile"
            ),
            (
                "[profile a]\nlogin_session = arn:x\n",
                "the profile `a` has a `login_session`, which rekon does not support; use a profile with `sso_session`,"
                    + " or with `credential_process = aws configure export-credentials --profile a`"
            ),
            (
                "[profile a]\naws_access_key_id = AKID\n",
                "the profile `a` of the config file has `aws_access_key_id` without `aws_secret_access_key`; add the "
                    + "missing one"
            ),
            (
                "[profile a]\naws_secret_access_key = hush\n",
                "the profile `a` has `aws_secret_access_key` without `aws_access_key_id` in the same file; add the "
                    + "missing one"
            ),
            (
                "[profile a]\naws_access_key_id =\naws_secret_access_key = hush\n",
                "the profile `a` of the config file has keys without a value; set their values or remove them"
            ),
        ]
    )
    func errors(config: String, words: String) {
        #expect(message { try find(config) } == words)
    }

    @Test("Keys are a pair of one file; both files together do not make one")
    func pairs() throws {
        let secret = "aws_secret_access_key = hush\n"
        #expect(
            message { try find("[profile a]\n" + secret, credentials: "[a]\naws_access_key_id = AKID\n") }
                == "the profile `a` of the credentials file has `aws_access_key_id` without `aws_secret_access_key`; "
                + "add the missing one"
        )
        // Half a pair does not stand in the way of another source.
        let process = try find("[profile a]\ncredential_process = p\n", credentials: "[a]\n" + secret)
        #expect(process?.first as? ProfileProcess == ProfileProcess(profile: "a", command: "p"))
    }

    @Test("A missing profile and a profile without credentials give nothing")
    func nothing() throws {
        #expect(try find("") == nil)
        #expect(try find("[profile a]\nregion = x\nsso_session = s\n") == nil)
    }

    @Test("Keys in the credentials file come before a `login_session`")
    func loginSession() throws {
        #expect(try find("[profile a]\nlogin_session = x\n", credentials: "[a]\n" + keys) != nil)
    }

    @Test("Variables of a token file count one by one")
    func tokenFiles() throws {
        let config = try sharedConfig(
            config: "[profile a]\nrole_arn = arn:p\nweb_identity_token_file = /p\nrole_session_name = p\n"
        )
        func role(_ variables: [String: String], _ profile: String = "a") throws -> [String?]? {
            try config.webIdentityRole(ofProfile: profile) { variables[$0] }.map {
                [$0.origin, $0.roleARN, $0.tokenFile, $0.sessionName]
            }
        }
        #expect(try role([:]) == ["the profile `a`", "arn:p", "/p", "p"])
        #expect(try role(["AWS_ROLE_ARN": "arn:v"]) == ["the profile `a`", "arn:v", "/p", "p"])
        let file = ["AWS_WEB_IDENTITY_TOKEN_FILE": "/v"]
        #expect(try role(file) == ["AWS_WEB_IDENTITY_TOKEN_FILE", "arn:p", "/v", "p"])
        #expect(try role(["AWS_ROLE_ARN": "arn:v"], "b") == nil)
        #expect(
            message { try role(file, "b") }
                == "AWS_WEB_IDENTITY_TOKEN_FILE is set without AWS_ROLE_ARN; set it to the role's ARN"
        )
    }
}
