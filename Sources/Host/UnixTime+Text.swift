internal import FoundationEssentials

extension UnixTime {
    /// As in `2026-11-24T06:20:00.123Z`: RFC 3339, in UTC and to the millisecond.
    package var text: String {
        // The style's own fractions are made of a Double, and cut off: the milliseconds are put in as whole numbers.
        let whole = Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
        let fraction = String(milliseconds - seconds * 1000)
        return whole.dropLast() + "." + String(repeating: "0", count: 3 - fraction.utf8.count) + fraction + "Z"
    }
}
