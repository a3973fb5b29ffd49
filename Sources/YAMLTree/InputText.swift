import Diagnostics
import Text

/// A file's content as UTF-8 without control characters and byte order marks, as YAML requires.
struct InputText {
    var bytes: [UInt8]
    /// Whether it has U+0085, U+2028 or U+2029: line breaks in YAML 1.1, but not in editors.
    var hasUnusualBreaks: Bool
    /// Whether a scalar may contain a `$`: there is one in the text, or an escape, which may mean one.
    var mayHoldDollar: Bool

    /// Why bytes are not text.
    struct Refusal: Error {
        var message: String
        var position: SourcePosition
        var help: String?
        var source: [UInt8]
    }

    /// Accepts UTF-8, and UTF-16 with a byte order mark.
    static func read(_ file: [UInt8]) throws(Refusal) -> InputText {
        // Before UTF-16: the byte order mark of UTF-32 begins with its mark.
        if file.starts(with: [0xFF, 0xFE, 0x00, 0x00]) || file.starts(with: [0x00, 0x00, 0xFE, 0xFF]) {
            throw Refusal(
                message: "the file is UTF-32 text",
                position: SourcePosition(line: 1, column: 1),
                help: "save the file as UTF-8",
                source: []
            )
        }
        if file.starts(with: [0xFF, 0xFE]) || file.starts(with: [0xFE, 0xFF]) {
            let transcoded = UTF16Text(file)
            if let offset = transcoded.brokenAt {
                throw Refusal(
                    message: "the file is not UTF-16 text",
                    position: SourceText(transcoded.utf8).position(ofByte: offset),
                    help: "save the file as UTF-8",
                    source: transcoded.utf8
                )
            }
            return try check(transcoded.utf8)
        }
        return try check(file.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(file[3...]) : file)
    }

    private static func check(_ bytes: [UInt8]) throws(Refusal) -> InputText {
        var scan = TextScan()
        guard let offset = scan.firstUnreadable(in: bytes) else {
            return InputText(
                bytes: bytes,
                hasUnusualBreaks: scan.sawUnusualBreak,
                mayHoldDollar: bytes.hasByte(UInt8(ascii: "$")) || bytes.hasByte(UInt8(ascii: "\\"))
            )
        }
        let (message, help) = describeBinary(bytes, at: offset) ?? describe(bytes[offset...])
        throw Refusal(
            message: message,
            position: SourceText(bytes).position(ofByte: offset),
            help: help,
            source: bytes
        )
    }

    /// Nil for a text. The first character that YAML does not allow says little about a binary file.
    private static func describeBinary(_ bytes: [UInt8], at offset: Int) -> (String, String?)? {
        if bytes.starts(with: [0x1F, 0x8B]) {
            return ("the file is compressed with gzip", "unpack it (`gzip -d`), and name the result")
        }
        guard bytes[offset] != 0, bytes.contains(0) else { return nil }
        return (
            "this is a binary file, or UTF-16 without a byte order mark: it has NUL bytes", "save the file as UTF-8"
        )
    }

    private static func describe(_ rest: ArraySlice<UInt8>) -> (String, String?) {
        let first = rest.first ?? 0
        if first == 0 {
            return (
                "a NUL byte: this is a binary file, or UTF-16 without a byte order mark", "save the file as UTF-8"
            )
        }
        let scan = TextScan()
        let length = scan.lengthOfCodePoint(in: rest, at: rest.startIndex)
        guard length > 0, let scalar = String(decoding: rest.prefix(length), as: UTF8.self).unicodeScalars.first else {
            return (
                "byte 0x\(first.hexadecimal(digits: 2, uppercase: true)) is not UTF-8 text", "save the file as UTF-8"
            )
        }
        if scalar.value == 0xFEFF {
            return ("a byte order mark (U+FEFF) in the middle of the file", "remove this invisible character")
        }
        return (
            "the character U+\(scalar.value.hexadecimal(digits: 4, uppercase: true)) is not allowed in YAML",
            "remove it, or write it in double quotes as an escape such as \"\\x1B\""
        )
    }
}

extension InputText {
    /// The line, from 1, of the first `%TAG` line beyond the limit before one document; nil if there is none.
    ///
    /// A line of a text in quotes counts too.
    func excessDirective(limit: Int) -> Int? {
        guard bytes.hasByte(UInt8(ascii: "%")) else { return nil }
        var (line, count) = (1, 0)
        var isLineStart = true
        for (index, byte) in bytes.enumerated() {
            if isLineStart, byte == UInt8(ascii: "%"), bytes[index...].starts(with: "%TAG".utf8) {
                count += 1
                if count > limit { return line }
            } else if isLineStart, byte == UInt8(ascii: "-"), bytes[index...].starts(with: "---".utf8) {
                count = 0
            }
            let isBreak = byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
            if byte == UInt8(ascii: "\n") || isBreak && !bytes[index...].starts(with: "\r\n".utf8) { line += 1 }
            // The last bytes of U+0085, U+2028 and U+2029. Other characters end with them too, but rarely before
            // `%TAG`.
            isLineStart = isBreak || hasUnusualBreaks && (byte == 0x85 || byte == 0xA8 || byte == 0xA9)
        }
        return nil
    }
}

/// Finds the first byte that YAML does not allow.
struct TextScan {
    private(set) var sawUnusualBreak = false

    mutating func firstUnreadable(in bytes: [UInt8]) -> Int? {
        var offset = 0
        while offset < bytes.count {
            if offset + 8 <= bytes.count, Self.isPlain(bytes, at: offset) {
                offset += 8
                continue
            }
            // A line break, a character of several bytes, or one that is not allowed.
            let end = min(offset + 8, bytes.count)
            while offset < end {
                let byte = bytes[offset]
                if byte < 0x80 {
                    if byte < 0x20, byte != 0x0A, byte != 0x09, byte != 0x0D { return offset }
                    if byte == 0x7F { return offset }
                    offset += 1
                    continue
                }
                let length = lengthOfCodePoint(in: bytes[...], at: offset)
                if length == 0 || !isAllowed(bytes, at: offset) { return offset }
                offset += length
            }
        }
        return nil
    }

    /// Whether all of eight bytes are from 0x20 to 0x7E.
    ///
    /// They are looked at together, as one number. The differences set the highest bit of a byte that is less than
    /// 0x20, and of one that is 0x7F; a bit that a borrow sets wrongly is above one that is right.
    private static func isPlain(_ bytes: [UInt8], at offset: Int) -> Bool {
        let word = unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self) }
        let each: UInt64 = 0x0101_0101_0101_0101
        let control = (word &- each &* 0x20) & ~word
        let other = word ^ (each &* 0x7F)
        let delete = (other &- each) & ~other
        return (word | control | delete) & (each &* 0x80) == 0
    }

    /// The number of bytes of the code point that begins here; 0 if it is not UTF-8.
    func lengthOfCodePoint(in bytes: ArraySlice<UInt8>, at offset: Int) -> Int {
        let length: Int
        // The range of the second byte excludes overlong forms, surrogates and code points beyond U+10FFFF.
        let second: ClosedRange<UInt8>
        switch bytes[offset] {
        case 0x00...0x7F: return 1
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xE1...0xEC, 0xEE...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return 0
        }
        guard offset + length <= bytes.endIndex, second.contains(bytes[offset + 1]) else { return 0 }
        for next in bytes[(offset + 2)..<max(offset + 2, offset + length)] where next & 0xC0 != 0x80 { return 0 }
        return length
    }

    /// Whether YAML allows a code point of several bytes: U+0085 is the only C1 control; U+FEFF, U+FFFE and U+FFFF are
    /// forbidden.
    private mutating func isAllowed(_ bytes: [UInt8], at offset: Int) -> Bool {
        let second = bytes[offset + 1]
        switch bytes[offset] {
        case 0xC2 where second < 0xA0:
            if second == 0x85 { sawUnusualBreak = true }
            return second == 0x85
        case 0xE2 where second == 0x80:
            if bytes[offset + 2] == 0xA8 || bytes[offset + 2] == 0xA9 { sawUnusualBreak = true }
            return true
        case 0xEF:
            let third = bytes[offset + 2]
            return !(second == 0xBB && third == 0xBF) && !(second == 0xBF && third >= 0xBE)
        default:
            return true
        }
    }
}

/// Converts UTF-16 to UTF-8.
struct UTF16Text {
    /// Without the byte order mark; if the text is broken, the part before that place.
    private(set) var utf8: [UInt8] = []
    /// The offset in `utf8` where the text is broken.
    private(set) var brokenAt: Int?

    /// - Parameter file: with a byte order mark.
    init(_ file: [UInt8]) {
        let isBigEndian = file[0] == 0xFE
        let units = stride(from: 2, to: file.count - 1, by: 2).lazy.map { offset in
            let (high, low) = isBigEndian ? (file[offset], file[offset + 1]) : (file[offset + 1], file[offset])
            return UInt16(high) << 8 | UInt16(low)
        }
        utf8.reserveCapacity(file.count)
        var decoder = UTF16()
        var iterator = units.makeIterator()
        decoding: while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar): utf8.append(contentsOf: String(scalar).utf8)
            case .emptyInput: break decoding
            case .error:
                brokenAt = utf8.count
                return
            }
        }
        if file.count % 2 == 1 { brokenAt = utf8.count }
    }
}
