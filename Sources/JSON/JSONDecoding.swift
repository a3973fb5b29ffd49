extension JSONValue {
    /// - Throws: `DecodingError`, and what the type throws.
    package func decoded<Value: Decodable>(as type: Value.Type) throws -> Value {
        try JSONValueDecoder(value: self, parent: nil, key: nil).decode(type)
    }
}

extension JSONValue: Decodable {
    package init(from decoder: any Decoder) throws {
        guard let decoder = decoder as? JSONValueDecoder else {
            let context = DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "not a JSON decoder")
            throw DecodingError.dataCorrupted(context)
        }
        self = decoder.value
    }
}

extension DecodingError {
    /// The member that the error is about, such as `projects[0].live`; empty for the whole document.
    package var member: String {
        let (context, key): (Context, (any CodingKey)?) =
            switch self {
            case .keyNotFound(let key, let context): (context, key)
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
                (context, nil)
            @unknown default: (Context(codingPath: [], debugDescription: ""), nil)
            }
        return (context.codingPath + (key.map { [$0] } ?? [])).reduce(into: "") { path, key in
            path += key.intValue.map { "[\($0)]" } ?? (path.isEmpty ? key.stringValue : ".\(key.stringValue)")
        }
    }
}

/// The way to a value, from the inside out.
private final class DecodingPath {
    let parent: DecodingPath?
    let key: any CodingKey

    init(_ parent: DecodingPath?, _ key: any CodingKey) {
        self.parent = parent
        self.key = key
    }

    var keys: [any CodingKey] { (parent?.keys ?? []) + [key] }
}

/// Gives a value to the type that is decoded from it.
private struct JSONValueDecoder: Decoder, SingleValueDecodingContainer {
    let value: JSONValue
    let parent: DecodingPath?
    /// Of the value in its parent; nil for the document.
    let key: (any CodingKey)?

    var userInfo: [CodingUserInfoKey: Any] { [:] }
    var codingPath: [any CodingKey] { (parent?.keys ?? []) + (key.map { [$0] } ?? []) }
    /// For what is within the value.
    private var path: DecodingPath? { key.map { DecodingPath(parent, $0) } ?? parent }

    // MARK: Containers

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard case .object(let object) = value else { throw mismatch(type) }
        return KeyedDecodingContainer(MemberContainer<Key>(object: object, path: path))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .array(let elements) = value else { throw mismatch([Any].self) }
        return ElementContainer(elements: elements, path: path)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    // MARK: Values

    func decodeNil() -> Bool { value == .null }

    func decode(_ type: Bool.Type) throws -> Bool {
        guard case .bool(let flag) = value else { throw mismatch(type) }
        return flag
    }

    func decode(_ type: String.Type) throws -> String {
        guard case .string(let text) = value else { throw mismatch(type) }
        return text
    }

    func decode(_ type: Double.Type) throws -> Double {
        switch value {
        case .integer(let integer): return Double(integer)
        case .number(let number): return number
        default: throw mismatch(type)
        }
    }

    func decode(_ type: Float.Type) throws -> Float { Float(try decode(Double.self)) }

    func decode<T: Decodable & FixedWidthInteger>(_ type: T.Type) throws -> T {
        let number: T?
        switch value {
        case .integer(let integer): number = T(exactly: integer)
        case .number(let double): number = T(exactly: double)
        default: throw mismatch(type)
        }
        guard let number else {
            throw DecodingError.dataCorrupted(context("The number is too large, or it is not whole."))
        }
        return number
    }

    func decode<T: Decodable>(_ type: T.Type) throws -> T { try T(from: self) }

    private func mismatch(_ type: Any.Type) -> DecodingError {
        value == .null
            ? .valueNotFound(type, context("There is `null`.")) : .typeMismatch(type, context("It has another type."))
    }

    private func context(_ text: String) -> DecodingError.Context {
        DecodingError.Context(codingPath: codingPath, debugDescription: text)
    }
}

private struct MemberContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let object: JSONObject
    let path: DecodingPath?

    var codingPath: [any CodingKey] { path?.keys ?? [] }
    var allKeys: [Key] { object.members.compactMap { Key(stringValue: $0.name) } }

    func contains(_ key: Key) -> Bool { object[key.stringValue] != nil }

    private func member(_ key: Key) throws -> JSONValueDecoder {
        guard let value = object[key.stringValue] else {
            let context = DecodingError.Context(codingPath: codingPath, debugDescription: "The member is missing.")
            throw DecodingError.keyNotFound(key, context)
        }
        return JSONValueDecoder(value: value, parent: path, key: key)
    }

    func decodeNil(forKey key: Key) throws -> Bool { try member(key).decodeNil() }
    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try member(key).decode(type) }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try member(key).decode(type) }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try member(key).decode(type) }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try member(key).decode(type) }
    func decode<T: Decodable & FixedWidthInteger>(_ type: T.Type, forKey key: Key) throws -> T {
        try member(key).decode(type)
    }
    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try member(key).decode(type) }

    // The default implementations look a member up three times.

    private func presentMember(_ key: Key) -> JSONValueDecoder? {
        guard let value = object[key.stringValue] else { return nil }
        if case .null = value { return nil }
        return JSONValueDecoder(value: value, parent: path, key: key)
    }

    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
        try presentMember(key)?.decode(type)
    }
    func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
        try presentMember(key)?.decode(type)
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type,
        forKey key: Key
    ) throws -> KeyedDecodingContainer<NestedKey> {
        try member(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try member(key).unkeyedContainer()
    }

    /// For classes with a superclass, of which none is decoded.
    func superDecoder() -> any Decoder { JSONValueDecoder(value: .object(object), parent: path, key: nil) }
    func superDecoder(forKey key: Key) throws -> any Decoder { try member(key) }
}

private struct ElementContainer: UnkeyedDecodingContainer {
    struct Index: CodingKey {
        let number: Int

        init(_ number: Int) { self.number = number }
        init?(stringValue: String) { return nil }
        init?(intValue: Int) { number = intValue }

        var intValue: Int? { number }
        var stringValue: String { String(number) }
    }

    let elements: [JSONValue]
    let path: DecodingPath?
    private(set) var currentIndex = 0

    var codingPath: [any CodingKey] { path?.keys ?? [] }
    var count: Int? { elements.count }
    var isAtEnd: Bool { currentIndex == elements.count }

    init(elements: [JSONValue], path: DecodingPath?) {
        self.elements = elements
        self.path = path
    }

    private func element() throws -> JSONValueDecoder {
        let key = Index(currentIndex)
        guard !isAtEnd else {
            let context = DecodingError.Context(codingPath: codingPath, debugDescription: "The list ends too early.")
            throw DecodingError.keyNotFound(key, context)
        }
        return JSONValueDecoder(value: elements[currentIndex], parent: path, key: key)
    }

    private mutating func next<T>(_ decode: (JSONValueDecoder) throws -> T) throws -> T {
        let value = try decode(element())
        currentIndex += 1
        return value
    }

    mutating func decodeNil() throws -> Bool {
        guard try element().decodeNil() else { return false }
        currentIndex += 1
        return true
    }

    mutating func decode(_ type: Bool.Type) throws -> Bool { try next { try $0.decode(type) } }
    mutating func decode(_ type: String.Type) throws -> String { try next { try $0.decode(type) } }
    mutating func decode(_ type: Double.Type) throws -> Double { try next { try $0.decode(type) } }
    mutating func decode(_ type: Float.Type) throws -> Float { try next { try $0.decode(type) } }
    mutating func decode<T: Decodable & FixedWidthInteger>(_ type: T.Type) throws -> T {
        try next { try $0.decode(type) }
    }
    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T { try next { try $0.decode(type) } }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type
    ) throws -> KeyedDecodingContainer<NestedKey> {
        try next { try $0.container(keyedBy: type) }
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try next { try $0.unkeyedContainer() }
    }

    mutating func superDecoder() throws -> any Decoder { try next { $0 } }
}
