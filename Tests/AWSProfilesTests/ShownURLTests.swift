import Testing

@testable import AWSProfiles

@Suite struct ShownURLTests {
    @Test(arguments: [
        ("http://127.0.0.1:1/base", "http://127.0.0.1:1/base"),
        ("http://user:password@host/base", "http://[redacted]@host/base"),
        ("http://user:p@ss/w?rd@host", "http://[redacted]@host"),
        ("http://\u{301}user:pass@\u{301}host?\u{301}t", "http://[redacted]@\u{301}host?[redacted]"),
        ("user:password@host", "[redacted]@host"),
        ("https://host/path?token=abc#x", "https://host/path?[redacted]"),
        ("https://u@host/path?token=abc", "https://[redacted]@host/path?[redacted]"),
        ("", ""),
        ("nonsense", "nonsense"),
    ])
    func whatMessagesShow(url: String, shown: String) {
        #expect(url.withoutURLSecrets == shown)
    }

    @Test func anErrorDoesNotQuoteThePassword() throws {
        let reader = SettingsReader(
            environment: ["AWS_ENDPOINT_URL": "http://user:word@host"].lookUp,
            config: try SharedConfig(config: nil, credentials: nil),
            profile: "default"
        )
        let settings = EndpointSettings(reader, settings: try ClientSettings(reader))
        let error = #expect(throws: InvalidEndpoint.self) { try settings.endpoint(of: .sts, region: "us-east-1") }
        #expect(
            error?.description
                == "`http://[redacted]@host` from AWS_ENDPOINT_URL must have only a host, a port and a path"
        )
    }
}

extension [String: String] {
    /// As a lookup of variables.
    fileprivate var lookUp: @Sendable (String) -> String? {
        { self[$0] }
    }
}
