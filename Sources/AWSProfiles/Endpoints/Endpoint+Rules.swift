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
