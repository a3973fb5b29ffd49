import AWSProfiles
import Testing

/// Endpoints as botocore resolves them (Tests/Conformance/endpoints/make_cases.py).
struct BotocoreEndpointTests {
    private struct RuleCase: Decodable {
        var service: String
        var region: String
        var fips: Bool
        var dualStack: Bool
        var stsEndpoints: String?
        var url: String?
        var signingRegion: String?
        var error: String?
    }

    private struct URLCase: Decodable {
        var service: String
        var flag: String?
        var config: String
        var environment: [String: String]
        var url: String?
    }

    private let services: [String: AWSService] = [
        "rekognition": .rekognition, "sts": .sts, "s3": .s3, "kms": .kms,
        "service-quotas": .serviceQuotas, "cloudtrail": .cloudTrail, "sso": .sso, "sso-oidc": .ssoOIDC,
    ]

    @Test("Every region, with and without FIPS and dual-stack, of every service")
    func rules() throws {
        let cases = try BotocoreFixture.load("botocore-endpoints", of: RuleCase.self)
        #expect(cases.count > 1700)
        #expect(Set(cases.map(\.service)).count == AWSService.allCases.count)
        for test in cases {
            let service = try #require(services[test.service])
            let name = "\(test)"
            do throws(InvalidEndpoint) {
                let endpoint = try Endpoint(
                    service: service,
                    region: test.region,
                    fips: test.fips,
                    dualStack: test.dualStack,
                    stsEndpoints: test.stsEndpoints == "legacy" ? .legacy : .regional
                )
                #expect(endpoint.description == test.url, "\(name)")
                #expect(endpoint.signingRegion == test.signingRegion, "\(name)")
            } catch {
                #expect(test.error != nil, "\(name): \(error)")
            }
        }
    }

    @Test("The configured URL that counts, of every combination of places")
    func urls() throws {
        let cases = try BotocoreFixture.load("botocore-endpoint-urls", of: URLCase.self)
        #expect(cases.count > 700)
        for test in cases {
            let reader = try settingsReader(test.environment, config: test.config)
            let found = try ConfiguredEndpoint(reader).url(of: try #require(services[test.service]), flag: test.flag)
            #expect(found?.url == test.url, "\(test)")
        }
    }
}
