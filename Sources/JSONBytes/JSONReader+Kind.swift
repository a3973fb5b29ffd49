extension JSONReader {
    /// What a value is, by its first byte.
    package enum Kind: Sendable, Equatable {
        case object, array, string
        /// A number, `true`, `false` or `null`; or nothing that JSON has, which reading it tells.
        case other
    }

    /// What comes next. For documents of which nobody promises that a member has the one type.
    package mutating func kind() -> Kind {
        skipBlanks()
        switch byte {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        default: return .other
        }
    }

    /// Of the next byte to be read, from the beginning of the document.
    package var offset: Int { position }
}
