/// A group of AWS regions with a DNS suffix of its own.
///
/// Source: botocore's `partitions.json`.
package struct Partition: Sendable, Equatable {
    package let id: String
    package let dnsSuffix: String

    package static let all = [
        Partition(id: "aws", dnsSuffix: "amazonaws.com"),
        Partition(id: "aws-cn", dnsSuffix: "amazonaws.com.cn"),
        Partition(id: "aws-us-gov", dnsSuffix: "amazonaws.com"),
        Partition(id: "aws-iso", dnsSuffix: "c2s.ic.gov"),
        Partition(id: "aws-iso-b", dnsSuffix: "sc2s.sgov.gov"),
        Partition(id: "aws-iso-e", dnsSuffix: "cloud.adc-e.uk"),
        Partition(id: "aws-iso-f", dnsSuffix: "csp.hci.ic.gov"),
        Partition(id: "aws-eusc", dnsSuffix: "amazonaws.eu"),
    ]
}
