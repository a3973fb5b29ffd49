import Testing

@testable import AWSProfiles

/// What the two files mean together.
struct SharedConfigTests {
    private func read(config: String? = nil, credentials: String? = nil) throws -> SharedConfig {
        try SharedConfig(
            config: config.map { SharedConfig.File(path: "CONFIG", text: Array($0.utf8)) },
            credentials: credentials.map { SharedConfig.File(path: "CREDENTIALS", text: Array($0.utf8)) }
        )
    }

    @Test func nothing() throws {
        #expect(try read() == SharedConfig())
        #expect(try read(config: "", credentials: "") == SharedConfig())
    }

    @Test("The kinds of sections of the config file")
    func kinds() throws {
        let config = try read(
            config: """
                [default]
                region = us-east-1
                [profile p]
                services = s
                [profile\ttabbed]
                [sso-session o]
                sso_region = us-east-1
                [services s]
                rekognition =
                  endpoint_url = http://localhost
                """
        )
        #expect(
            config.profiles == ["default": ["region": "us-east-1"], "p": ["services": "s"], "tabbed": [:]]
        )
        #expect(config.ssoSessions == ["o": ["sso_region": "us-east-1"]])
        #expect(config.services == ["s": ["rekognition": "\nendpoint_url = http://localhost"]])
        #expect(config.ignoredSections.isEmpty)
    }

    @Test(
        "`[profile default]` puts `[default]` out of force, wherever it stands",
        arguments: [
            "[default]\nx = 1\ny = 1\n[profile default]\nx = 2\n",
            "[profile default]\nx = 2\n[default]\nx = 1\ny = 1\n",
            "[profile default]\n[default]\ny = 1\n[ profile  default ]\nx = 2\n",
        ]
    )
    func prefixedDefault(text: String) throws {
        #expect(try read(config: text).profiles == ["default": ["x": "2"]])
    }

    @Test("Repeated sections are merged, and the last value of a setting counts, in any case")
    func duplicates() throws {
        let text = "[profile p]\nx = 1\ny = 1\nY = 2\n[profile q]\n[profile p]\nX = 3\nz = 4\n"
        #expect(try read(config: text).profiles == ["p": ["x": "3", "y": "2", "z": "4"], "q": [:]])
    }

    @Test("Each setting of the credentials file replaces the one of the config file")
    func credentialsOverConfig() throws {
        let config = try read(
            config: "[profile p]\nregion = r\naws_access_key_id = C\n[default]\nx = 1\n",
            credentials: "[p]\naws_access_key_id = K\n[default]\ny = 2\n[only]\nz = 3\n"
        )
        #expect(config.profiles["p"] == ["region": "r", "aws_access_key_id": "K"])
        #expect(config.profiles["default"] == ["x": "1", "y": "2"])
        #expect(config.profiles["only"] == ["z": "3"])
    }

    @Test("Names of profiles are case-sensitive, names of settings are not")
    func names() throws {
        let config = try read(config: "[profile P]\nA = 1\n[profile p]\na = 2\n")
        #expect(config.profiles == ["P": ["a": "1"], "p": ["a": "2"]])
    }

    @Test(
        "Sections that AWS tools do not know in the config file",
        arguments: [
            "[p]", "[profilep]", "[profile]", "[profile a b]", "[Profile p]", "[default x]", "[sso-session]",
            "[services a b]", "[other]", "[]", "[profile p!]", "[profile größe]", "[sso-session ä]",
            "[profile \"half]",
        ]
    )
    func unknownInConfig(header: String) throws {
        let config = try read(config: "[default]\n\(header)\nx = 1\n")
        #expect(config.profiles == ["default": [:]])
        #expect(config.ssoSessions.isEmpty && config.services.isEmpty)
        #expect(config.ignoredSections.count == 1)
        #expect(
            config.ignoredSections.allSatisfy {
                $0.description.hasPrefix("CONFIG:2: ") && $0.description.contains(header)
            }
        )
    }

    @Test(
        "Sections that have no place in the credentials file",
        arguments: ["[profile p]", "[sso-session o]", "[services s]", "[]", "[a b]", "[p!]", "[größe]"]
    )
    func unknownInCredentials(header: String) throws {
        let config = try read(credentials: "\(header)\nx = 1\n")
        #expect(config.profiles.isEmpty && config.ssoSessions.isEmpty && config.services.isEmpty)
        #expect(config.ignoredSections.count == 1)
        #expect(
            config.ignoredSections.allSatisfy {
                $0.description.hasPrefix("CREDENTIALS:1: ") && $0.description.contains(header)
            }
        )
    }

    @Test("The settings of the AWS CLI are no mistake", arguments: ["[plugins]", "[preview]"])
    func sectionsOfTheCLI(header: String) throws {
        #expect(try read(config: "\(header)\nx = 1\n").ignoredSections.isEmpty)
    }

    @Test(
        "An ignored section is found by the name that was meant, and with the form that would count",
        arguments: [
            ("[y]", "y", "write its header as `[profile y]`"),
            ("[my prof]", "my prof", #"write its header as `[profile "my prof"]`"#),
            ("[profile my prof]", "my prof", #"write its header as `[profile "my prof"]`"#),
            ("[profile p!]", "p!", #"write its header as `[profile "p!"]`"#),
            ("[profile \"half]", "half", "write its header as `[profile half]`"),
            ("[Profile y]", "y", "write its header as `[profile y]`"),
            ("[DEFAULT]", "DEFAULT", "write its header as `[default]`"),
            ("[profile a\\b]", "a\\b", "rename it: a name in a header must not be empty"),
        ]
    )
    func meantInConfig(header: String, name: String, help: String) throws {
        let ignored = try #require(try read(config: "\(header)\nx = 1\n").ignoredSection("profile", name))
        #expect(ignored.help.hasPrefix(help))
        // What is advised works.
        guard let form = help.split(separator: "`").first(where: { $0.hasPrefix("[") }) else { return }
        let meant = name == "DEFAULT" ? "default" : name
        #expect(try read(config: "\(form)\nx = 1\n").profiles == [meant: ["x": "1"]])
    }

    @Test(
        "The same in the credentials file",
        arguments: [
            ("[profile p]", "p", "write its header as `[p]`"),
            (
                "[profile my prof]", "my prof",
                #"write its header as `[my prof]`, and add a section `[profile "my prof"]` to the config file"#
            ),
            (
                "[my prof]", "my prof",
                #"add a section `[profile "my prof"]` to the config file: a name with such characters counts here "#
                    + "only if it is there"
            ),
        ]
    )
    func meantInCredentials(header: String, name: String, help: String) throws {
        let ignored = try #require(try read(credentials: "\(header)\nx = 1\n").ignoredSection("profile", name))
        #expect(ignored.help == help)
        let config = name == "p" ? "" : "[profile \"\(name)\"]\n"
        #expect(try read(config: config, credentials: "[\(name)]\nx = 1\n").profiles == [name: ["x": "1"]])
    }

    @Test("A session of IAM Identity Center, and the source of a role, name the section too")
    func meantElsewhere() throws {
        let sso = "[profile a]\nsso_session = my s\nsso_account_id = 111122223333\nsso_role_name = R\n"
        let session = try read(config: sso + "[sso-session my s]\n")
        let error = #expect(throws: ProfileError.self) { try session.ssoSettings(ofProfile: "a") }
        #expect(error?.description.contains("which was not found: CONFIG:5: the section `[sso-session my s]`") == true)
        #expect(error?.description.hasSuffix(#"write its header as `[sso-session "my s"]`"#) == true)
        let role = try read(config: "[profile a]\nrole_arn = r\nsource_profile = b\n[b]\nx = 1\n")
        let other = #expect(throws: ProfileError.self) { try role.roleChain(ofProfile: "a") }
        #expect(other?.description.contains("which was not found: CONFIG:4: the section `[b]`") == true)
        #expect(try read(credentials: "[services s]\n").ignoredSections[0].help.hasPrefix("move it to the config file"))
    }

    @Test("A profile of the credentials file can have any name, also `profile`")
    func namesInCredentials() throws {
        #expect(
            try read(credentials: "[profile]\nx = 1\n[default]\n").profiles == ["profile": ["x": "1"], "default": [:]]
        )
    }

    @Test("Every character that is allowed in a name")
    func identifiers() throws {
        let name = "AZaz09_-/.%@:+"
        let config = try read(config: "[profile \(name)]\n\(name) = 1\nna me = 2\ngröße = 3\n")
        #expect(config.profiles == [name: [name.lowercased(): "1"]])
    }

    @Test("An error names the file that it is in")
    func errors() {
        #expect(throws: ConfigSyntaxError(path: "CONFIG", line: 1, message: "the section header must end with `]`")) {
            try read(config: "[a", credentials: "[b")
        }
        #expect(
            throws: ConfigSyntaxError(path: "CREDENTIALS", line: 2, message: "the section header must end with `]`")
        ) {
            try read(config: "[default]", credentials: "\n[b")
        }
    }

    @Test(
        "Nested settings",
        arguments: [
            ("\na = 1\nB=2", ["a": "1", "b": "2"]), ("\na = 1\na = 2", ["a": "2"]), ("\na =", ["a": ""]),
            ("\na = b=c", ["a": "b=c"]), ("plain", [:]), ("", [:]), ("\n\ta\t=\t1\t", ["a": "1"]),
        ]
    )
    func nested(value: String, expected: [String: String]) {
        #expect(SharedConfig.nested(value) == expected)
    }
}
