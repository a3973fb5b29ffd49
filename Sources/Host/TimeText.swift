// Times as text: RFC 3339, the basic format of AWS signatures, and the dates of HTTP headers. Integer arithmetic alone.

extension UnixTime {
    /// UTC to the second, rounded down, as in `2026-11-24T06:20:00Z` (RFC 3339).
    package var iso8601: String { written(in: "0000-00-00T00:00:00Z") }

    /// UTC to the minute, rounded down, as in `2026-11-24 06:20`.
    package var minute: String { written(in: "0000-00-00 00:00") }

    /// - Parameter pattern: has zeros in the places of the digits.
    private func written(in pattern: StaticString) -> String {
        let (date, time) = calendar
        // As bytes: a report has some for each version.
        var text = unsafe Array(UnsafeBufferPointer(start: pattern.utf8Start, count: pattern.utf8CodeUnitCount))
        func write(_ number: Int64, endingAt end: Int) {
            var (rest, place) = (number, end)
            while rest > 0 {
                text[place] += UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
                place -= 1
            }
        }
        write(date.year, endingAt: 3)
        write(date.month, endingAt: 6)
        write(date.day, endingAt: 9)
        write(time / 3600, endingAt: 12)
        write(time / 60 % 60, endingAt: 15)
        if text.count > 18 { write(time % 60, endingAt: 18) }
        return String(decoding: text, as: UTF8.self)
    }

    /// UTC to the millisecond, as in `2026-11-24T06:20:00.123Z` (RFC 3339).
    package var text: String {
        iso8601.dropLast() + "." + milliseconds.flooredDivision(by: 1000).remainder.padded(3) + "Z"
    }

    /// UTC to the second, as in `20261124T062000Z`: `X-Amz-Date` and `amz-sdk-request` use it.
    package var compact: String { iso8601.filter { $0 != "-" && $0 != ":" } }

    /// The day in UTC, and the seconds since it began. Times outside the years 0 to 9999 become the nearest in them.
    private var calendar: (date: CivilDate, time: Int64) {
        let instant = min(max(seconds, -62_167_219_200), 253_402_300_799)
        let (days, time) = instant.flooredDivision(by: 86_400)
        return (CivilDate(daysSince1970: days), time)
    }

    /// A date and time such as `2026-11-23T20:00:00Z`, with or without a fraction, in UTC or with an offset.
    ///
    /// Nil for anything else: an expiration that cannot be read must not count as none. Source: RFC 3339, 5.6, and
    /// ISO 8601 for an offset without a colon, as botocore reads it.
    package init?(iso8601 text: String) {
        var reader = TimeReader(text)
        guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2), reader.skip("-"),
            let day = reader.number(2), reader.skip("T") || reader.skip("t") || reader.skip(" "),
            let time = reader.timeOfDay(separator: ":"), let milliseconds = reader.fraction(),
            let offset = reader.offset(), reader.isAtEnd,
            let days = CivilDate(year: year, month: month, day: day).validDaysSince1970
        else { return nil }
        self.init(milliseconds: (days * 86_400 + time - offset) * 1000 + milliseconds)
    }

    /// A time such as `20261123T200000Z`; nil for anything else, and for leap seconds.
    package init?(compact text: String) {
        var reader = TimeReader(text)
        guard let year = reader.number(4), let month = reader.number(2), let day = reader.number(2), reader.skip("T"),
            let time = reader.timeOfDay(separator: nil), !text.hasSuffix("60Z"), reader.skip("Z"), reader.isAtEnd,
            let days = CivilDate(year: year, month: month, day: day).validDaysSince1970
        else { return nil }
        self.init(seconds: days * 86_400 + time)
    }

    /// A date of an HTTP header, as in `Mon, 23 Nov 2026 20:00:00 GMT` (RFC 9110, 5.6.7); nil for anything else.
    package init?(httpDate text: String) {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard let comma = text.firstIndex(of: ",") else { return nil }
        var reader = TimeReader(text[text.index(after: comma)...])
        guard reader.skip(" "), let day = reader.number(2), reader.skip(" "),
            let month = months.firstIndex(where: { reader.skip($0) }), reader.skip(" "),
            let year = reader.number(4), year >= 1970, reader.skip(" "), let time = reader.timeOfDay(separator: ":"),
            reader.skip(" GMT"), reader.isAtEnd,
            let days = CivilDate(year: year, month: Int64(month) + 1, day: day).validDaysSince1970
        else { return nil }
        self.init(seconds: days * 86_400 + time)
    }
}

extension Int64 {
    fileprivate func padded(_ digits: Int) -> String {
        let text = String(self)
        return String(repeating: "0", count: Swift.max(0, digits - text.utf8.count)) + text
    }

    /// The remainder is never negative.
    ///
    /// - Parameter divisor: positive.
    func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

/// A day of the Gregorian calendar.
struct CivilDate: Sendable, Equatable {
    var year: Int64
    /// 1...12.
    var month: Int64
    /// 1...31.
    var day: Int64

    init(year: Int64, month: Int64, day: Int64) {
        (self.year, self.month, self.day) = (year, month, day)
    }

    // Years start in March here, so that the leap day is the last of its year. Eras of 400 years have the same length.
    // 719 468 days lie between 0000-03-01 and 1970-01-01.

    /// - Parameter days: since 1970-01-01; may be negative.
    init(daysSince1970 days: Int64) {
        let (era, dayOfEra) = (days + 719_468).flooredDivision(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// May be negative.
    var daysSince1970: Int64 {
        let (era, yearOfEra) = (month <= 2 ? year - 1 : year).flooredDivision(by: 400)
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// Nil where the calendar does not have this day.
    var validDaysSince1970: Int64? {
        let days = daysSince1970
        return (1...12).contains(month) && day >= 1 && CivilDate(daysSince1970: days) == self ? days : nil
    }
}

/// Reads digits and characters from the start of a text.
private struct TimeReader {
    private var rest: Substring.UTF8View

    init(_ text: some StringProtocol) {
        rest = Substring(text).utf8
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func skip(_ text: String) -> Bool {
        guard rest.starts(with: text.utf8) else { return false }
        rest = rest.dropFirst(text.utf8.count)
        return true
    }

    /// A number of so many digits, without a sign.
    mutating func number(_ count: Int) -> Int64? {
        let digits = rest.prefix(count)
        guard digits.count == count, digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        rest = rest.dropFirst(count)
        return Int64(String(Substring(digits)))
    }

    /// In seconds; second 60 is a leap second.
    mutating func timeOfDay(separator: String?) -> Int64? {
        guard let hour = number(2), separator.map({ skip($0) }) ?? true, let minute = number(2),
            separator.map({ skip($0) }) ?? true, let second = number(2), hour < 24, minute < 60, second < 61
        else { return nil }
        return hour * 3600 + minute * 60 + second
    }

    /// In milliseconds; zero where there is no fraction.
    mutating func fraction() -> Int64? {
        guard skip(".") else { return 0 }
        var milliseconds: Int64 = 0
        var count = 0
        while let digit = number(1) {
            if count < 3 { milliseconds = milliseconds * 10 + digit }
            count += 1
        }
        guard count > 0 else { return nil }
        while count < 3 {
            milliseconds *= 10
            count += 1
        }
        return milliseconds
    }

    /// In seconds, east of Greenwich. Old versions of the AWS CLI write `UTC` into their token files. `strftime("%z")`
    /// and ISO 8601's basic format write `+0000`, without the colon of RFC 3339.
    mutating func offset() -> Int64? {
        if skip("Z") || skip("z") || skip("UTC") { return 0 }
        let sign: Int64
        if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
        guard let hours = number(2) else { return nil }
        _ = skip(":")
        guard let minutes = number(2), hours < 24, minutes < 60 else { return nil }
        return sign * (hours * 3600 + minutes * 60)
    }
}
