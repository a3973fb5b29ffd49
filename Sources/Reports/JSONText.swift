package import JSON
import Text

/// The form of every JSON result: keys in byte order, two spaces a level, a line break at the end.
///
/// Texts keep all of their characters. Those that could act on a terminal are written as escapes.
package enum JSONText {
    /// The version of the formats of plans and apply reports. A new minor version only adds members.
    package static let formatVersion = "1.0"

    /// - Parameters:
    ///   - versions: the number of versions that the document is about, which gives its probable length.
    ///   - members: writes the members of the document, in byte order.
    package static func render(versions: Int = 0, _ members: (inout JSONWriter) -> Void) -> String {
        var json = JSONWriter(capacity: versions * 1280, indented: true, harmless: true, sorted: true)
        json.object(members)
        json.endLine()
        return String(decoding: json.bytes, as: UTF8.self)
    }

    /// The same on one line, for JSON Lines.
    static func line(_ members: (inout JSONWriter) -> Void) -> [UInt8] {
        var json = JSONWriter(harmless: true, sorted: true)
        json.object(members)
        json.endLine()
        return json.bytes
    }
}

/// Members with objects, and lists of them.
extension JSONWriter {
    package mutating func object(_ name: StaticString, _ members: (inout JSONWriter) -> Void) {
        self.name(name)
        object(members)
    }

    /// Nil writes nothing.
    package mutating func object<Value>(
        _ name: StaticString,
        _ value: Value?,
        _ members: (Value, inout JSONWriter) -> Void
    ) {
        guard let value else { return }
        self.name(name)
        object { members(value, &$0) }
    }

    package mutating func objects<Element>(
        _ name: StaticString,
        _ elements: some Sequence<Element>,
        _ members: (Element, inout JSONWriter) -> Void
    ) {
        self.name(name)
        array { json in
            for element in elements { json.object { members(element, &$0) } }
        }
    }

    package mutating func strings<Element>(
        _ name: StaticString,
        _ elements: some Sequence<Element>,
        _ text: (Element) -> String
    ) {
        self.name(name)
        array { json in
            for element in elements { json.string(text(element)) }
        }
    }

    /// An object with a number for each key.
    package mutating func numbers(_ name: StaticString, _ numbers: [String: Int]) {
        self.name(name)
        object { json in
            for (key, number) in numbers.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
                json.name(text: key)
                json.integer(Int64(number))
            }
        }
    }
}
