internal import FoundationEssentials

extension UnixTime {
    /// In UTC and to the millisecond, as in `2026-11-24T06:20:00.123Z` (RFC 3339).
    package var text: String {
        // The style's own fractions are made of a Double, and cut off: the milliseconds are put in as whole numbers.
        let fraction = String(milliseconds - seconds * 1000)
        return iso8601.dropLast() + "." + String(repeating: "0", count: 3 - fraction.utf8.count) + fraction + "Z"
    }

    /// In UTC and to the second, rounded down, as in `2026-11-24T06:20:00Z` (RFC 3339).
    package var iso8601: String {
        Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    }
}
