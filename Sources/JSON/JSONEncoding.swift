/// Swift values as JSON and back, by their `Codable` conformances.
package enum JSONCoding {
    /// The canonical bytes of a value; see `JSONValue.bytes`.
    ///
    /// - Throws: `EncodingError` for a number that JSON does not have, and what the value throws.
    package static func encode(_ value: some Encodable, indented: Bool = false) throws -> [UInt8] {
        try JSONValue(encoding: value).bytes(indented: indented)
    }

    /// - Throws: `JSONError` for bytes that are not JSON, `DecodingError` for another document, and what the type
    ///   throws.
    package static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        try JSONValue(parsing: bytes).decoded(as: type)
    }
}

extension JSONValue: Encodable {
    /// - Throws: `EncodingError` for a number that JSON does not have, and what the value throws.
    package init(encoding value: some Encodable) throws {
        let encoder = JSONValueEncoder()
        try value.encode(to: encoder)
        self = encoder.finished()
    }

    package func encode(to encoder: any Encoder) throws {
        guard let encoder = encoder as? JSONValueEncoder else {
            let context = EncodingError.Context(codingPath: encoder.codingPath, debugDescription: "not a JSON encoder")
            throw EncodingError.invalidValue(self, context)
        }
        encoder.value = self
    }
}

/// Takes what one value encodes.
///
/// A plan of ten thousand versions has some hundred thousand members. Foundation's encoder needs as long for them as
/// the plan itself.
private final class JSONValueEncoder: Encoder, SingleValueEncodingContainer {
    private let parent: JSONValueEncoder?
    private let key: (any CodingKey)?

    // What was encoded: one of these.
    fileprivate var value: JSONValue?
    fileprivate var elements: [JSONValue]?
    fileprivate var members: [JSONObject.Member]?
    /// Containers within this one, and which element or member they are.
    private var nested: [(place: Int, content: JSONValueEncoder)] = []

    init(in parent: JSONValueEncoder? = nil, at key: (any CodingKey)? = nil) {
        self.parent = parent
        self.key = key
    }

    var userInfo: [CodingUserInfoKey: Any] { [:] }
    var codingPath: [any CodingKey] { (parent?.codingPath ?? []) + (key.map { [$0] } ?? []) }

    /// What encodes nothing is an empty object.
    func finished() -> JSONValue {
        for (place, content) in nested {
            elements?[place] = content.finished()
            members?[place].value = content.finished()
        }
        if let value { return value }
        if let elements { return .array(elements) }
        return .object(JSONObject(members ?? []))
    }

    // MARK: Containers

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        if members == nil { members = [] }
        return KeyedEncodingContainer(MemberContainer<Key>(encoder: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        if elements == nil { elements = [] }
        return ElementContainer(encoder: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    func nestedMember(_ key: some CodingKey) -> JSONValueEncoder {
        let encoder = JSONValueEncoder(in: self, at: key)
        nested.append((members?.count ?? 0, encoder))
        members?.append(JSONObject.Member(name: key.stringValue, value: .null))
        return encoder
    }

    func nestedElement() -> JSONValueEncoder {
        let encoder = JSONValueEncoder(in: self)
        nested.append((elements?.count ?? 0, encoder))
        elements?.append(.null)
        return encoder
    }

    // MARK: Values

    func json(_ value: some Encodable, at key: (any CodingKey)? = nil) throws -> JSONValue {
        let encoder = JSONValueEncoder(in: self, at: key)
        try value.encode(to: encoder)
        return encoder.finished()
    }

    func number(_ value: Double, at key: (any CodingKey)? = nil) throws -> JSONValue {
        guard value.isFinite else { throw noNumber(value, at: key) }
        return JSONValue(value)
    }

    func integer(_ value: some FixedWidthInteger, at key: (any CodingKey)? = nil) throws -> JSONValue {
        guard let integer = Int64(exactly: value) else { throw noNumber(value, at: key) }
        return .integer(integer)
    }

    private func noNumber(_ value: Any, at key: (any CodingKey)?) -> EncodingError {
        let context = EncodingError.Context(
            codingPath: codingPath + (key.map { [$0] } ?? []),
            debugDescription: "JSON has no number for \(value)."
        )
        return .invalidValue(value, context)
    }

    func encodeNil() { value = .null }
    func encode(_ value: Bool) { self.value = .bool(value) }
    func encode(_ value: String) { self.value = .string(value) }
    func encode(_ value: Double) throws { self.value = try number(value) }
    func encode(_ value: Float) throws { self.value = try number(Double(value.description) ?? .nan) }
    func encode<T: Encodable & FixedWidthInteger>(_ value: T) throws { self.value = try integer(value) }
    func encode<T: Encodable>(_ value: T) throws { self.value = try json(value) }
}

private struct MemberContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoder: JSONValueEncoder

    var codingPath: [any CodingKey] { encoder.codingPath }

    private func add(_ key: Key, _ value: JSONValue) {
        encoder.members?.append(JSONObject.Member(name: key.stringValue, value: value))
    }

    func encodeNil(forKey key: Key) { add(key, .null) }
    func encode(_ value: Bool, forKey key: Key) { add(key, .bool(value)) }
    func encode(_ value: String, forKey key: Key) { add(key, .string(value)) }
    func encode(_ value: Double, forKey key: Key) throws { add(key, try encoder.number(value, at: key)) }
    func encode(_ value: Float, forKey key: Key) throws {
        add(key, try encoder.number(Double(value.description) ?? .nan, at: key))
    }
    func encode<T: Encodable & FixedWidthInteger>(_ value: T, forKey key: Key) throws {
        add(key, try encoder.integer(value, at: key))
    }
    func encode<T: Encodable>(_ value: T, forKey key: Key) throws { add(key, try encoder.json(value, at: key)) }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type,
        forKey key: Key
    ) -> KeyedEncodingContainer<NestedKey> {
        encoder.nestedMember(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        encoder.nestedMember(key).unkeyedContainer()
    }

    /// For classes with a superclass, of which none is encoded.
    func superEncoder() -> any Encoder { JSONValueEncoder(in: encoder) }
    func superEncoder(forKey key: Key) -> any Encoder { encoder.nestedMember(key) }
}

private struct ElementContainer: UnkeyedEncodingContainer {
    let encoder: JSONValueEncoder

    var codingPath: [any CodingKey] { encoder.codingPath }
    var count: Int { encoder.elements?.count ?? 0 }

    private func add(_ value: JSONValue) { encoder.elements?.append(value) }

    func encodeNil() { add(.null) }
    func encode(_ value: Bool) { add(.bool(value)) }
    func encode(_ value: String) { add(.string(value)) }
    func encode(_ value: Double) throws { add(try encoder.number(value)) }
    func encode(_ value: Float) throws { add(try encoder.number(Double(value.description) ?? .nan)) }
    func encode<T: Encodable & FixedWidthInteger>(_ value: T) throws { add(try encoder.integer(value)) }
    func encode<T: Encodable>(_ value: T) throws { add(try encoder.json(value)) }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type
    ) -> KeyedEncodingContainer<NestedKey> {
        encoder.nestedElement().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { encoder.nestedElement().unkeyedContainer() }
    func superEncoder() -> any Encoder { encoder.nestedElement() }
}
