import AWSProfiles
import Testing

/// The endpoint that each service of a run has.
struct EndpointSettingsTests {
    private func endpoint(
        of service: AWSService = .rekognition,
        region: String = "us-east-1",
        partition: String? = nil,
        flag: String? = nil,
        _ environment: [String: String] = [:],
        config: String = ""
    ) throws -> Endpoint {
        let reader = try settingsReader(environment, config: config)
        return try EndpointSettings(reader, settings: try ClientSettings(reader))
            .endpoint(of: service, region: region, partition: partition, flag: flag)
    }

    @Test("The explanation of an endpoint")
    func explanations() throws {
        let plain = try endpoint()
        #expect(plain.explanation == "the rules of the partition aws for us-east-1")
        #expect(plain.signingRegion == "us-east-1")
        let both = try endpoint(["AWS_USE_FIPS_ENDPOINT": "true", "AWS_USE_DUALSTACK_ENDPOINT": "true"])
        #expect(both.description == "https://rekognition-fips.us-east-1.api.aws")
        #expect(both.explanation == "the rules of the partition aws for us-east-1 with FIPS and dual-stack")
        let configured = try endpoint(["AWS_ENDPOINT_URL_REKOGNITION": "http://localhost:1"])
        #expect(configured.explanation == "AWS_ENDPOINT_URL_REKOGNITION")
        #expect(configured.signingRegion == nil)
    }

    @Test("STS of the oldest regions can be the global endpoint, which signs for us-east-1")
    func globalSTS() throws {
        let variables = ["AWS_STS_REGIONAL_ENDPOINTS": "legacy"]
        let global = try endpoint(of: .sts, region: "eu-west-1", variables)
        #expect(global.description == "https://sts.amazonaws.com")
        #expect(global.signingRegion == "us-east-1")
        #expect(try endpoint(of: .sts, region: "eu-south-1", variables).host == "sts.eu-south-1.amazonaws.com")
        #expect(try endpoint(of: .sts, region: "eu-west-1").host == "sts.eu-west-1.amazonaws.com")
    }

    @Test(
        "Errors complete the words `the endpoint`",
        arguments: [
            (
                ["AWS_ENDPOINT_URL": "localhost"],
                "`localhost` from AWS_ENDPOINT_URL must start with http:// or https://"
            ),
            (
                ["AWS_ENDPOINT_URL": "http://h", "AWS_USE_FIPS_ENDPOINT": "true"],
                "`http://h` from AWS_ENDPOINT_URL cannot be combined with FIPS (AWS_USE_FIPS_ENDPOINT): switch off one "
                    + "of them"
            ),
            (
                ["AWS_ENDPOINT_URL": "http://h", "AWS_USE_DUALSTACK_ENDPOINT": "true"],
                "`http://h` from AWS_ENDPOINT_URL cannot be combined with dual-stack (AWS_USE_DUALSTACK_ENDPOINT): "
                    + "switch off one of them"
            ),
            (
                ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "yes"],
                "of rekognition is not valid: AWS_IGNORE_CONFIGURED_ENDPOINT_URLS is `yes`; it must be true or false"
            ),
        ]
    )
    func errors(variables: [String: String], words: String) {
        #expect(message { try endpoint(variables) } == words)
    }

    @Test("A missing `services` section")
    func lostSection() {
        #expect(
            message { try endpoint(config: "[default]\nservices = x\n") }
                == "of rekognition is not valid: `services` of the profile `default` is `x`; it must be the name of "
                + "a `[services]` section, and no section has this name"
        )
    }

    @Test("The partition of an ARN must be the region's", arguments: ["aws-cn", "aws-mars"])
    func partitions(partition: String) {
        let words = message { try endpoint(partition: partition) }
        #expect(
            words
                == (partition == "aws-cn"
                    ? "of the region `us-east-1` in the partition `aws-cn` does not exist: the region belongs to "
                        + "`aws`; "
                        + "correct the ARN"
                    : "of the partition `aws-mars` is not known to this version of rekon")
        )
    }

    @Test("S3 has no FIPS in China")
    func s3InChina() {
        #expect(
            message { try endpoint(of: .s3, region: "cn-north-1", ["AWS_USE_FIPS_ENDPOINT": "true"]) }
                == "of S3 in the partition `aws-cn` has no FIPS variant"
        )
    }

    @Test("Names of services in signatures")
    func signingNames() {
        #expect(
            AWSService.allCases.map(\.signingName)
                == ["rekognition", "sts", "s3", "kms", "servicequotas", "cloudtrail", "awsssoportal", "sso-oauth"]
        )
    }
}
