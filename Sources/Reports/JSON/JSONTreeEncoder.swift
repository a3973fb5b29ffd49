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
