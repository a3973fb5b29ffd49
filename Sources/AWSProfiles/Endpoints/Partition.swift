/// A group of AWS regions with its own DNS suffixes.
///
/// Source: botocore's `partitions.json`.
package struct Partition: Sendable, Equatable {
    package let id: String
    package let dnsSuffix: String
    package let dualStackDNSSuffix: String
    /// The start of a region's name, without its last two parts: `us` in `us-east-1`.
    let regionPrefixes: [String]
    /// A region name for the whole partition.
    let globalRegion: String?

    package static let all = [
        aws,
        Partition(
            id: "aws-cn",
            dnsSuffix: "amazonaws.com.cn",
            dualStackDNSSuffix: "api.amazonwebservices.com.cn",
            regionPrefixes: ["cn"],
            globalRegion: "aws-cn-global"
        ),
        Partition(
            id: "aws-eusc",
            dnsSuffix: "amazonaws.eu",
            dualStackDNSSuffix: "api.amazonwebservices.eu",
            regionPrefixes: ["eusc-de"],
            globalRegion: nil
        ),
        Partition(
            id: "aws-iso",
            dnsSuffix: "c2s.ic.gov",
            dualStackDNSSuffix: "api.aws.ic.gov",
            regionPrefixes: ["us-iso"],
            globalRegion: "aws-iso-global"
        ),
        Partition(
            id: "aws-iso-b",
            dnsSuffix: "sc2s.sgov.gov",
            dualStackDNSSuffix: "api.aws.scloud",
            regionPrefixes: ["us-isob"],
            globalRegion: "aws-iso-b-global"
        ),
        Partition(
            id: "aws-iso-e",
            dnsSuffix: "cloud.adc-e.uk",
            dualStackDNSSuffix: "api.cloud-aws.adc-e.uk",
            regionPrefixes: ["eu-isoe"],
            globalRegion: "aws-iso-e-global"
        ),
        Partition(
            id: "aws-iso-f",
            dnsSuffix: "csp.hci.ic.gov",
            dualStackDNSSuffix: "api.aws.hci.ic.gov",
            regionPrefixes: ["us-isof"],
            globalRegion: "aws-iso-f-global"
        ),
        Partition(
            id: "aws-us-gov",
            dnsSuffix: "amazonaws.com",
            dualStackDNSSuffix: "api.aws",
            regionPrefixes: ["us-gov"],
            globalRegion: "aws-us-gov-global"
        ),
    ]

    private static let aws = Partition(
        id: "aws",
        dnsSuffix: "amazonaws.com",
        dualStackDNSSuffix: "api.aws",
        regionPrefixes: ["us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx"],
        globalRegion: "aws-global"
    )

    /// The partition of a region. An unknown region belongs to `aws`, as in botocore.
    package static func of(region: String) -> Partition {
        all.first { $0.globalRegion == region || $0.matches(region) } ?? aws
    }

    /// Whether a name is `PREFIX-WORD-NUMBER`.
    private func matches(_ region: String) -> Bool {
        let parts = region.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 3, let word = parts.dropLast().last, let number = parts.last else { return false }
        return !word.isEmpty && !number.isEmpty && number.utf8.allSatisfy { (0x30...0x39).contains($0) }
            && regionPrefixes.contains(parts.dropLast(2).joined(separator: "-"))
    }
}

/// The names of regions.
enum Region {
    /// Whether a name can be part of a host name.
    static func isLabel(_ region: String) -> Bool {
        (1...63).contains(region.utf8.count)
            && region.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
            }
            && region.utf8.first != UInt8(ascii: "-") && region.utf8.last != UInt8(ascii: "-")
            && !region.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
