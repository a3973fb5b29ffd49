internal import ArgumentParser

/// A time span as people write it: `90s`, `30m`, `2h`, `1d`, `1h30m`.
struct DurationArgument: Sendable, Equatable {
    let duration: Duration

    /// The units from the largest to the smallest, with their seconds.
    private static let units: [(letter: UInt8, seconds: Int64)] = [
        (UInt8(ascii: "d"), 86_400), (UInt8(ascii: "h"), 3600), (UInt8(ascii: "m"), 60), (UInt8(ascii: "s"), 1),
    ]

    /// - Throws: `ValidationError`.
    init(parsing text: String) throws {
        var rest = Array(text.utf8)[...]
        var seconds: Int64 = 0
        var units = Self.units[...]
        while !rest.isEmpty {
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            rest = rest.dropFirst(digits.count)
            guard (1...9).contains(digits.count), let number = Int64(String(decoding: digits, as: UTF8.self)) else {
                throw Self.error(text, rest.isEmpty || digits.count > 9 ? "is too long" : "has a unit without a number")
            }
            guard let letter = rest.popFirst() else { throw Self.error(text, "has a number without a unit") }
            guard let unit = units.firstIndex(where: { $0.letter == letter }) else {
                let isKnown = Self.units.contains { $0.letter == letter }
                throw Self.error(text, isKnown ? "has its units in another order, or one twice" : "has an unknown unit")
            }
            seconds += number * units[unit].seconds
            units = units[(unit + 1)...]
        }
        guard !text.isEmpty else { throw Self.error(text, "is empty") }
        guard (1...31_536_000).contains(seconds) else {
            throw Self.error(text, seconds == 0 ? "is no time at all" : "is more than a year")
        }
        duration = .seconds(seconds)
    }

    private static func error(_ text: String, _ reason: String) -> ValidationError {
        ValidationError("'\(text)' \(reason). Write days, hours, minutes and seconds as in 90s, 30m, 2h, 1d or 1h30m.")
    }
}
