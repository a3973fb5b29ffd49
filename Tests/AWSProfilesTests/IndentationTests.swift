import AWSProfiles
import Testing

/// Lines that are indented, which botocore reads so too, and sections with names in quotes.
struct IndentationTests {
    private func settings(_ lines: String) throws -> SharedConfig.Settings? {
        try sharedConfig(config: "[default]\n\(lines)\n").profiles["default"]
    }

    @Test(
        arguments: [
            ("  x = 1\n  y = 2", ["x": "1", "y": "2"]),
            ("\tx = 1\ny = 2", ["x": "1", "y": "2"]),
            ("  x = 1\n    2", ["x": "1\n2"]),
            ("x = 1\n  y = 2", ["x": "1\ny = 2"]),
            ("  s3 =\n    a = 1\n  y = 2", ["s3": "\na = 1", "y": "2"]),
            ("x = 1\n  # note\ny = 2", ["x": "1", "y": "2"]),
            ("s3 =\n  # note\n  a = 1\n  ; note\n  b = 2", ["s3": "\na = 1\nb = 2"]),
            ("  [profile b]\nx = 1", [:]),
        ]
    )
    func indented(lines: String, expected: [String: String]) throws {
        #expect(try settings(lines) == expected)
    }

    @Test("An indented line without a setting above it is an error")
    func nothingAbove() {
        #expect(
            message { try settings("  -more") }
                == "CONFIG:2: an indented line continues a setting, and there is no setting above it"
        )
    }

    @Test("A name in quotes can have spaces; the credentials file has it without quotes")
    func quotedNames() throws {
        let read = try sharedConfig(
            config: "[profile \"a\"]\nx = 1\n[profile 'two words']\nx = 2\n[sso-session \"s\"]\n[services \"t\"]\n",
            credentials: "[two words]\ny = 3\n[three little words]\n"
        )
        #expect(read.profiles == ["a": ["x": "1"], "two words": ["x": "2", "y": "3"]])
        #expect(read.ssoSessions == ["s": [:]] && read.services == ["t": [:]])
        #expect(
            read.ignoredSections.map(\.description) == [
                "CREDENTIALS:3: the section `[three little words]` does not belong in a credentials file; it is ignored"
            ]
        )
    }

    @Test("Other uses of quotes are not a name", arguments: ["\"a", "a\"", "\"\"", "\"a\" b", "\"a\\b\"", "'a\""])
    func otherQuotes(name: String) throws {
        let read = try sharedConfig(config: "[profile \(name)]\nx = 1\n")
        #expect(read.profiles.isEmpty && read.ignoredSections.count == 1)
    }

    @Test("A comment character in a name makes the name invalid, not the file")
    func commentInName() throws {
        #expect(try sharedConfig(config: "[profile a#b] # note\n[default]\n").profiles == ["default": [:]])
    }

    @Test("Each file can be read alone")
    func files() throws {
        let read = try sharedConfig(config: "[default]\nx = 1\ny = 1\n", credentials: "[default]\nx = 2\n")
        #expect(read.profiles == ["default": ["x": "2", "y": "1"]])
        #expect(read.configProfiles == ["default": ["x": "1", "y": "1"]])
        #expect(read.credentialsProfiles == ["default": ["x": "2"]])
    }
}
