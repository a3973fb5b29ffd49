import AWSSigning
package import Host

extension UnixTime {
    /// A date and time such as `2026-11-23T20:00:00Z`, with a fraction of a second or without, in UTC or with an offset.
    ///
    /// Nil for anything else: an expiration that is not understood must never count as none. Source: RFC 3339, 5.6.
    package init?(iso8601 text: String) {
        var reader = DigitReader(text)
        guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2), reader.skip("-"),
            let day = reader.number(2), reader.skip("T") || reader.skip("t") || reader.skip(" "),
            let hour = reader.number(2), reader.skip(":"), let minute = reader.number(2), reader.skip(":"),
            let second = reader.number(2), let milliseconds = reader.fraction(), let offset = reader.offset(),
            reader.isAtEnd
        else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        guard date.exists, hour < 24, minute < 60, second < 61 else { return nil }
        let seconds = date.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second - offset
        self.init(milliseconds: seconds * 1000 + milliseconds)
    }

    /// As `amz-sdk-request` has it: `20261123T200000Z`.
    var compact: String {
        iso8601.filter { $0 != "-" && $0 != ":" }
    }
}

/// Reads digits and signs off a text.
private struct DigitReader {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = Substring(text).utf8
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func skip(_ sign: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: sign) else { return false }
        rest.removeFirst()
        return true
    }

    mutating func number(_ count: Int) -> Int64? {
        let digits = rest.prefix(count)
        guard digits.count == count, digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        rest.removeFirst(count)
        return Int64(String(Substring(digits)))
    }

    /// In milliseconds; zero where there is none.
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

    /// In seconds, east of Greenwich. `UTC` stands in the token files of old versions of the AWS CLI.
    mutating func offset() -> Int64? {
        if skip("Z") || skip("z") { return 0 }
        if skip("U") { return skip("T") && skip("C") ? 0 : nil }
        let sign: Int64
        if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
        guard let hours = number(2), skip(":"), let minutes = number(2), hours < 24, minutes < 60 else { return nil }
        return sign * (hours * 3600 + minutes * 60)
    }
}

/// The time that has passed since this was made, by a clock of any kind.
struct Elapsed: Sendable {
    private let read: @Sendable () -> Duration

    init(_ clock: some Clock<Duration>) {
        let start = clock.now
        read = { start.duration(to: clock.now) }
    }

    func callAsFunction() -> Duration { read() }
}

extension Duration {
    /// For messages: `0.25 s`, `3 s`.
    var text: String {
        let hundredths = (self / .milliseconds(10)).rounded()
        let (whole, rest) = Int64(hundredths).quotientAndRemainder(dividingBy: 100)
        if rest == 0 { return "\(whole) s" }
        return rest % 10 == 0 ? "\(whole).\(rest / 10) s" : "\(whole).\(rest < 10 ? "0" : "")\(rest) s"
    }

    /// For messages: `84 ms`.
    var milliseconds: String { "\(Int64((self / .milliseconds(1)).rounded())) ms" }
}
