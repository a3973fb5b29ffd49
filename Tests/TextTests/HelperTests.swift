import Testing
import Text

struct HelperTests {
    @Test(arguments: [
        (0, "0 lines"), (1, "1 line"), (2, "2 lines"), (999, "999 lines"), (1000, "1,000 lines"),
        (-1_234_567, "-1,234,567 lines"),
    ])
    func countsNouns(_ count: Int, _ expected: String) {
        #expect(counted(count, "line") == expected)
    }

    @Test func takesAnotherPlural() {
        #expect(counted(1, "box", plural: "boxes") == "1 box")
        #expect(counted(2, "box", plural: "boxes") == "2 boxes")
    }

    @Test func comparesBytes() {
        #expect("\u{E9}" == "e\u{301}")
        #expect(!"\u{E9}".hasSameBytes(as: "e\u{301}"))
        #expect(!"ab".hasSameBytes(as: "ac"))
        #expect("é1".hasSameBytes(as: "é1"))
        #expect("".hasSameBytes(as: "") && !"".hasSameBytes(as: "a"))
        #expect("s3://\u{301}".startsWithBytes(of: "s3://") && "a".startsWithBytes(of: ""))
        #expect("aé?\u{301}".hasBytes(of: "?", at: "aé".endIndex) && !"a?".hasBytes(of: "?b", at: "a".endIndex))
        #expect(!"s3:/".startsWithBytes(of: "s3://") && !"s4://a".startsWithBytes(of: "s3://"))
    }

    @Test("Printable ASCII, and ASCII: each byte at each place of texts that are shorter and longer than a word")
    func alphabets() {
        var wrong: [String] = []
        for length in 0...19 {
            for place in 0..<max(length, 1) {
                for value in (0...0xFF as ClosedRange<UInt32>) {
                    var scalars = Array(repeating: Unicode.Scalar("~"), count: length)
                    if length > 0 { scalars[place] = Unicode.Scalar(UInt8(value)) }
                    let text = String(String.UnicodeScalarView(scalars))
                    let isASCII = text.isASCII == text.utf8.allSatisfy { $0 < 0x80 }
                    let isPrintable = text.isPrintableASCII == text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
                    if !isASCII || !isPrintable { wrong.append("\(value) at \(place) of \(length)") }
                }
            }
        }
        #expect(wrong.isEmpty)
    }

    @Test func joinsTexts() {
        let long = String(repeating: "x", count: 20)
        #expect(String(joining: "a", "", "é—", long) == "aé—" + long)
        #expect(String(joining: "") == "" && String(joining: "s3://", "b") == "s3://b")
    }

    @Test("A text in bytes: at the start, at the end, behind a part of itself")
    func places() {
        func place(_ wanted: String, in text: String) -> Int? { Array(text.utf8).place(of: wanted)?.lowerBound }
        #expect(place("ab", in: "ab") == 0 && place("ab", in: "aab") == 1 && place("ab", in: "aaaab") == 3)
        #expect(place("aab", in: "aaab") == 1 && place("b", in: "aaa") == nil && place("aaaa", in: "aaa") == nil)
        #expect(place("", in: "a") == 0 && place("", in: "") == 0 && place("a", in: "") == nil)
        #expect(place("ba", in: "abab") == 1 && place("abc", in: "ababab") == nil)
        func has(_ text: String, at start: Int) -> Bool {
            unsafe Array("abcabcabcabcabcabc".utf8).withUnsafeBufferPointer { unsafe $0.has(text, at: start) }
        }
        #expect(has("bca", at: 1) && has("c", at: 17) && has("abcabcabcabcabcabc", at: 0))
        #expect(!has("abd", at: 0) && !has("ca", at: 17) && !has("abc", at: -1))
        #expect(has("", at: 18) && !has("", at: 19))
    }

    @Test("A separator counts before a combining mark too, with which it is one character")
    func separators() {
        let text = "é/\u{301}a/b"
        #expect(text.firstPlace(of: "/") == text.utf8.index(text.startIndex, offsetBy: 2))
        let behind = text.utf8.index(text.startIndex, offsetBy: 3)
        #expect(text.firstPlace(of: "/", from: behind) == text.utf8.index(text.startIndex, offsetBy: 6))
        #expect(text.firstPlace(of: "?") == nil && text.firstPlace(of: "b", from: text.endIndex) == nil)
        #expect("".firstPlace(of: "a") == nil)
        #expect([UInt8]("a%".utf8).hasByte(0x25) && ![UInt8]("a".utf8).hasByte(0x25) && ![UInt8]().hasByte(0))
        #expect("a|\u{301}b||".parts(between: "|") == ["a", "\u{301}b", "", ""])
        #expect("".parts(between: "|") == [""] && "x|y"[...].parts(between: "|") == ["x", "y"])
        #expect("a\"\u{301}".replacing("\"", by: "\"\"").hasSameBytes(as: "a\"\"\u{301}"))
        #expect("it'\u{301}s".shellQuoted.hasSameBytes(as: "'it'\\''\u{301}s'"))
        #expect("a@b@\u{301}c".lastPlace(of: "@") == "a@b@\u{301}c".utf8.indices.dropFirst(3).first)
    }

    @Test(arguments: [
        ("", "", 0), ("a", "", 0), ("", "a", nil), ("ab", "abc", nil), ("abc", "c", 2), ("abc", "abc", 0),
        ("aaab", "aab", 1), ("::/://", "://", 3), ("x\u{301}y", "x", 0), ("éa", "a", 2),
    ])
    func findsTexts(_ text: String, _ part: String, _ offset: Int?) {
        let bytes = Array("<\(text)".utf8)[1...]
        let expected = offset.map { $0..<$0 + part.utf8.count }
        #expect(Array(bytes).place(of: part) == expected)
        #expect(bytes.place(of: part) == expected.map { $0.lowerBound + 1..<$0.upperBound + 1 })
        let place = text.utf8.place(of: part)
        #expect(place.map { text.utf8.distance(from: text.startIndex, to: $0.lowerBound) } == offset)
        #expect(place.map { String(text[$0]).hasSameBytes(as: part) } ?? true)
        // A sequence without storage of its own.
        #expect(text.utf8.lazy.map { $0 }.holds(part) == (offset != nil))
    }

    /// The values of the test suite in draft-eastlake-fnv.
    @Test(arguments: [("", "cbf29ce484222325"), ("a", "af63dc4c8601ec8c"), ("foobar", "85944171f73967e8")])
    func hashesAsTheDraftSays(_ text: String, _ expected: String) {
        var hash = FNV1a()
        hash.add(text.utf8)
        #expect(hash.text == expected)
    }

    @Test func separatesTheHashedParts() {
        func hash(_ parts: String...) -> UInt64 {
            var hash = FNV1a()
            for part in parts { hash.add(part: part) }
            return hash.value
        }
        #expect(hash("ab", "c") != hash("a", "bc"))
    }

    @Test func writesHexadecimalDigits() {
        #expect([0x00, 0x0F, 0xA5, 0xFF].hexadecimal == "000fa5ff")
        #expect(UInt32(0x1F600).hexadecimal(digits: 4, uppercase: true) == "1F600")
        #expect(UInt8(7).hexadecimal(digits: 2) == "07")
        #expect("09aFg".utf8.map(\.hexadecimalDigitValue) == [0, 9, 10, 15, nil])
    }

    @Test func escapesURIs() {
        #expect(PercentEncoding.encode("a-._~Z9 /é+") == "a-._~Z9%20%2F%C3%A9%2B")
        #expect(PercentEncoding.encode("a b/c", keepingSlash: true) == "a%20b/c")
        #expect(PercentEncoding.encode([("a&", "1"), ("b", "=")]) == "a%26=1&b=%3D")
    }

    @Test(arguments: [("%C3%a9", "é"), ("%2", "%2"), ("%zz+", "%zz+"), ("100%", "100%")])
    func undoesEscapes(_ text: String, _ expected: String) {
        #expect(String(decoding: PercentEncoding.decode(text.utf8), as: UTF8.self) == expected)
        #expect(PercentEncoding.decode("a+b".utf8, plusIsSpace: true) == Array("a b".utf8))
    }

    @Test func formsUUIDs() {
        #expect(uuid(ofRandomBytes: .init(repeating: 0, count: 16)) == "00000000-0000-4000-8000-000000000000")
        #expect(uuid(ofRandomBytes: .init(repeating: 0xFF, count: 16)) == "ffffffff-ffff-4fff-bfff-ffffffffffff")
    }
}
