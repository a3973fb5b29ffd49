/// The name of a member of an object, compared as bytes and without making a string of it:
///
///     switch name {
///     case "Status": status = try json.string()
///     default: break
///     }
package struct JSONName {
    private let bytes: [UInt8]
    private let start: Int
    private let end: Int

    init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        start = range.lowerBound
        end = range.upperBound
    }

    package var text: String { String(decoding: bytes[start..<end], as: UTF8.self) }

    package static func ~= (text: StaticString, name: JSONName) -> Bool {
        guard text.utf8CodeUnitCount == name.end - name.start else { return false }
        for offset in 0..<text.utf8CodeUnitCount
        where unsafe name.bytes[name.start + offset] != text.utf8Start[offset] { return false }
        return true
    }
}
