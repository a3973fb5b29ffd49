extension JSONReader {
    /// Reads a number; nil for `null`.
    ///
    /// AWS writes values that JSON has no number for as strings: `"NaN"`, `"Infinity"`, `"-Infinity"` (Smithy,
    /// awsJson1_1, "Shape serialization").
    package mutating func double() throws(JSONError) -> Double? {
        if try null() { return nil }
        if byte == UInt8(ascii: "\"") { return try doubleInWords() }
        let start = position
        let number = try number()
        return try double(of: number, from: start)
    }

    /// Reads a number as a value. Whole numbers keep all of their digits.
    mutating func numberValue() throws(JSONError) -> JSONValue {
        let start = position
        let number = try number()
        guard let integer = number.integer, number.hasOnlyDigits, integer != 0 || !number.isNegative else {
            return JSONValue(try double(of: number, from: start))
        }
        return .integer(integer)
    }

    /// - Parameter start: where the number begins; it ends at the reader's place.
    private func double(of number: JSONNumber, from start: Int) throws(JSONError) -> Double {
        if let value = number.exactDouble { return value }
        guard let value = Double(String(decoding: bytes[start..<position], as: UTF8.self)), value.isFinite, value != 0
        else { throw JSONError("a number that is too large or too small", at: start) }
        return value
    }

    /// Reads a whole number, which may be written as `1.0` or `1e2`; nil for `null`.
    package mutating func int64() throws(JSONError) -> Int64? {
        if try null() { return nil }
        let start = position
        let number = try number()
        guard let value = number.integer else {
            throw JSONError("a number that is not whole or is too large", at: start)
        }
        return value
    }

    /// As `int64`, for `Int`.
    package mutating func int() throws(JSONError) -> Int? {
        let start = position
        guard let value = try int64() else { return nil }
        guard let int = Int(exactly: value) else { throw JSONError("a number that is too large", at: start) }
        return int
    }

    private mutating func doubleInWords() throws(JSONError) -> Double {
        let start = position
        switch try string() {
        case "NaN": return .nan
        case "Infinity": return .infinity
        case "-Infinity": return -.infinity
        default: throw JSONError("a string instead of a number", at: start)
        }
    }

    /// Reads the number that begins here.
    mutating func number() throws(JSONError) -> JSONNumber {
        skipBlanks()
        var number = JSONNumber()
        if byte == UInt8(ascii: "-") {
            number.isNegative = true
            position += 1
        }
        if byte == UInt8(ascii: "0") {
            position += 1
        } else {
            guard byte.isDigit else { throw expected("a value") }
            while byte.isDigit {
                number.append(byte)
                position += 1
            }
        }
        if byte == UInt8(ascii: ".") {
            number.hasOnlyDigits = false
            position += 1
            guard byte.isDigit else { throw expected("a digit") }
            while byte.isDigit {
                number.append(byte)
                number.exponent -= 1
                position += 1
            }
        }
        if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") { try exponent(of: &number) }
        return number
    }

    private mutating func exponent(of number: inout JSONNumber) throws(JSONError) {
        number.hasOnlyDigits = false
        position += 1
        let isNegative = byte == UInt8(ascii: "-")
        if isNegative || byte == UInt8(ascii: "+") { position += 1 }
        guard byte.isDigit else { throw expected("a digit") }
        var exponent = 0
        while byte.isDigit {
            // A larger exponent gives the same result, and must not overflow.
            if exponent < 100_000 { exponent = exponent * 10 + Int(byte - UInt8(ascii: "0")) }
            position += 1
        }
        number.exponent += isNegative ? -exponent : exponent
    }
}

/// A number as it is written: digits times a power of ten.
struct JSONNumber {
    var isNegative = false
    private var digits: UInt64 = 0
    /// Whether there are more digits than `digits` can hold.
    private(set) var isCutOff = false
    var exponent = 0
    /// Whether it is written without a fraction and an exponent.
    var hasOnlyDigits = true

    mutating func append(_ digit: UInt8) {
        let (shifted, isTooLarge) = digits.multipliedReportingOverflow(by: 10)
        let (sum, isSumTooLarge) = shifted.addingReportingOverflow(UInt64(digit - UInt8(ascii: "0")))
        isCutOff = isCutOff || isTooLarge || isSumTooLarge
        digits = sum
    }

    /// Nil where the number is not whole, is too large, or has more digits than 64 bits hold.
    var integer: Int64? {
        guard !isCutOff else { return nil }
        if digits == 0 { return 0 }
        var (magnitude, rest) = (digits, exponent)
        // Each loop ends after at most twenty steps.
        while rest < 0 {
            guard magnitude.isMultiple(of: 10) else { return nil }
            magnitude /= 10
            rest += 1
        }
        while rest > 0 {
            let (product, isTooLarge) = magnitude.multipliedReportingOverflow(by: 10)
            if isTooLarge { return nil }
            magnitude = product
            rest -= 1
        }
        if isNegative, magnitude == UInt64(Int64.max) + 1 { return .min }
        return Int64(exactly: magnitude).map { isNegative ? -$0 : $0 }
    }

    /// The nearest double, where one operation on two exact doubles gives it and so rounds once (W. D. Clinger, "How to
    /// Read Floating Point Numbers Accurately", 1990). This covers all times and scores.
    var exactDouble: Double? {
        if digits == 0, !isCutOff { return isNegative ? -0.0 : 0 }
        guard !isCutOff, digits <= 1 << 53, (-22...22).contains(exponent) else { return nil }
        let power = Self.powersOfTen[abs(exponent)]
        let value = exponent < 0 ? Double(digits) / power : Double(digits) * power
        return isNegative ? -value : value
    }

    private static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]
}

extension UInt8 {
    fileprivate var isDigit: Bool { self &- UInt8(ascii: "0") < 10 }
}
