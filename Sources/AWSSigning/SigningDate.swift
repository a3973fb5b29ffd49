import Crypto

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

/// A day of the Gregorian calendar, by integer arithmetic alone.
package struct CivilDate: Sendable, Equatable {
    package var year: Int64
    /// 1...12.
    package var month: Int64
    /// 1...31.
    package var day: Int64

    package init(year: Int64, month: Int64, day: Int64) {
        (self.year, self.month, self.day) = (year, month, day)
    }

    // Years start in March here, so that the leap day is the last of its year, and come in eras of 400, which are all
    // of the same length. 719 468 days lie between 0000-03-01 and 1970-01-01.

    /// - Parameter days: since 1970-01-01; may be negative.
    package init(daysSince1970 days: Int64) {
        let (era, dayOfEra) = (days + 719_468).flooredDivision(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// May be negative.
    package var daysSince1970: Int64 {
        let (era, yearOfEra) = (month <= 2 ? year - 1 : year).flooredDivision(by: 400)
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// Whether the calendar has this day.
    package var exists: Bool {
        (1...12).contains(month) && day >= 1 && CivilDate(daysSince1970: daysSince1970) == self
    }
}

extension Int64 {
    /// The remainder is never negative.
    ///
    /// - Parameter divisor: positive.
    func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

/// What a signature is good for: one service in one region on one day.
struct SignatureScope: Equatable {
    /// `yyyyMMdd`.
    var day: String
    var region: String
    var service: String

    static let algorithm = "AWS4-HMAC-SHA256"
    static let terminator = "aws4_request"

    var text: String { "\(day)/\(region)/\(service)/\(Self.terminator)" }

    func stringToSign(_ canonicalRequest: CanonicalRequest, timestamp: String) -> String {
        let hash = CanonicalRequest.hash(Array(canonicalRequest.text.utf8))
        return "\(Self.algorithm)\n\(timestamp)\n\(text)\n\(hash)"
    }

    /// In hexadecimal digits.
    func signature(of stringToSign: String, secret: String) -> String {
        var key = SymmetricKey(data: Array("AWS4\(secret)".utf8))
        for part in [day, region, service, Self.terminator] {
            key = SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Array(part.utf8), using: key))
        }
        return HMAC<SHA256>.authenticationCode(for: Array(stringToSign.utf8), using: key).hexadecimal
    }
}
