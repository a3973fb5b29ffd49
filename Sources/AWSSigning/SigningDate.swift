/// The two dates of a signature, from one instant: a scope with the day before its timestamp would be refused.
struct SigningDate: Sendable, Equatable {
    /// `yyyyMMdd'T'HHmmss'Z'`.
    let timestamp: String
    /// `yyyyMMdd`.
    let day: String

    /// The times that four digits of a year can tell: from 0000-01-01T00:00:00Z to 9999-12-31T23:59:59Z.
    private static let range: ClosedRange<Int64> = -62_167_219_200...253_402_300_799

    /// - Parameter epochSeconds: since 1970-01-01T00:00:00Z; beyond the years 0 to 9999, the nearest time in them.
    init(epochSeconds: Int64) {
        let instant = min(max(epochSeconds, Self.range.lowerBound), Self.range.upperBound)
        let (days, seconds) = instant.flooredDivision(by: 86_400)
        let date = CivilDate(daysSince1970: days)
        day = Self.digits(date.year, 4) + Self.digits(date.month, 2) + Self.digits(date.day, 2)
        timestamp =
            day + "T" + Self.digits(seconds / 3600, 2) + Self.digits(seconds / 60 % 60, 2)
            + Self.digits(seconds % 60, 2) + "Z"
    }

    /// Seconds since 1970 of a timestamp; nil where it is none, or of a day or time of day that there is not.
    static func epochSeconds(_ timestamp: String) -> Int64? {
        let bytes = Array(timestamp.utf8)
        guard bytes.count == 16, bytes[8] == UInt8(ascii: "T"), bytes[15] == UInt8(ascii: "Z"),
            let year = number(bytes[0..<4]), let month = number(bytes[4..<6]), let day = number(bytes[6..<8]),
            let hour = number(bytes[9..<11]), let minute = number(bytes[11..<13]), let second = number(bytes[13..<15])
        else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        guard date.exists, hour < 24, minute < 60, second < 60 else { return nil }
        return date.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second
    }

    /// Of digits only: `Int64.init` would take a sign too.
    private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
        var number: Int64 = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            number = number * 10 + Int64(digit - UInt8(ascii: "0"))
        }
        return number
    }

    private static func digits(_ number: Int64, _ count: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
    }
}
