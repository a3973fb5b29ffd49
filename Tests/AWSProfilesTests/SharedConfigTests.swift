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
        #expect(config.warnings.isEmpty)
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
            "[services a b]", "[plugins]", "[]", "[profile p!]", "[profile größe]", "[sso-session ä]",
            "[profile \"half]",
        ]
    )
    func unknownInConfig(header: String) throws {
        let config = try read(config: "[default]\n\(header)\nx = 1\n")
        #expect(config.profiles == ["default": [:]])
        #expect(config.ssoSessions.isEmpty && config.services.isEmpty)
        #expect(config.warnings.count == 1)
        #expect(config.warnings.allSatisfy { $0.hasPrefix("CONFIG:2: ") && $0.contains(header) })
    }

    @Test(
        "Sections that have no place in the credentials file",
        arguments: ["[profile p]", "[sso-session o]", "[services s]", "[]", "[a b]", "[p!]", "[größe]"]
    )
    func unknownInCredentials(header: String) throws {
        let config = try read(credentials: "\(header)\nx = 1\n")
        #expect(config.profiles.isEmpty && config.ssoSessions.isEmpty && config.services.isEmpty)
        #expect(config.warnings.count == 1)
        #expect(config.warnings.allSatisfy { $0.hasPrefix("CREDENTIALS:1: ") && $0.contains(header) })
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
