import AWSProfiles
import Host
import Testing

@testable import AWSRuntime

struct ConnectionTests {
    private func host(
        _ environment: [String: String] = [:],
        config: String = "",
        flag: String? = nil,
        region: String = "us-east-1",
        partition: String = "aws"
    ) -> String {
        do throws(ConfigurationError) {
            let connection = try AWSConnection(
                environment: Environment(environment.merging(["HOME": "/home/me"]) { mine, _ in mine }),
                files: MemoryFiles(files: ["/home/me/.aws/config": config]),
                endpointURL: flag,
                transport: ScriptedTransport([]),
                clock: RecordingClock(),
                wallClock: ManualWallClock(),
                random: FixedRandom(),
                userAgent: "rekon/test"
            )
            return try connection.client(
                service: "rekognition",
                targetPrefix: "RekognitionService",
                region: region,
                partition: partition
            ).settings.endpoint.description
        } catch {
            return error.description
        }
    }

    @Test func partitions() {
        #expect(host() == "https://rekognition.us-east-1.amazonaws.com")
        #expect(host(region: "cn-north-1", partition: "aws-cn") == "https://rekognition.cn-north-1.amazonaws.com.cn")
        #expect(
            host(region: "us-gov-west-1", partition: "aws-us-gov") == "https://rekognition.us-gov-west-1.amazonaws.com"
        )
        #expect(host(partition: "aws-mars").contains("is not known"))
        #expect(host(region: "us-east-1.evil.test/").contains("that is no region"))
    }

    @Test("The more specific endpoint wins")
    func precedence() {
        let config = """
            [default]
            endpoint_url = http://profile
            services = s
            [services s]
            rekognition =
              endpoint_url = http://section
            s3 =
              endpoint_url = http://s3
            """
        let both = ["AWS_ENDPOINT_URL": "http://all", "AWS_ENDPOINT_URL_REKOGNITION": "http://one:8080/base/"]
        #expect(host(both, config: config, flag: "https://flag:443") == "https://flag")
        #expect(host(both, config: config) == "http://one:8080/base")
        #expect(host(["AWS_ENDPOINT_URL": "http://all"], config: config) == "http://all")
        #expect(host(config: config) == "http://section")
        #expect(host(config: "[default]\nendpoint_url = http://profile\n") == "http://profile")
        let ignored = both.merging(["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"]) { mine, _ in mine }
        #expect(host(ignored, config: config) == "https://rekognition.us-east-1.amazonaws.com")
        #expect(host(ignored, config: config, flag: "http://flag") == "http://flag")
    }

    @Test func attempts() {
        #expect(host(["AWS_MAX_ATTEMPTS": "0"]).contains("must be a number from 1 to 100"))
        #expect(host(["AWS_MAX_ATTEMPTS": "x"]).contains("AWS_MAX_ATTEMPTS is `x`"))
    }

    @Test("Calls of an operation keep to the rate; operations do not wait for each other")
    func pacer() async throws {
        let clock = RecordingClock()
        let pacer = CallPacer(rate: 5, burst: 5, clock: clock)
        #expect((0..<5).map { _ in pacer.book("A") } == Array(repeating: .zero, count: 5))
        #expect(pacer.book("A") == .milliseconds(200))
        #expect(pacer.book("A") == .milliseconds(400))
        #expect(pacer.book("B") == .zero)
        try await clock.sleep(for: .seconds(60))
        #expect((0..<5).map { _ in pacer.book("A") } == Array(repeating: .zero, count: 5))
        #expect(pacer.book("A") > .zero)
    }
}
