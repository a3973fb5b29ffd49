import Testing

@testable import AWSRuntime

/// What the debug log shows of a program's standard error or of a page.
struct ForeignTextTests {
    private func shown(_ text: String) -> String { Redaction.removingLikelySecrets(from: text) }

    @Test(
        "After a word that names a secret, the rest of the line is hidden",
        arguments: [
            ("password: psst and more", "password[redacted]"), ("the Password is psst", "the Password[redacted]"),
            ("a session_token=hush b", "a session_token[redacted]"),
            (#"{"SecretAccessKey": "hush", "x": 1}"#, #"{"Secret[redacted]"#),
            ("Authorization: Basic aHVzaA==", "Authorization[redacted]"),
            ("--client-secret hush", "--client-secret[redacted]"),
            ("api key: hush", "api key[redacted]"), ("X-Amz-Security-Token=hush", "X-Amz-Security-Token[redacted]"),
            ("\u{1B}[31mPASSWD\u{1B}[0m hush", "\u{1B}[31mPASSWD[redacted]"), ("token\rhush", "token[redacted]"),
            ("it is password-4711", "it is password[redacted]"), ("access_key: hush", "access_key[redacted]"),
            ("aws_access_key_id = AKIAIOSFODNN7EXAMPLE", "aws_access_key_id = AKIAIOSFODNN7EXAMPLE"),
            ("AccessKeyId: AKIAIOSFODNN7EXAMPLE", "AccessKeyId: AKIAIOSFODNN7EXAMPLE"),
            ("no such profile: work\nrun login", "no such profile: work\nrun login"),
        ]
    )
    func names(text: String, expected: String) {
        #expect(shown(text) == expected)
    }

    @Test("A name at the end of its line hides the next line, and only that")
    func nextLine() {
        #expect(shown("Enter the password:\n\n  hush\nfailed") == "Enter the password\n\n[redacted]\nfailed")
        #expect(shown("\"SecretAccessKey\" :\r\n\"hush\"\r\nfailed") == "\"Secret[redacted]\n[redacted]\nfailed")
    }

    @Test(
        "User information in URLs is hidden",
        arguments: [
            ("GET https://me:pw@host/x failed", "GET https://[redacted]@host/x failed"),
            ("https://\u{301}me:pw@\u{301}host/x", "https://[redacted]@\u{301}host/x"),
            ("https://me:p@w/@host", "https://[redacted]@host"), ("see https://host/x", "see https://host/x"),
            ("https://me:password-1@host/", "https://[redacted]@host/"),
            ("http://a@b, ftp://c:d@e", "http://[redacted]@b, ftp://[redacted]@e"),
        ]
    )
    func users(text: String, expected: String) {
        #expect(shown(text) == expected)
    }

    @Test(
        "PEM blocks are hidden, also those that are cut off",
        arguments: [
            ("a\n-----BEGIN PRIVATE KEY-----\nMC4C\n-----END PRIVATE KEY-----\nb", "a\n[redacted]\nb"),
            ("a -----BEGIN CERTIFICATE-----\\nMC4C\\n-----END CERTIFICATE----- b", "a [redacted] b"),
            ("a\n-----BEGIN PRIVATE KEY-----\nMC4C\n", "a\n[redacted]"),
            ("MC4C\n-----END PRIVATE KEY-----\nb", "[redacted]\nb"),
            ("-----BEGIN A-----\nx\n-----END A-----\nb\n-----BEGIN B-----\nx", "[redacted]\nb\n[redacted]"),
        ]
    )
    func blocks(text: String, expected: String) {
        #expect(shown(text) == expected)
    }

    @Test func longRuns() {
        #expect(shown("got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln!") == "got [redacted]!")
        #expect(shown("/usr/local/share/some/folder/without/digits") == "/usr/local/share/some/folder/without/digits")
    }
}
