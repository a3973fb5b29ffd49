/// Cuts lists into pages, with tokens that nobody needs to understand.
enum Pages {
    /// - Parameter key: of an element, in the order of the list; it tells where the next page starts.
    static func page<Element>(
        of elements: [Element],
        after token: String?,
        limit: Int?,
        key: (Element) -> String
    ) throws -> (elements: ArraySlice<Element>, next: String?) {
        var start = 0
        if let token {
            guard let last = decode(token), let index = elements.firstIndex(where: { key($0) == last }) else {
                throw ServiceRefusal.badToken
            }
            start = index + 1
        }
        let end = min(start + (limit ?? 100), elements.count)
        let page = elements[start..<end]
        return (page, end < elements.count ? page.last.map { encode(key($0)) } : nil)
    }

    private static let mark = "rekon1-"

    /// The key in hexadecimal digits.
    private static func encode(_ key: String) -> String {
        mark + key.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func decode(_ token: String) -> String? {
        guard token.hasPrefix(mark) else { return nil }
        let digits = Array(token.utf8.dropFirst(mark.utf8.count))
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(decoding: digits[index...index + 1], as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
