import Text

extension LineParser {
    /// Reads the string that starts here.
    mutating func string() throws(LineError) -> StringRange {
        guard byte == UInt8(ascii: "\"") else { throw error("expected a string") }
        var range = StringRange(start: position + 1)
        position += 1
        while true {
            // Eight bytes at a time: most of a manifest is strings. A line feed, which ends the line, is not plain.
            let length = bytes.word(position).plainLength
            position += length
            if length == 8 { continue }
            switch byte {
            case UInt8(ascii: "\""):
                range.length = position - range.start
                position += 1
                return range
            case UInt8(ascii: "\\"):
                range.hasEscapes = true
                try escape()
            default:
                guard position < bytes.count else {
                    throw LineError(problem: "a string has no end", offset: range.start - 1)
                }
                throw error("a control character in a string")
            }
        }
    }

    private mutating func escape() throws(LineError) {
        let start = position
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 1
        case UInt8(ascii: "u"):
            let first = try codeUnit()
            guard UTF16.isLeadSurrogate(first) || UTF16.isTrailSurrogate(first) else { return }
            let half = LineError(problem: "half a surrogate pair", offset: start)
            guard UTF16.isLeadSurrogate(first), bytes.word(position) & 0xFFFF == 0x755C else { throw half }
            position += 1
            guard UTF16.isTrailSurrogate(try codeUnit()) else { throw half }
        default:
            position = start
            throw error("an escape that is not JSON")
        }
    }

    /// Reads the digits after the `u` that is here.
    private mutating func codeUnit() throws(LineError) -> UInt16 {
        position += 1
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = byte.hexadecimalDigitValue else { throw error("expected four hexadecimal digits") }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }

    /// The bytes of a string that was read, without its escapes.
    func unescaped(_ range: StringRange) -> [UInt8] {
        guard range.hasEscapes else { return bytes.copy(range.start, range.length) }
        var plain: [UInt8] = []
        var units: [UInt16] = []
        var index = range.start
        while index < range.start + range.length {
            guard bytes[index] == UInt8(ascii: "\\") else {
                plain.append(bytes[index])
                index += 1
                continue
            }
            let kind = bytes[index + 1]
            index += 2
            switch kind {
            case UInt8(ascii: "b"): plain.append(0x08)
            case UInt8(ascii: "f"): plain.append(0x0C)
            case UInt8(ascii: "n"): plain.append(0x0A)
            case UInt8(ascii: "r"): plain.append(0x0D)
            case UInt8(ascii: "t"): plain.append(0x09)
            case UInt8(ascii: "u"):
                units.append((0..<4).reduce(0) { $0 << 4 | UInt16(bytes[index + $1].hexadecimalDigitValue ?? 0) })
                index += 4
                if let last = units.last, UTF16.isLeadSurrogate(last) { continue }
                plain += String(decoding: units, as: UTF16.self).utf8
                units.removeAll()
            default: plain.append(kind)
            }
        }
        return plain
    }

    /// The text of a string in quotes, truncated to 80 characters.
    func quoted(_ range: StringRange) -> String {
        let text = String(decoding: unescaped(range), as: UTF8.self)
        return "\"\(text.unicodeScalars.count > 80 ? String(text.unicodeScalars.prefix(80)) + "..." : text)\""
    }

    /// Reads the number that starts here.
    @inline(__always)
    mutating func number() throws(LineError) -> Number {
        var index = position
        guard let number = usualNumber(&index) else { return try anyNumber() }
        position = index
        return number
    }

    /// A number of at most 15 digits without sign and exponent. Most are.
    ///
    /// - Parameter index: of its first byte; then of the byte after it.
    /// - Returns: nil for any other text.
    @inline(__always)
    func usualNumber(_ index: inout Int) -> Number? {
        let start = index
        var value: Int64 = 0
        while bytes[index].isDigit, index - start < 15 {
            value = value &* 10 &+ Int64(bytes[index] &- UInt8(ascii: "0"))
            index += 1
        }
        let length = index - start
        let next = bytes[index]
        guard length > 0, !next.isDigit, next | 0x20 != UInt8(ascii: "e"),
            length == 1 || bytes[start] != UInt8(ascii: "0")
        else { return nil }
        if next != UInt8(ascii: ".") { return Number(integer: value, isFraction: value <= 1) }
        return usualFraction(value, length, &index)
    }

    /// - Parameters:
    ///   - whole: the value of the digits before the point.
    ///   - length: their number.
    ///   - index: of the point; then of the byte after the number.
    private func usualFraction(_ whole: Int64, _ length: Int, _ index: inout Int) -> Number? {
        let point = index
        var value = whole
        index += 1
        while bytes[index].isDigit, length + index - point <= 15 {
            value = value &* 10 &+ Int64(bytes[index] &- UInt8(ascii: "0"))
            index += 1
        }
        let decimals = index - point - 1
        guard decimals > 0, !bytes[index].isDigit, bytes[index] | 0x20 != UInt8(ascii: "e") else { return nil }
        // Both operands are exact, so the quotient is correctly rounded.
        let fraction = Double(value) / Decimal.powersOfTen[decimals]
        let rounded = Int64(fraction)
        if Double(rounded) == fraction { return Number(integer: rounded, isFraction: rounded <= 1) }
        return Number(fraction: fraction, isFraction: whole == 0)
    }

    @inline(never)
    private mutating func anyNumber() throws(LineError) -> Number {
        let start = position
        var number = Decimal()
        if byte == UInt8(ascii: "-") {
            number.isNegative = true
            position += 1
        }
        if byte == UInt8(ascii: "0") {
            position += 1
        } else {
            guard byte.isDigit else { throw error("expected a value") }
            while byte.isDigit { number.append(take()) }
        }
        if byte == UInt8(ascii: ".") {
            position += 1
            guard byte.isDigit else { throw error("expected a digit") }
            while byte.isDigit { number.appendFraction(take()) }
        }
        if byte | 0x20 == UInt8(ascii: "e") {
            position += 1
            let isNegative = byte == UInt8(ascii: "-")
            if isNegative || byte == UInt8(ascii: "+") { position += 1 }
            guard byte.isDigit else { throw error("expected a digit") }
            var exponent = 0
            // A larger exponent changes no result.
            while byte.isDigit { exponent = min(exponent * 10 + Int(take() - UInt8(ascii: "0")), 100_000_000) }
            number.exponent += isNegative ? -exponent : exponent
        }
        var facts = number.facts
        if facts.integer == Number.noInteger {
            // Most fractions are short: reading the text again takes ten times as long.
            let value =
                number.shortValue ?? Double(String(decoding: bytes.copy(start, position - start), as: UTF8.self))
            if let value { facts.fraction = value }
        }
        return facts
    }

    private mutating func take() -> UInt8 {
        defer { position += 1 }
        return byte
    }
}

/// A number as it is written: the significant digits, and the power of ten.
private struct Decimal {
    var isNegative = false
    /// The significant digits that fit in 64 bits.
    private var digits: UInt64 = 0
    private var digitCount = 0
    private var pendingZeros = 0
    var exponent = 0

    mutating func append(_ digit: UInt8) {
        if digit == UInt8(ascii: "0") {
            if digitCount > 0 { pendingZeros += 1 }
            return
        }
        for zero in 0...pendingZeros {
            digits = digits &* 10 &+ (zero == pendingZeros ? UInt64(digit - UInt8(ascii: "0")) : 0)
        }
        digitCount += 1 + pendingZeros
        pendingZeros = 0
    }

    mutating func appendFraction(_ digit: UInt8) {
        exponent -= 1
        append(digit)
    }

    /// The value, correctly rounded, of a number with few digits: both operands are exact. Nil for others.
    var shortValue: Double? {
        let power = exponent + pendingZeros
        guard digitCount <= 15, power <= 0, -power < Self.powersOfTen.count else { return nil }
        let value = Double(digits) / Self.powersOfTen[-power]
        return isNegative ? -value : value
    }

    fileprivate static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]

    var facts: Number {
        if digitCount == 0 { return Number(integer: 0, isFraction: true) }
        // Includes trailing zeros, which are not in `digits`.
        let power = exponent + pendingZeros
        let magnitude = digitCount + power
        var number = Number()
        number.isFraction = !isNegative && (magnitude <= 0 || (digitCount == 1 && digits == 1 && power == 0))
        if power >= 0, magnitude <= 16 {
            let value = (0..<power).reduce(Int64(digits)) { product, _ in product * 10 }
            if value <= 1 << 53 { number.integer = isNegative ? -value : value }
        }
        return number
    }
}

extension UInt8 {
    var isDigit: Bool { @inline(__always) get { self &- UInt8(ascii: "0") < 10 } }
}

extension UInt64 {
    /// How many of the eight bytes, from the lowest, come before a quote, a backslash or a control character.
    fileprivate var plainLength: Int {
        @inline(__always) get {
            let ones: UInt64 = 0x0101_0101_0101_0101
            let high = ones << 7
            // A borrow sets the high bit of each matching byte. It may also set bits of higher bytes, but only the
            // lowest match counts.
            let quotes = self ^ (ones &* 0x22)
            let backslashes = self ^ (ones &* 0x5C)
            let found =
                ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)
                | ((self &- (ones &* 0x20)) & ~self)
            return (found & high).trailingZeroBitCount / 8
        }
    }
}
