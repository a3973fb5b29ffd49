import Testing

@testable import AWSProfiles

struct EndpointTests {
    private func read(_ url: String) -> String {
        do throws(InvalidEndpoint) {
            let endpoint = try Endpoint(url: url, origin: .configured("test"))
            return endpoint.description
        } catch {
            return "the endpoint \(error)"
        }
    }

    @Test(
        arguments: [
            ("https://rekognition.us-east-1.amazonaws.com", "https://rekognition.us-east-1.amazonaws.com"),
            ("https://HOST.Example", "https://host.example"), ("http://localhost:8080/", "http://localhost:8080"),
            ("https://h:443", "https://h"), ("http://h:80", "http://h"), ("http://h:443", "http://h:443"),
            ("https://h:80", "https://h:80"), ("http://h/a/B%20c/", "http://h/a/B%20c"), ("http://h//", "http://h"),
            ("http://127.0.0.1:65535", "http://127.0.0.1:65535"), ("http://[::1]", "http://[::1]"),
            ("http://[2001:DB8::1]:4566/x", "http://[2001:db8::1]:4566/x"), ("http://a_b-c.d", "http://a_b-c.d"),
            ("http://h:8080/a:b", "http://h:8080/a:b"),
        ]
    )
    func urls(url: String, expected: String) {
        #expect(read(url) == expected)
    }

    @Test func parts() throws {
        let endpoint = try Endpoint(url: "http://[::1]:4566/base", origin: .configured("AWS_ENDPOINT_URL"))
        #expect(!endpoint.isSecure)
        #expect(endpoint.host == "[::1]")
        #expect(endpoint.port == 4566)
        #expect(endpoint.authority == "[::1]:4566")
        #expect(endpoint.basePath == "/base")
        #expect(endpoint.origin == .configured("AWS_ENDPOINT_URL"))
        #expect(try Endpoint(url: "https://h:443", origin: .region).authority == "h")
    }

    @Test(
        "What is no endpoint is told in words",
        arguments: [
            ("", "must start with http:// or https://"), ("localhost:8080", "must start with http:// or https://"),
            ("ftp://h", "must start with http:// or https://"), ("HTTP://h", "must start with http:// or https://"),
            ("http://", "has no host"), ("http:///path", "has no host"), ("http://:8080", "has no host"),
            ("http://h:", "has a port that is not a number from 1 to 65535"),
            ("http://h:0", "has a port that is not a number from 1 to 65535"),
            ("http://h:65536", "has a port that is not a number from 1 to 65535"),
            ("http://h:+80", "has a port that is not a number from 1 to 65535"),
            ("http://h:-1", "has a port that is not a number from 1 to 65535"),
            ("http://h:http", "has a port that is not a number from 1 to 65535"),
            ("http://h?a=b", "must have only a host, a port and a path"),
            ("http://h/#x", "must have only a host, a port and a path"),
            ("http://me:secret@h", "must have only a host, a port and a path"),
            ("http://h /", "must have only a host, a port and a path"),
            ("http://größe", "must have only a host, a port and a path"),
            ("http://h\r\nX: y", "must have only a host, a port and a path"),
            ("http://::1", "has an invalid host; an IPv6 address must be in brackets"),
            ("http://::1:80", "has an invalid host; an IPv6 address must be in brackets"),
            ("http://[::1", "has an invalid host; an IPv6 address must be in brackets"),
            ("http://[]", "has an invalid host; an IPv6 address must be in brackets"),
            ("http://[h]", "has an invalid host; an IPv6 address must be in brackets"),
            ("http://a[::1]", "has an invalid host; an IPv6 address must be in brackets"),
            ("http://a%62", "has an invalid host; an IPv6 address must be in brackets"),
            ("http://h\\x", "has an invalid host; an IPv6 address must be in brackets"),
        ]
    )
    func refused(url: String, words: String) {
        #expect(read(url) == "the endpoint \(words)")
    }

    // MARK: Of a region

    @Test(
        arguments: [
            ("aws", "us-east-1", "amazonaws.com"), ("aws-cn", "cn-north-1", "amazonaws.com.cn"),
            ("aws-us-gov", "us-gov-west-1", "amazonaws.com"), ("aws-iso", "us-iso-east-1", "c2s.ic.gov"),
            ("aws-iso-b", "us-isob-east-1", "sc2s.sgov.gov"), ("aws-iso-e", "eu-isoe-west-1", "cloud.adc-e.uk"),
            ("aws-iso-f", "us-isof-south-1", "csp.hci.ic.gov"), ("aws-eusc", "eusc-de-east-1", "amazonaws.eu"),
        ]
    )
    func regions(partition: String, region: String, suffix: String) throws {
        let endpoint = try Endpoint(service: .rekognition, region: region, partition: partition)
        #expect(endpoint.description == "https://rekognition.\(region).\(suffix)")
        #expect(endpoint.origin == .region)
        #expect(Partition.all.contains { $0.id == partition && $0.dnsSuffix == suffix })
    }

    @Test("A region must be a valid part of a host name")
    func noRegion() {
        for region in [
            "", "-a", "US-EAST-1", "us_east_1", "us-east-1.evil.test", "a/b", "a@b", "é", "a b",
            String(repeating: "a", count: 64),
        ] {
            #expect(throws: InvalidEndpoint("of the region `\(region)` is not valid: it is not a region name")) {
                try Endpoint(service: .rekognition, region: region, partition: "aws")
            }
        }
        #expect(throws: InvalidEndpoint("of the partition `aws-mars` is not known to this version of rekon")) {
            try Endpoint(service: .rekognition, region: "us-east-1", partition: "aws-mars")
        }
    }
}
