/// The address of a service.
package struct Endpoint: Sendable, Equatable, CustomStringConvertible {
    /// Why this endpoint was chosen.
    package enum Origin: Sendable, Equatable {
        /// The partition's rule for the region.
        case region
        /// The flag, variable or setting that configures it.
        case configured(String)
    }

    package var isSecure: Bool
    /// A name or an address, IPv6 in brackets.
    package var host: String
    /// Nil for the default of the scheme.
    package var port: Int?
    /// The start of every request's path: empty, or with `/` at its start and not at its end.
    package var basePath: String
    package var origin: Origin
    /// The region in the scope of a signature; nil for a configured endpoint, which takes the region of the call.
    package var signingRegion: String?
    /// The rule that chose it, for messages. See `explanation`.
    var reason = ""

    /// Why this endpoint was chosen, after "because of".
    package var explanation: String {
        switch origin {
        case .region: reason
        case .configured(let source): source
        }
    }
    /// The value of the `Host` header.
    package var authority: String { port.map { "\(host):\($0)" } ?? host }
    package var description: String { withoutPath + basePath }
    /// Scheme, host and port.
    package var withoutPath: String { "\(isSecure ? "https" : "http")://\(authority)" }
}

/// An endpoint that cannot be used: a message that completes "the endpoint ...".
package struct InvalidEndpoint: Error, Sendable, Equatable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) {
        self.description = description
    }
}

extension Endpoint {
    /// - Parameter url: `http://` or `https://`, a host, an optional port and an optional path.
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
            throw InvalidEndpoint("must have only a host, a port and a path")
        }
        var path = ""
        if let slash = rest.firstIndex(of: "/") {
            path = String(rest[slash...])
            rest = rest[..<slash]
        }
        while path.hasSuffix("/") { path.removeLast() }
        var port: Int?
        // The colons of an IPv6 address are in brackets.
        if let colon = rest.lastIndex(of: ":"), !rest[colon...].contains("]") {
            let digits = rest[rest.index(after: colon)...]
            guard let number = Int(digits), (1...65535).contains(number), digits.first != "+" else {
                throw InvalidEndpoint("has a port that is not a number from 1 to 65535")
            }
            port = number
            rest = rest[..<colon]
        }
        guard !rest.isEmpty else { throw InvalidEndpoint("has no host") }
        guard Self.isHost(rest) else {
            throw InvalidEndpoint("has an invalid host; an IPv6 address must be in brackets")
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
    /// The endpoint of a service in a region by the rules of AWS.
    ///
    /// Source: the endpoint rule sets of botocore (`endpoint-rule-set-1.json`). For `s3` it is the regional endpoint,
    /// in us-east-1 too, and the bucket is part of the path.
    ///
    /// - Parameters:
    ///   - partition: the partition by another source, such as a project's ARN; it must be the region's.
    ///   - stsEndpoints: `legacy` uses the global endpoint of STS for the oldest regions.
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

/// The inputs of the endpoint rules.
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
            throw InvalidEndpoint("of the region `\(region)` is not valid: it is not a region name")
        }
        if let id, !Partition.all.contains(where: { $0.id == id }) {
            throw InvalidEndpoint("of the partition `\(id)` is not known to this version of rekon")
        }
        partition = Partition.of(region: region)
        if let id, id != partition.id {
            throw InvalidEndpoint(
                "of the region `\(region)` in the partition `\(id)` does not exist: the region belongs to "
                    + "`\(partition.id)`; correct the ARN"
            )
        }
        self.service = service
        self.region = region
        self.fips = fips
        self.dualStack = dualStack
    }

    /// Why this endpoint was chosen, for messages.
    var reason: String {
        let variants = [fips ? "FIPS" : nil, dualStack ? "dual-stack" : nil].compactMap { $0 }
        let suffix = variants.isEmpty ? "" : " with " + variants.joined(separator: " and ")
        return "the rules of the partition \(partition.id) for \(region)\(suffix)"
    }

    func host(_ stsEndpoints: STSEndpoints) throws(InvalidEndpoint) -> (name: String, signingRegion: String) {
        switch service {
        case .s3: return try s3
        case .sts where !fips && !dualStack && isGlobal(stsEndpoints): return ("sts.amazonaws.com", "us-east-1")
        case .rekognition, .sts, .kms, .serviceQuotas, .cloudTrail, .sso, .ssoOIDC: return (regional, region)
        }
    }

    private var regional: String {
        // In this partition the ordinary endpoints of these services are FIPS endpoints; for CloudTrail the rules name
        // the regions.
        let isFIPSAnyway =
            partition.id == "aws-us-gov" && !dualStack
            && ([.sts, .serviceQuotas, .sso, .ssoOIDC].contains(service)
                || service == .cloudTrail && ["us-gov-east-1", "us-gov-west-1"].contains(region))
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
                throw InvalidEndpoint("of S3 in the partition `aws-cn` has no FIPS variant")
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
