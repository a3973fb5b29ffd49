import JSON
import Text

/// A value as JSON, made of what it encodes.
///
/// A plan of ten thousand versions has some hundred thousand members, for which Foundation's encoder takes about as
/// long as the plan itself.
enum JSONTree {
    /// What is written as it is: a number, `true`, `false` or `null`.
    case literal(String)
    case string(String)
    case list(List)
    case object(Object)

    /// Shared by the containers that fill it.
    final class List {
        var elements: [JSONTree] = []
    }

    /// Shared by the containers that fill it.
    final class Object {
        var members: [(name: String, value: JSONTree)] = []
    }

    /// - Throws: what the value throws, and `EncodingError` for numbers that JSON cannot hold.
    init(encoding value: some Encodable, at path: [any CodingKey] = []) throws {
        let encoder = JSONTreeEncoder(codingPath: path)
        try value.encode(to: encoder)
        // What encodes nothing is an empty object.
        self = encoder.tree ?? .object(Object())
    }

    /// The shortest text that is the same number, without a fraction where it is whole.
    static func number(
        _ value: some BinaryFloatingPoint & LosslessStringConvertible,
        at path: [any CodingKey]
    ) throws -> JSONTree {
        guard value.isFinite else {
            throw EncodingError.invalidValue(
                value,
                EncodingError.Context(codingPath: path, debugDescription: "JSON has no number for \(value).")
            )
        }
        let text = value.description
        return .literal(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
    }

    /// Members stand in the byte order of their names.
    func write(to json: inout JSONWriter) {
        switch self {
        case .literal(let text): json.literal(text)
        case .string(let text): json.string(text)
        case .list(let list):
            json.array { json in
                for element in list.elements { element.write(to: &json) }
            }
        case .object(let object):
            object.members.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
            json.object { json in
                for (name, value) in object.members {
                    json.name(text: name)
                    value.write(to: &json)
                }
            }
        }
    }
}

/// Takes what one value encodes.
final class JSONTreeEncoder: Encoder {
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }
    /// Nil until something was encoded.
    fileprivate(set) var tree: JSONTree?

    init(codingPath: [any CodingKey]) {
        self.codingPath = codingPath
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        if case .object(let object)? = tree {
            return KeyedEncodingContainer(KeyedTree<Key>(object: object, codingPath: codingPath))
        }
        let object = JSONTree.Object()
        tree = .object(object)
        return KeyedEncodingContainer(KeyedTree<Key>(object: object, codingPath: codingPath))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        if case .list(let list)? = tree { return UnkeyedTree(list: list, codingPath: codingPath) }
        let list = JSONTree.List()
        tree = .list(list)
        return UnkeyedTree(list: list, codingPath: codingPath)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }
}

extension JSONTreeEncoder: SingleValueEncodingContainer {
    func encodeNil() { tree = .literal("null") }
    func encode(_ value: Bool) { tree = .literal(value ? "true" : "false") }
    func encode(_ value: String) { tree = .string(value) }
    func encode(_ value: Double) throws { tree = try .number(value, at: codingPath) }
    func encode(_ value: Float) throws { tree = try .number(value, at: codingPath) }
    func encode<T: Encodable & FixedWidthInteger>(_ value: T) { tree = .literal(String(value)) }
    func encode<T: Encodable>(_ value: T) throws { tree = try JSONTree(encoding: value, at: codingPath) }
}

/// The members of an object.
private struct KeyedTree<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let object: JSONTree.Object
    let codingPath: [any CodingKey]

    private func add(_ key: Key, _ value: JSONTree) {
        object.members.append((key.stringValue, value))
    }

    mutating func encodeNil(forKey key: Key) { add(key, .literal("null")) }
    mutating func encode(_ value: Bool, forKey key: Key) { add(key, .literal(value ? "true" : "false")) }
    mutating func encode(_ value: String, forKey key: Key) { add(key, .string(value)) }
    mutating func encode(_ value: Double, forKey key: Key) throws {
        add(key, try .number(value, at: codingPath + [key]))
    }
    mutating func encode(_ value: Float, forKey key: Key) throws {
        add(key, try .number(value, at: codingPath + [key]))
    }
    mutating func encode<T: Encodable & FixedWidthInteger>(_ value: T, forKey key: Key) {
        add(key, .literal(String(value)))
    }
    mutating func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
        add(key, try JSONTree(encoding: value, at: codingPath + [key]))
    }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy keyType: NestedKey.Type,
        forKey key: Key
    ) -> KeyedEncodingContainer<NestedKey> {
        let nested = JSONTree.Object()
        add(key, .object(nested))
        return KeyedEncodingContainer(KeyedTree<NestedKey>(object: nested, codingPath: codingPath + [key]))
    }

    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        let nested = JSONTree.List()
        add(key, .list(nested))
        return UnkeyedTree(list: nested, codingPath: codingPath + [key])
    }

    /// No class is encoded here, and nothing else has a superclass.
    mutating func superEncoder() -> any Encoder { JSONTreeEncoder(codingPath: codingPath) }
    mutating func superEncoder(forKey key: Key) -> any Encoder { JSONTreeEncoder(codingPath: codingPath + [key]) }
}

/// The elements of a list.
private struct UnkeyedTree: UnkeyedEncodingContainer {
    let list: JSONTree.List
    let codingPath: [any CodingKey]

    var count: Int { list.elements.count }

    mutating func encodeNil() { list.elements.append(.literal("null")) }
    mutating func encode(_ value: Bool) { list.elements.append(.literal(value ? "true" : "false")) }
    mutating func encode(_ value: String) { list.elements.append(.string(value)) }
    mutating func encode(_ value: Double) throws { list.elements.append(try .number(value, at: codingPath)) }
    mutating func encode(_ value: Float) throws { list.elements.append(try .number(value, at: codingPath)) }
    mutating func encode<T: Encodable & FixedWidthInteger>(_ value: T) {
        list.elements.append(.literal(String(value)))
    }
    mutating func encode<T: Encodable>(_ value: T) throws {
        list.elements.append(try JSONTree(encoding: value, at: codingPath))
    }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy keyType: NestedKey.Type
    ) -> KeyedEncodingContainer<NestedKey> {
        let nested = JSONTree.Object()
        list.elements.append(.object(nested))
        return KeyedEncodingContainer(KeyedTree<NestedKey>(object: nested, codingPath: codingPath))
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        let nested = JSONTree.List()
        list.elements.append(.list(nested))
        return UnkeyedTree(list: nested, codingPath: codingPath)
    }

    /// No class is encoded here, and nothing else has a superclass.
    mutating func superEncoder() -> any Encoder { JSONTreeEncoder(codingPath: codingPath) }
}

/// How every JSON result is written: keys in byte order, two spaces, a line break at the end.
///
/// Texts are exactly what they are: what could act on a terminal is written as an escape, not replaced.
package enum JSONText {
    /// The version of the formats of plans and apply reports. A new minor version only adds members.
    package static let formatVersion = "1.0"

    package static func render(_ value: some Encodable) throws -> String {
        try text(value, indented: true)
    }

    /// The same on one line, for JSON Lines.
    static func line(_ value: some Encodable) throws -> String {
        try text(value, indented: false)
    }

    private static func text(_ value: some Encodable, indented: Bool) throws -> String {
        var json = JSONWriter(indented: indented)
        try JSONTree(encoding: value).write(to: &json)
        return escapingWhatIsNotHarmless(String(decoding: json.bytes, as: UTF8.self)) + "\n"
    }

    /// The writer escapes the controls below U+0020; this does the rest: U+007F, the C1 controls, the marks that turn
    /// the direction of writing, and what cannot be seen. None of these stands outside of a JSON string.
    static func escapingWhatIsNotHarmless(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 >= 0x7F }) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar == "\n" || HarmlessText.isHarmless(scalar) {
                result.append(scalar)
            } else {
                for unit in UTF16.encode(scalar) ?? .init() { result.append(contentsOf: escape(unit).unicodeScalars) }
            }
        }
        return String(result)
    }

    private static func escape(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
    }
}
