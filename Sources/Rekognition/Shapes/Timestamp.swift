/// A point in time as AWS JSON carries it: seconds since 1970, possibly with a fraction.
package struct Timestamp: Codable, Sendable, Hashable, Comparable {
    package var epochSeconds: Double

    package init(epochSeconds: Double) {
        self.epochSeconds = epochSeconds
    }

    package init(from decoder: any Decoder) throws {
        epochSeconds = try decoder.singleValueContainer().decode(Double.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(epochSeconds)
    }

    package static func < (lhs: Timestamp, rhs: Timestamp) -> Bool {
        lhs.epochSeconds < rhs.epochSeconds
    }
}
