import Text

/// The tags of a model version, keyed and ordered by the bytes of their keys.
///
/// API: TagMap, at most 200 tags; TagKey 1 to 128 characters, not starting with `aws:`; TagValue 0 to 256; both of
/// letters, separators and numbers of any script and `_.:/=+-@`.
package struct Tags: Sendable, Equatable {
    package struct Tag: Sendable, Equatable {
        package let key: String
        package let value: String

        package static func == (lhs: Tag, rhs: Tag) -> Bool {
            lhs.key.hasSameBytes(as: rhs.key) && lhs.value.hasSameBytes(as: rhs.value)
        }
    }

    /// In byte order of the keys, each key once.
    package private(set) var all: [Tag]

    /// The greatest number of tags of a resource.
    package static let limit = 200

    package static let none = Tags([])

    private init(sorted tags: [Tag]) {
        all = tags
    }

    /// - Parameter tags: Each key once.
    package init(_ tags: [(key: String, value: String)]) {
        let tags = tags.map { Tag(key: $0.key, value: $0.value) }
        self.init(sorted: tags.count < 2 ? tags : tags.sorted { $0.isBefore($1) })
    }

    package var isEmpty: Bool { all.isEmpty }
    package var count: Int { all.count }

    /// These tags, replaced or completed by others key by key.
    package func merging(_ others: Tags) -> Tags {
        if all.isEmpty { return others }
        if others.isEmpty { return self }
        var merged: [Tag] = []
        merged.reserveCapacity(all.count + others.all.count)
        var rest = others.all[...]
        for tag in all {
            while let other = rest.first, other.isBefore(tag) { merged.append(rest.removeFirst()) }
            if rest.first?.hasKey(tag.key) != true { merged.append(tag) }
        }
        return Tags(sorted: merged + rest)
    }

    package func value(of key: String) -> String? {
        all.first { $0.hasKey(key) }?.value
    }

    /// These tags without the one of a key, if there is one.
    package func removing(_ key: String) -> Tags {
        Tags(sorted: all.filter { !$0.hasKey(key) })
    }

    private static let keyRule = TextRule(length: 1...128, alphabet: alphabet, allows: allows)
    private static let valueRule = TextRule(length: 0...256, alphabet: alphabet, allows: allows)
    private static let alphabet = "letters, digits, spaces and `_.:/=+-@`"

    @Sendable private static func allows(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.isASCIIAlphanumeric || " _.:/=+-@".unicodeScalars.contains(scalar) }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber, .spaceSeparator, .lineSeparator, .paragraphSeparator:
            return true
        default:
            return false
        }
    }

    package static func check(key: String) throws(InvalidValue) {
        try keyRule.check(key)
        if key.startsWithBytes(of: "aws:") {
            throw InvalidValue("must not start with `aws:`, which is reserved for AWS")
        }
    }

    package static func check(value: String) throws(InvalidValue) {
        try valueRule.check(value)
    }
}

extension Tags.Tag {
    fileprivate func hasKey(_ other: String) -> Bool {
        key.hasSameBytes(as: other)
    }

    fileprivate func isBefore(_ other: Tags.Tag) -> Bool {
        key.utf8.lexicographicallyPrecedes(other.key.utf8)
    }

    /// Whether AWS set the tag. Such tags do not count as drift.
    package var isReserved: Bool {
        key.startsWithBytes(of: "aws:")
    }
}

extension Tags: ExpressibleByDictionaryLiteral {
    /// - Parameter elements: Each key once.
    package init(dictionaryLiteral elements: (String, String)...) {
        self.init(elements.map { (key: $0.0, value: $0.1) })
    }
}

/// As the API's TagMap: an object with a member for each tag.
///
/// A dictionary of texts would merge two keys that are canonically equal, in any order.
extension Tags: Codable {
    private struct MemberName: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: MemberName.self)
        self.init(try members.allKeys.map { ($0.stringValue, try members.decode(String.self, forKey: $0)) })
    }

    package func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: MemberName.self)
        for tag in all { try members.encode(tag.value, forKey: MemberName(stringValue: tag.key)) }
    }
}
