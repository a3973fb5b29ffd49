/// Finds texts with and without escapes: of JSON (`\/`, `\u002b`), of XML (`&#43;`, `&amp;`) and of URLs (`%2B`).
struct EscapedText {
    private let bytes: [UInt8]
    /// For each run of backslashes, its start and its end, in the order of the text.
    private let runs: [Range<Int>]

    init(_ text: String) {
        bytes = Array(text.utf8)
        var runs: [Range<Int>] = []
        var position = 0
        while let start = bytes[position...].firstIndex(of: UInt8(ascii: "\\")) {
            position = bytes[start...].firstIndex { $0 != UInt8(ascii: "\\") } ?? bytes.count
            runs.append(start..<position)
        }
        self.runs = runs
    }

    /// Replaces each occurrence of the texts.
    ///
    /// - Parameter texts: ASCII; where several match at one position, the first one counts.
    func replacing(_ texts: [[UInt8]], with mark: String) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var position = 0
        while position < bytes.count {
            var end: Int?
            for text in texts {
                end = self.end(of: text, at: position)
                if end != nil { break }
            }
            if let end {
                result += mark.utf8
                position = end
            } else {
                result.append(bytes[position])
                position += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The end of a text that begins at a position; nil where it does not begin there.
    private func end(of text: [UInt8], at start: Int) -> Int? {
        var position = start
        for byte in text {
            guard position < bytes.count else { return nil }
            if let end = escapeEnd(of: byte, at: position) {
                position = end
            } else if bytes[position] == byte {
                position += 1
            } else {
                return nil
            }
        }
        return position
    }

    /// The end of an escape for the byte; nil where there is no such escape.
    private func escapeEnd(of byte: UInt8, at start: Int) -> Int? {
        switch bytes[start] {
        case UInt8(ascii: "\\"):
            // JSON in JSON has more than one backslash. Their end is looked up: to walk there from each of them
            // would take quadratic time.
            let position = endOfRun(at: start)
            guard position < bytes.count else { return nil }
            if bytes[position] == UInt8(ascii: "u"), number(from: position + 1, digits: 4) == UInt32(byte) {
                return position + 5
            }
            return bytes[position] == byte ? position + 1 : nil
        case UInt8(ascii: "%"):
            return number(from: start + 1, digits: 2) == UInt32(byte) ? start + 3 : nil
        case UInt8(ascii: "&"):
            return referenceEnd(of: byte, at: start)
        default:
            return nil
        }
    }

    /// The end of the run of backslashes that a position is in.
    private func endOfRun(at position: Int) -> Int {
        var (low, high) = (0, runs.count)
        while low < high {
            let middle = (low + high) / 2
            if runs[middle].upperBound <= position { low = middle + 1 } else { high = middle }
        }
        return low < runs.count ? runs[low].upperBound : bytes.count
    }

    private static let entities: [(name: [UInt8], byte: UInt8)] = [
        (Array("amp".utf8), UInt8(ascii: "&")), (Array("lt".utf8), UInt8(ascii: "<")),
        (Array("gt".utf8), UInt8(ascii: ">")), (Array("quot".utf8), UInt8(ascii: "\"")),
        (Array("apos".utf8), UInt8(ascii: "'")),
    ]

    private func referenceEnd(of byte: UInt8, at start: Int) -> Int? {
        guard let end = bytes[start...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let name = bytes[(start + 1)..<end]
        if name.first == UInt8(ascii: "#") {
            let digits = String(decoding: name.dropFirst(), as: UTF8.self).lowercased()
            let value = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
            return value == UInt32(byte) ? end + 1 : nil
        }
        return Self.entities.contains { $0.byte == byte && name.elementsEqual($0.name) } ? end + 1 : nil
    }

    private func number(from start: Int, digits: Int) -> UInt32? {
        guard start + digits <= bytes.count else { return nil }
        return UInt32(String(decoding: bytes[start..<(start + digits)], as: UTF8.self), radix: 16)
    }
}
