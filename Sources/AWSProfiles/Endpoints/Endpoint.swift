/// Where requests for a service go.
package struct Endpoint: Sendable, Equatable, CustomStringConvertible {
    /// Why it is this one.
    package enum Origin: Sendable, Equatable {
        /// The partition's rule for the region.
        case region
        /// What somebody configured: the flag, variable or setting.
        case configured(String)
    }

    package var isSecure: Bool
    /// A name or an address, IPv6 in brackets.
    package var host: String
    /// Nil: the scheme's own.
    package var port: Int?
    /// In front of every request's path; empty, or starting and not ending with `/`.
    package var basePath: String
    package var origin: Origin
    /// The region in the scope of a signature; nil for a configured endpoint, where it is the region of the call.
    package var signingRegion: String?
    /// For people: by which rule it is this one. See `explanation`.
    var reason = ""

    /// Why it is this endpoint, in words that follow "because of".
    package var explanation: String {
        switch origin {
        case .region: reason
        case .configured(let source): source
        }
    }
    /// The value of the `Host` header.
    package var authority: String { port.map { "\(host):\($0)" } ?? host }
    package var description: String { "\(isSecure ? "https" : "http")://\(authority)\(basePath)" }
}

/// An endpoint that cannot be used, in words that complete "the endpoint ...".
package struct InvalidEndpoint: Error, Sendable, Equatable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) {
        self.description = description
    }
}

extension Endpoint {
    /// - Parameter url: `http://` or `https://`, a host, and perhaps a port and a path.
    package init(url: String, origin: Origin) throws(InvalidEndpoint) {
        let scheme: Substring
        var rest: Substring
        if url.hasPrefix("https://") {
            (scheme, rest) = ("https", url.dropFirst(8))
        } else if url.hasPrefix("http://") {
            (scheme, rest) = ("http", url.dropFirst(7))
        } else {
            throw InvalidEndpoint("must start with http:// or https://")
        }
        if rest.contains(where: { "?#@ ".contains($0) }) || !rest.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) {
            throw InvalidEndpoint("may hold a host, a port and a path, and nothing else")
        }
        var path = ""
        if let slash = rest.firstIndex(of: "/") {
            path = String(rest[slash...])
            rest = rest[..<slash]
        }
        while path.hasSuffix("/") { path.removeLast() }
        var port: Int?
        // The colons of an IPv6 address stand in brackets.
        if let colon = rest.lastIndex(of: ":"), !rest[colon...].contains("]") {
            let digits = rest[rest.index(after: colon)...]
            guard let number = Int(digits), (1...65535).contains(number), digits.first != "+" else {
                throw InvalidEndpoint("has a port that is not a number from 1 to 65535")
            }
            port = number
            rest = rest[..<colon]
        }
        guard !rest.isEmpty else { throw InvalidEndpoint("names no host") }
        guard Self.isHost(rest) else {
            throw InvalidEndpoint("has a host that is neither a name nor an address; one of IPv6 stands in brackets")
        }
        let isSecure = scheme == "https"
        if port == (isSecure ? 443 : 80) { port = nil }
        self.init(
            isSecure: isSecure,
            host: rest.lowercased(),
            port: port,
            basePath: path,
            origin: origin
        )
    }

    /// Whether it is a name (letters, digits, `-._`), an IPv4 address, or an IPv6 address in brackets.
    private static func isHost(_ text: Substring) -> Bool {
        if text.hasPrefix("["), text.hasSuffix("]") {
            let address = text.dropFirst().dropLast()
            return address.contains(":") && address.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
        }
        return text.allSatisfy { $0.isLetter || $0.isNumber || "-._".contains($0) }
    }
}

extension Endpoint {
    /// The endpoint that AWS's rules give a service in a region.
    ///
    /// Source: the endpoint rule sets of botocore (`endpoint-rule-set-1.json`). `s3` is the endpoint of the service, of
    /// which a bucket's path is a part; of us-east-1 it is the regional one.
    ///
    /// - Parameters:
    ///   - partition: what else says the partition, such as a project's ARN; it must be the region's.
    ///   - stsEndpoints: `legacy` brings STS of the oldest regions to its one global endpoint.
    package init(
        service: AWSService,
        region: String,
        fips: Bool = false,
        dualStack: Bool = false,
        partition: String? = nil,
        stsEndpoints: STSEndpoints = .regional
    ) throws(InvalidEndpoint) {
        let rule = try Rule(service: service, region: region, fips: fips, dualStack: dualStack, partition: partition)
        let host = try rule.host(stsEndpoints)
        self.init(
            isSecure: true,
            host: host.name,
            port: nil,
            basePath: "",
            origin: .region,
            signingRegion: host.signingRegion,
            reason: rule.reason
        )
    }
}

/// What decides about an endpoint.
private struct Rule {
    let service: AWSService
    let region: String
    let fips: Bool
    let dualStack: Bool
    let partition: Partition

    init(
        service: AWSService,
        region: String,
        fips: Bool,
        dualStack: Bool,
        partition id: String?
    ) throws(InvalidEndpoint) {
        guard Region.isLabel(region) else {
            throw InvalidEndpoint("of the region `\(region)` cannot be: that is no region")
        }
        if let id, !Partition.all.contains(where: { $0.id == id }) {
            throw InvalidEndpoint("of the partition `\(id)` is not known to this version of rekon")
        }
        partition = Partition.of(region: region)
        if let id, id != partition.id {
            throw InvalidEndpoint(
                "of the region `\(region)` in the partition `\(id)` cannot be: the region belongs to "
                    + "`\(partition.id)`; correct the ARN"
            )
        }
        self.service = service
        self.region = region
        self.fips = fips
        self.dualStack = dualStack
    }

    /// For people: why it is this endpoint.
    var reason: String {
        let variants = [fips ? "FIPS" : nil, dualStack ? "dual-stack" : nil].compactMap { $0 }
        let suffix = variants.isEmpty ? "" : " with " + variants.joined(separator: " and ")
        return "the rules of the partition \(partition.id) for \(region)\(suffix)"
    }

    func host(_ stsEndpoints: STSEndpoints) throws(InvalidEndpoint) -> (name: String, signingRegion: String) {
        switch service {
        case .s3: return try s3
        case .sts where !fips && !dualStack && isGlobal(stsEndpoints): return ("sts.amazonaws.com", "us-east-1")
        case .rekognition, .sts, .kms, .sso, .ssoOIDC: return (regional, region)
        }
    }

    private var regional: String {
        // There the ordinary endpoints of these are FIPS endpoints.
        let isFIPSAnyway = partition.id == "aws-us-gov" && !dualStack && [.sts, .sso, .ssoOIDC].contains(service)
        let variant = fips && !isFIPSAnyway ? "-fips" : ""
        let suffix = dualStack ? partition.dualStackDNSSuffix : partition.dnsSuffix
        return "\(service.endpointPrefix)\(variant).\(region).\(suffix)"
    }

    private func isGlobal(_ endpoints: STSEndpoints) -> Bool {
        region == "aws-global" || endpoints == .legacy && Self.regionsOfGlobalSTS.contains(region)
    }

    private static let regionsOfGlobalSTS: Set = [
        "ap-northeast-1", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ca-central-1", "eu-central-1",
        "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1", "us-east-1", "us-east-2", "us-west-1",
        "us-west-2",
    ]

    private var s3: (name: String, signingRegion: String) {
        get throws(InvalidEndpoint) {
            if fips, partition.id == "aws-cn" {
                throw InvalidEndpoint("of S3 in the partition `aws-cn` cannot be FIPS: AWS has none there")
            }
            let isGlobal = region == "aws-global"
            let signingRegion = isGlobal ? "us-east-1" : region
            var labels = [fips ? "s3-fips" : "s3"]
            if dualStack { labels.append("dualstack") }
            if !isGlobal || fips || dualStack { labels.append(signingRegion) }
            return ((labels + [partition.dnsSuffix]).joined(separator: "."), signingRegion)
        }
    }
}
