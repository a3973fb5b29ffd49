/// A pattern for whole names, byte by byte: `*` matches any text, `?` one byte, `[a-z]` one byte of a set, `[!a-z]` one
/// byte outside a set. Every other byte matches itself.
package struct Glob: Sendable, Hashable, CustomStringConvertible {
    private enum Part: Sendable, Equatable {
        case byte(UInt8)
        case anyByte
        case anyText
        case oneOf([ClosedRange<UInt8>], negated: Bool)
    }

    package let text: String
    private let parts: [Part]

    package init(_ text: String) throws(InvalidValue) {
        guard !text.isEmpty else { throw InvalidValue("must not be empty") }
        var parts: [Part] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "*"): if parts.last != .anyText { parts.append(.anyText) }
            case UInt8(ascii: "?"): parts.append(.anyByte)
            case UInt8(ascii: "["): parts.append(try Self.set(&rest))
            default: parts.append(.byte(byte))
            }
        }
        self.text = text
        self.parts = parts
    }

    /// The set after a `[`. A `]` in the first place belongs to the set, as in a shell.
    private static func set(_ rest: inout ArraySlice<UInt8>) throws(InvalidValue) -> Part {
        var negated = false
        if let first = rest.first, first == UInt8(ascii: "!") || first == UInt8(ascii: "^") {
            negated = true
            rest.removeFirst()
        }
        var ranges: [ClosedRange<UInt8>] = []
        while let low = rest.popFirst() {
            if low == UInt8(ascii: "]"), !ranges.isEmpty { return .oneOf(ranges, negated: negated) }
            guard rest.count > 1, rest.first == UInt8(ascii: "-"), rest.dropFirst().first != UInt8(ascii: "]") else {
                ranges.append(low...low)
                continue
            }
            rest.removeFirst()
            guard let high = rest.popFirst(), low <= high else {
                throw InvalidValue("has a range in `[...]` that runs backwards")
            }
            ranges.append(low...high)
        }
        throw InvalidValue("has a `[` without its `]`")
    }

    package var description: String { text }

    /// The time is at most the length of the name times that of the pattern: only the last `*` is tried again.
    package func matches(_ name: String) -> Bool {
        let name = Array(name.utf8)
        var (part, place) = (0, 0)
        var retry: (part: Int, place: Int)?
        while place < name.count {
            if part < parts.count, parts[part] == .anyText {
                retry = (part, place)
                part += 1
            } else if part < parts.count, Self.matches(parts[part], name[place]) {
                part += 1
                place += 1
            } else if let last = retry {
                retry = (last.part, last.place + 1)
                (part, place) = (last.part + 1, last.place + 1)
            } else {
                return false
            }
        }
        return parts[part...].allSatisfy { $0 == .anyText }
    }

    /// Whether it has neither `*` nor `?` nor `[`, and so is a name.
    package var isName: Bool { !text.utf8.contains { "*?[".utf8.contains($0) } }

    /// Whether it can match a name of so many bytes.
    package func canMatch(length: Int) -> Bool {
        let fixed = parts.count { $0 != .anyText }
        return parts.contains(.anyText) ? fixed <= length : fixed == length
    }

    private static func matches(_ part: Part, _ byte: UInt8) -> Bool {
        switch part {
        case .byte(let wanted): byte == wanted
        case .anyByte: true
        case .anyText: false
        case .oneOf(let ranges, let negated): ranges.contains { $0.contains(byte) } != negated
        }
    }

    package static func == (lhs: Glob, rhs: Glob) -> Bool {
        lhs.text.utf8.elementsEqual(rhs.text.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
    }
}
