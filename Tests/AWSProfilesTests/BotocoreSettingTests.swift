import AWSProfiles
import Testing

/// Settings as botocore's session takes them from variables and files (Tests/Conformance/profiles/make_cases.py).
struct BotocoreSettingTests {
    private struct Case: Decodable {
        struct Expected: Decodable {
            var region: String?
            var retry_mode: String?
            var max_attempts: Int?
            var use_fips_endpoint: Bool?
            var use_dualstack_endpoint: Bool?
            var ca_bundle: String?
            var sts_regional_endpoints: String
            var metadata_service_timeout: Int
            var metadata_service_num_attempts: Int
            var metadata_endpoint: String
        }

        var profile: String
        var environment: [String: String]
        var config: String
        var credentials: String
        var expected: Expected
    }

    @Test("Variables count before the profile, and only the chosen profile counts")
    func settings() throws {
        let cases = try BotocoreFixture.load("botocore-settings", of: Case.self)
        #expect(cases.count == 200)
        for test in cases {
            let reader = try settingsReader(
                test.environment,
                config: test.config,
                credentials: test.credentials,
                profile: test.profile
            )
            let ours = try ClientSettings(reader)
            let metadata = try MetadataSettings(reader)
            let botocore = test.expected
            let name = "\(test)"
            #expect(ours.region?.value == botocore.region, "\(name)")
            let mode = botocore.retry_mode.map { $0 == "legacy" ? "standard" : $0 }
            #expect(ours.retryMode.value.rawValue == mode, "\(name)")
            #expect(ours.maxAttempts?.value == botocore.max_attempts, "\(name)")
            #expect(ours.usesFIPS.value == botocore.use_fips_endpoint ?? false, "\(name)")
            #expect(ours.usesDualStack.value == botocore.use_dualstack_endpoint ?? false, "\(name)")
            #expect(ours.caBundle?.value == botocore.ca_bundle, "\(name)")
            #expect(ours.stsEndpoints.value.rawValue == botocore.sts_regional_endpoints, "\(name)")
            #expect(metadata.timeout.value == botocore.metadata_service_timeout, "\(name)")
            #expect(metadata.attempts.value == botocore.metadata_service_num_attempts, "\(name)")
            let endpoint = try Endpoint(url: botocore.metadata_endpoint, origin: .region)
            #expect(metadata.endpoint.value.description == endpoint.description, "\(name)")
        }
    }
}
