import AWSProfiles
import Testing

/// Which of several configured endpoints is in force.
struct ConfiguredEndpointTests {
    private let file = """
        [default]
        services = local
        endpoint_url = http://profile
        [profile plain]
        endpoint_url = http://plain
        [profile ignoring]
        endpoint_url = http://ignoring
        ignore_configured_endpoint_urls = TRUE
        [profile dangling]
        services = nowhere
        endpoint_url = http://dangling
        [services local]
        s3 =
          endpoint_url = http://s3
        rekognition =
          region = x
          endpoint_url = http://section:8080
        """

    private func url(
        _ variables: [String: String] = [:],
        profile: String = "default",
        service: AWSService = .rekognition,
        flag: String? = nil
    ) throws -> [String]? {
        let config = try SharedConfig(
            config: SharedConfig.File(path: "f", text: Array(file.utf8)),
            credentials: nil
        )
        let configured = ConfiguredEndpoint(
            SettingsReader(environment: { variables[$0] }, config: config, profile: profile)
        )
        return try configured.url(of: service, flag: flag).map { [$0.url, $0.source] }
    }

    @Test("The command line, the service's variable, the variable of all, the section, the profile")
    func precedence() throws {
        var variables = ["AWS_ENDPOINT_URL": "http://all", "AWS_ENDPOINT_URL_REKOGNITION": "http://one"]
        #expect(try url(variables, flag: "http://flag") == ["http://flag", "--endpoint-url"])
        #expect(try url(variables) == ["http://one", "AWS_ENDPOINT_URL_REKOGNITION"])
        variables["AWS_ENDPOINT_URL_REKOGNITION"] = nil
        #expect(try url(variables) == ["http://all", "AWS_ENDPOINT_URL"])
        #expect(
            try url()
                == ["http://section:8080", "`endpoint_url` of `rekognition` in the section `[services local]`"]
        )
        #expect(try url(profile: "plain") == ["http://plain", "`endpoint_url` of the profile `plain`"])
        #expect(try url(profile: "nobody") == nil)
    }

    @Test("Each service has its own")
    func services() throws {
        #expect(try url(["AWS_ENDPOINT_URL_S3": "http://x"])?.first == "http://section:8080")
        #expect(try url(service: .s3)?.first == "http://s3")
        #expect(try url(service: .kms)?.first == "http://profile")
        #expect(throws: InvalidSetting.self) { try url(profile: "dangling") }
    }

    @Test("Configured endpoints can be ignored, but not the one of the command line")
    func ignored() throws {
        var variables = ["AWS_ENDPOINT_URL": "http://all", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"]
        #expect(try url(variables) == nil)
        #expect(try url(variables, flag: "http://flag")?.first == "http://flag")
        variables["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "false"
        #expect(try url(variables)?.first == "http://all")
        #expect(try url(variables, profile: "ignoring")?.first == "http://all", "the variable wins over the profile")
        #expect(try url(profile: "ignoring") == nil)
    }
}
