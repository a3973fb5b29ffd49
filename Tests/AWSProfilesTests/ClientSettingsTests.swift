import AWSProfiles
import Testing

struct ClientSettingsTests {
    private func settings(
        _ environment: [String: String] = [:],
        _ profile: String = "",
        flags: ClientSettings.Flags = .init()
    ) throws -> ClientSettings {
        try ClientSettings(try settingsReader(environment, config: "[default]\n\(profile)\n"), flags: flags)
    }

    @Test func standard() throws {
        let settings = try settings()
        #expect(settings.region == nil)
        #expect(settings.retryMode == ConfiguredValue(.standard, origin: .standard))
        #expect(settings.maxAttempts == nil)
        #expect(settings.usesFIPS == ConfiguredValue(false, origin: .standard))
        #expect(settings.usesDualStack == ConfiguredValue(false, origin: .standard))
        #expect(settings.caBundle == nil)
        #expect(settings.stsEndpoints == ConfiguredValue(.regional, origin: .standard))
        #expect(settings.connectTimeout == nil && settings.readTimeout == nil && settings.attemptTimeout == nil)
        #expect(settings.callTimeout == nil)
    }

    @Test("A time limit is a number of seconds; the command line counts first, then the variable")
    func timeouts() throws {
        let variables = [
            "AWS_CONNECT_TIMEOUT": "0.25", "AWS_READ_TIMEOUT": "none", "AWS_API_CALL_ATTEMPT_TIMEOUT": "3600",
        ]
        let profile = "connect_timeout = 7\nread_timeout = 8\napi_call_attempt_timeout = 9.0005\napi_call_timeout = 10"
        var settings = try settings(variables, profile, flags: .init(readTimeout: "20"))
        #expect(
            settings.connectTimeout == ConfiguredValue(.milliseconds(250), origin: .variable("AWS_CONNECT_TIMEOUT"))
        )
        #expect(settings.readTimeout == ConfiguredValue(.seconds(20), origin: .flag("--cli-read-timeout")))
        #expect(settings.attemptTimeout?.value == .seconds(3600))
        settings = try self.settings([:], profile, flags: .init(connectTimeout: "0.1"))
        #expect(settings.connectTimeout?.value == .milliseconds(100))
        #expect(
            settings.readTimeout
                == ConfiguredValue(.seconds(8), origin: .profile("default", setting: "read_timeout"))
        )
        #expect(settings.attemptTimeout?.value == .milliseconds(9001))
        #expect(settings.callTimeout?.value == .seconds(10))
    }

    @Test(
        "A time limit outside its range, or in another form, names the place and the range",
        arguments: ["0", "0.09", "3601", "-1", "+5", "5s", "1e3", "0x10", "inf", "nan", "1,5", "1.2.3", "."]
    )
    func timeoutErrors(value: String) {
        let rule = "is `\(value)`; it must be a number of seconds from 0.1 to 3600"
        for setting in ["connect_timeout", "read_timeout", "api_call_attempt_timeout", "api_call_timeout"] {
            let variable = "AWS_" + setting.uppercased()
            #expect(message { try settings([variable: value]) } == "\(variable) \(rule)")
            let ofProfile = message { try settings([:], "\(setting) = \(value)") }
            #expect(ofProfile == "`\(setting)` of the profile `default` \(rule)")
        }
        #expect(message { try settings(flags: .init(connectTimeout: value)) } == "--cli-connect-timeout \(rule)")
        #expect(message { try settings(flags: .init(readTimeout: value)) } == "--cli-read-timeout \(rule)")
    }

    @Test("The command line, the variable of all SDKs, the older variable, the profile")
    func region() throws {
        var variables = ["AWS_REGION": "us-west-1", "AWS_DEFAULT_REGION": "us-west-2"]
        let profile = "region = eu-west-1"
        #expect(
            try settings(variables, profile, flags: .init(region: "sa-east-1")).region
                == ConfiguredValue("sa-east-1", origin: .flag("--region"))
        )
        #expect(
            try settings(variables, profile).region == ConfiguredValue("us-west-1", origin: .variable("AWS_REGION"))
        )
        variables["AWS_REGION"] = nil
        #expect(
            try settings(variables, profile).region
                == ConfiguredValue("us-west-2", origin: .variable("AWS_DEFAULT_REGION"))
        )
        let ofProfile = try settings([:], profile).region
        #expect(ofProfile == ConfiguredValue("eu-west-1", origin: .profile("default", setting: "region")))
        #expect(ofProfile?.origin.description == "`region` of the profile `default`")
    }

    @Test("A pseudo region of FIPS is the region with FIPS", arguments: ["fips-us-east-1", "us-east-1-fips"])
    func pseudoRegion(name: String) throws {
        let settings = try settings(["AWS_REGION": name])
        #expect(settings.region?.value == "us-east-1")
        #expect(settings.usesFIPS == ConfiguredValue(true, origin: .variable("AWS_REGION")))
    }

    @Test("The command line counts first, and an invalid setting that it replaces is not an error")
    func flags() throws {
        let settings = try settings(
            ["AWS_USE_FIPS_ENDPOINT": "maybe", "AWS_CA_BUNDLE": "/v.pem"],
            "use_dualstack_endpoint = true",
            flags: .init(usesFIPS: true, usesDualStack: false, caBundle: "/f.pem")
        )
        #expect(settings.usesFIPS.origin == .flag("--use-fips-endpoint"))
        #expect(settings.usesFIPS.value && !settings.usesDualStack.value)
        #expect(settings.caBundle == ConfiguredValue("/f.pem", origin: .flag("--ca-bundle")))
    }

    @Test("Words are not case-sensitive; a blank value counts as not set")
    func forms() throws {
        let settings = try settings(
            ["AWS_RETRY_MODE": "Adaptive", "AWS_USE_FIPS_ENDPOINT": "TRUE"],
            "region =\nca_bundle ="
        )
        #expect(settings.retryMode.value == .adaptive)
        #expect(settings.usesFIPS.value)
        #expect(settings.region == nil && settings.caBundle == nil)
    }

    @Test(
        "A value that cannot be meant names the place",
        arguments: [
            ("AWS_RETRY_MODE", "fast", "it must be standard or adaptive (legacy counts as standard)"),
            ("AWS_MAX_ATTEMPTS", "0", "it must be a whole number, at least 1"),
            ("AWS_MAX_ATTEMPTS", "three", "it must be a whole number, at least 1"),
            ("AWS_USE_FIPS_ENDPOINT", "1", "it must be true or false"),
            ("AWS_USE_DUALSTACK_ENDPOINT", "on", "it must be true or false"),
            ("AWS_STS_REGIONAL_ENDPOINTS", "global", "it must be regional or legacy"),
            ("AWS_REGION", "US-EAST-1", "it must be a region such as us-east-1, in lower case"),
            ("AWS_REGION", "us-east-1.evil.test", "it must be a region such as us-east-1, in lower case"),
        ]
    )
    func errors(variable: String, value: String, rule: String) throws {
        #expect(message { try settings([variable: value]) } == "\(variable) is `\(value)`; \(rule)")
        let setting = variable.dropFirst(4).lowercased()
        #expect(
            message { try settings([:], "\(setting) = \(value)") }
                == "`\(setting)` of the profile `default` is `\(value)`; \(rule)"
        )
    }
}
