/// A day of the Gregorian calendar in UTC, as in `2027-01-31` (ISO 8601, RFC 3339 `full-date`).
package struct CalendarDay: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Always `YYYY-MM-DD`, so that the order of the bytes is the order of the days.
    package let text: String

    package init(_ text: String) throws(InvalidValue) {
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int? {
            var value = 0
            for byte in bytes[range] {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                value = value * 10 + Int(byte - UInt8(ascii: "0"))
            }
            return value
        }
        let dash = UInt8(ascii: "-")
        guard bytes.count == 10, bytes[4] == dash, bytes[7] == dash, let year = number(0..<4),
            let month = number(5..<7), let day = number(8..<10)
        else { throw InvalidValue("must be a date, as in `2027-01-31`") }
        guard (1...12).contains(month), (1...Self.length(ofMonth: month, in: year)).contains(day) else {
            throw InvalidValue("is not a day of the calendar")
        }
        self.text = text
    }

    private static func length(ofMonth month: Int, in year: Int) -> Int {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    package var description: String { text }

    package static func < (lhs: CalendarDay, rhs: CalendarDay) -> Bool {
        lhs.text.utf8.lexicographicallyPrecedes(rhs.text.utf8)
    }
}
