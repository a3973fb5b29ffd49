extension JSONReader {
    /// The end of the value that begins here, if it is valid and simple: ASCII without escapes, and numbers without an
    /// exponent. Nil for every other value, which `skipValue` then reads piece by piece: it has the errors.
    ///
    /// Most of an answer is skipped. Here it is one loop over the bytes that makes no values.
    ///
    /// - Parameter outer: the depth of the objects and lists around the value.
    func plainEnd(_ outer: Int) -> Int? {
        let span = bytes.span
        var (index, depth) = (position, outer)
        /// A bit for each open object or list, the innermost one lowest: 1 for an object. `depthLimit` are 64.
        var objects: UInt64 = 0
        while true {
            // A value begins here, or the name of a member with its value.
            guard index < span.count else { return nil }
            switch span[index] {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                let isObject = span[index] == UInt8(ascii: "{")
                depth += 1
                guard depth <= Self.depthLimit else { return nil }
                objects = objects << 1 | (isObject ? 1 : 0)
                index = span.skippingBlanks(from: index + 1)
                guard index < span.count else { return nil }
                // `]` and `}` are two after `[` and `{` in ASCII.
                if span[index] != (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
                    if isObject {
                        guard let value = span.valueOfMember(at: index) else { return nil }
                        index = value
                    }
                    continue
                }
            // The end of the empty object or list is taken below.
            case UInt8(ascii: "\""):
                guard let end = span.endOfPlainString(from: index) else { return nil }
                index = end
            default:
                guard let end = span.endOfPlainWord(from: index) else { return nil }
                index = end
            }
            // A value ends here, and with it perhaps what it is in.
            while true {
                guard depth > outer else { return index }
                index = span.skippingBlanks(from: index)
                guard index < span.count else { return nil }
                let isObject = objects & 1 == 1
                if span[index] == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
                    index += 1
                    depth -= 1
                    objects >>= 1
                    continue
                }
                guard span[index] == UInt8(ascii: ",") else { return nil }
                index = span.skippingBlanks(from: index + 1)
                if isObject {
                    guard let value = span.valueOfMember(at: index) else { return nil }
                    index = value
                }
                break
            }
        }
    }
}

extension Span<UInt8> {
    fileprivate func skippingBlanks(from start: Int) -> Int {
        var index = start
        while index < count, self[index] <= 0x20 {
            switch self[index] {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): index += 1
            default: return index
            }
        }
        return index
    }

    /// Where the value of the member begins whose name begins at a place.
    fileprivate func valueOfMember(at start: Int) -> Int? {
        guard start < count, self[start] == UInt8(ascii: "\""), let end = endOfPlainString(from: start) else {
            return nil
        }
        let colon = skippingBlanks(from: end)
        guard colon < count, self[colon] == UInt8(ascii: ":") else { return nil }
        return skippingBlanks(from: colon + 1)
    }

    /// After the closing quote.
    ///
    /// - Parameter start: of the opening quote.
    fileprivate func endOfPlainString(from start: Int) -> Int? {
        var index = start + 1
        while index < count {
            if index + 8 <= count {
                let length = plainLength(at: index)
                index += length
                if length == 8 { continue }
            }
            let byte = self[index]
            if byte == UInt8(ascii: "\"") { return index + 1 }
            guard byte >= 0x20, byte < 0x80, byte != UInt8(ascii: "\\") else { return nil }
            index += 1
        }
        return nil
    }

    /// The end of `true`, `false`, `null`, or a number without an exponent.
    fileprivate func endOfPlainWord(from start: Int) -> Int? {
        switch self[start] {
        case UInt8(ascii: "t"): end(of: "true", from: start)
        case UInt8(ascii: "f"): end(of: "false", from: start)
        case UInt8(ascii: "n"): end(of: "null", from: start)
        default: endOfPlainNumber(from: start)
        }
    }

    private func end(of word: StaticString, from start: Int) -> Int? {
        guard start + word.utf8CodeUnitCount <= count else { return nil }
        for offset in 0..<word.utf8CodeUnitCount where unsafe self[start + offset] != word.utf8Start[offset] {
            return nil
        }
        return start + word.utf8CodeUnitCount
    }

    private func endOfPlainNumber(from start: Int) -> Int? {
        let first = self[start] == UInt8(ascii: "-") ? start + 1 : start
        var end = endOfDigits(from: first)
        guard end > first, self[first] != UInt8(ascii: "0") || end == first + 1 else { return nil }
        if end < count, self[end] == UInt8(ascii: ".") {
            let fraction = end + 1
            end = endOfDigits(from: fraction)
            guard end > fraction else { return nil }
        }
        if end < count, self[end] | 0x20 == UInt8(ascii: "e") { return nil }
        return end
    }

    private func endOfDigits(from start: Int) -> Int {
        var index = start
        while index < count, self[index] &- UInt8(ascii: "0") < 10 { index += 1 }
        return index
    }
}
