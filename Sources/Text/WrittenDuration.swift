/// A duration as a person writes it: `90s`, `30m`, `2h`, `1d`, `1h30m`. From one second to a year.
package struct WrittenDuration: Sendable, Equatable {
    package let seconds: Int64

    package var duration: Duration { .seconds(seconds) }

    /// Why a text is no duration.
    package struct Problem: Error, Sendable, Equatable {
        /// A clause without a subject, such as `has a number without a unit`.
        package var reason: String
    }

    /// As a person would write it, such as `1d` or `1h30m`. A part of a second has decimals: `3.1s`.
    package static func text(of duration: Duration) -> String {
        var rest = duration.components.seconds
        guard rest > 0, duration == .seconds(rest) else { return "\(duration / .seconds(1))s" }
        var text = ""
        for unit in units where rest >= unit.seconds {
            text += "\(rest / unit.seconds)\(Character(UnicodeScalar(unit.letter)))"
            rest %= unit.seconds
        }
        return text
    }

    /// What a message says about the form.
    package static let form = "days, hours, minutes and seconds, such as 90s, 30m, 2h, 1d or 1h30m"

    /// From the largest to the smallest.
    private static let units: [(letter: UInt8, seconds: Int64)] = [
        (UInt8(ascii: "d"), 86_400), (UInt8(ascii: "h"), 3600), (UInt8(ascii: "m"), 60), (UInt8(ascii: "s"), 1),
    ]

    package init(_ text: String) throws(Problem) {
        var rest = Array(text.utf8)[...]
        var seconds: Int64 = 0
        var units = Self.units[...]
        while !rest.isEmpty {
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            rest = rest.dropFirst(digits.count)
            guard (1...9).contains(digits.count), let number = Int64(String(decoding: digits, as: UTF8.self)) else {
                let isLong = rest.isEmpty || digits.count > 9
                throw Problem(reason: isLong ? "is too long" : "has a unit without a number")
            }
            guard let letter = rest.popFirst() else { throw Problem(reason: "has a number without a unit") }
            guard let unit = units.firstIndex(where: { $0.letter == letter }) else {
                let isKnown = Self.units.contains { $0.letter == letter }
                throw Problem(reason: isKnown ? "has a unit twice or in the wrong order" : "has an unknown unit")
            }
            seconds += number * units[unit].seconds
            units = units[(unit + 1)...]
        }
        guard !text.isEmpty else { throw Problem(reason: "is empty") }
        guard (1...31_536_000).contains(seconds) else {
            throw Problem(reason: seconds == 0 ? "is zero" : "is more than a year")
        }
        self.seconds = seconds
    }
}
