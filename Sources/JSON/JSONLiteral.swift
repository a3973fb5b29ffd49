/// A Swift value that JSON has a value for.
package protocol JSONConvertible {
    /// Nil for a number that JSON does not have.
    var json: JSONValue? { get }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// Members with nil are left out.
    package init(dictionaryLiteral members: (String, (any JSONConvertible)?)...) {
        self.init(members.compactMap { name, value in value?.json.map { Member(name: name, value: $0) } })
    }
}

extension JSONValue: ExpressibleByDictionaryLiteral {
    /// An object. Members with nil are left out.
    package init(dictionaryLiteral members: (String, (any JSONConvertible)?)...) {
        self = .object(
            JSONObject(
                members.compactMap { name, value in value?.json.map { JSONObject.Member(name: name, value: $0) } }
            )
        )
    }
}

extension JSONValue: JSONConvertible {
    package var json: JSONValue? { self }
}

extension JSONObject: JSONConvertible {
    package var json: JSONValue? { .object(self) }
}

extension String: JSONConvertible {
    package var json: JSONValue? { .string(self) }
}

extension Bool: JSONConvertible {
    package var json: JSONValue? { .bool(self) }
}

extension Int: JSONConvertible {
    package var json: JSONValue? { .integer(Int64(self)) }
}

extension Int64: JSONConvertible {
    package var json: JSONValue? { .integer(self) }
}

extension Double: JSONConvertible {
    package var json: JSONValue? { isFinite ? JSONValue(self) : nil }
}

extension Array: JSONConvertible where Element: JSONConvertible {
    package var json: JSONValue? { .array(compactMap(\.json)) }
}

extension Dictionary: JSONConvertible where Key == String, Value: JSONConvertible {
    package var json: JSONValue? {
        .object(
            JSONObject(compactMap { name, value in value.json.map { JSONObject.Member(name: name, value: $0) } })
        )
    }
}
