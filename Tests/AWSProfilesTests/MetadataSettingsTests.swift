import AWSProfiles
import Foundation
import Testing

struct MetadataSettingsTests {
    private func settings(_ environment: [String: String] = [:], _ profile: String = "") throws -> MetadataSettings {
        try MetadataSettings(try settingsReader(environment, config: "[default]\n\(profile)\n"))
    }

    @Test func standard() throws {
        let settings = try settings()
        #expect(!settings.isDisabled.value)
        #expect(settings.endpoint.value.description == "http://169.254.169.254")
        #expect(settings.timeout.value == 1)
        #expect(settings.attempts.value == 1)
    }

    @Test("A configured endpoint counts before the mode, and the mode before the older switch")
    func endpoints() throws {
        let ipv6 = try settings(["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv6"], "imds_use_ipv6 = false")
        #expect(ipv6.endpoint.value.description == "http://[fd00:ec2::254]")
        #expect(ipv6.endpoint.origin == .variable("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"))
        #expect(try settings([:], "imds_use_ipv6 = true").endpoint.value.host == "[fd00:ec2::254]")
        let own = try settings(
            ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:8111/base/"],
            "ec2_metadata_service_endpoint_mode = IPv6"
        )
        #expect(own.endpoint.value.description == "http://127.0.0.1:8111/base")
    }

    @Test("Other settings of a disabled service are not read")
    func disabled() throws {
        let variables = ["AWS_EC2_METADATA_DISABLED": "True", "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv5"]
        #expect(
            try settings(variables).isDisabled == ConfiguredValue(true, origin: .variable("AWS_EC2_METADATA_DISABLED"))
        )
    }

    @Test(
        arguments: [
            ("AWS_EC2_METADATA_DISABLED", "yes", "it must be true or false"),
            ("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "IPv5", "it must be IPv4 or IPv6"),
            (
                "AWS_EC2_METADATA_SERVICE_ENDPOINT", "169.254.169.254",
                "it must be a URL such as http://169.254.169.254, but it must start with http:// or https://"
            ),
            ("AWS_METADATA_SERVICE_TIMEOUT", "0", "it must be a whole number, at least 1"),
            ("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "x", "it must be a whole number, at least 1"),
        ]
    )
    func errors(variable: String, value: String, rule: String) throws {
        #expect(message { try settings([variable: value]) } == "\(variable) is `\(value)`; \(rule)")
    }
}
