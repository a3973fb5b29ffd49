import JSON
import Testing

struct ReaderTests {
    private func text(_ json: String) throws -> String? {
        var reader = JSONReader(Array(json.utf8))
        let text = try reader.string()
        try reader.end()
        return text
    }

    private func failure(_ bytes: [UInt8], _ read: (inout JSONReader) throws -> Void) -> JSONError? {
        var reader = JSONReader(bytes)
        do {
            try read(&reader)
            try reader.end()
            return nil
        } catch {
            return error as? JSONError
        }
    }

    @Test("Members are read by name, and the others are skipped")
    func members() throws {
        var json = JSONReader(
            Array(#" {"a": {"x": [1, {"y": null}]} , "Stat\u0075s":"OK","n":null,"b":[true,false]} "#.utf8)
        )
        var status: String?
        var flags: [Bool?] = []
        var names: [String] = []
        let isThere = try json.object { json, name throws(JSONError) in
            names.append(name.text)
            switch name {
            case "Status": status = try json.string()
            case "b": try json.array { json throws(JSONError) in flags.append(try json.bool()) }
            default: break
            }
        }
        try json.end()
        #expect(isThere && status == "OK" && flags == [true, false] && names == ["a", "Status", "n", "b"])
    }

    @Test("A skipped value ends where it ends, and an error is where it is")
    func skipping() {
        let valid = [
            "{}", "[]", " [ ] ", "{ }", #"{"a":{"b":[1,-2.5,[],{}],"c":"x y"},"d":true}"#, "[[[[1]]],false,null]",
            #"{"a" : 1 , "b" : [ 1 , 2 ] }"#, #"["\u00e9","é",1e3,0.1,-0]"#, "0", "-1.25", #""""#, #""12345678""#,
            "true",
        ]
        for text in valid {
            for tail in ["", ",", "]", " x"] {
                var json = JSONReader(Array((text + tail).utf8))
                #expect(throws: Never.self, "\(text)") { try json.skipValue() }
                #expect(
                    json.offset == text.utf8.count - text.utf8.reversed().prefix { $0 == 0x20 }.count,
                    "\(text)\(tail)"
                )
            }
        }
        let invalid = [
            ("", 0), ("{", 1), ("[", 1), (#"{"a"}"#, 4), (#"{"a":}"#, 5), (#"{"a":1,}"#, 7), ("[1,]", 3), ("[1 2]", 3),
            ("[1}", 2), (#"{"a":1]"#, 6), ("01", 2), ("-", 1), ("1.", 2), ("[tru]", 4), ("nul", 3), (#""a"#, 0),
            (#"{a:1}"#, 1), ("[\"a\u{1}\"]", 3), ("+1", 0), (".5", 0),
        ]
        for (text, offset) in invalid {
            #expect(failure(Array(text.utf8)) { try $0.skipValue() }?.offset == (text == "01" ? 1 : offset), "\(text)")
        }
    }

    @Test("Values that come again and again are read as any other")
    func repeatedStrings() throws {
        let values = ["", "a", "RUNNING", "STOPPED", "STARTED", #"\u0061"#, "é", "a rather long text of a status"]
        for round in 0..<8 {
            let texts = (0..<50).map { values[($0 * 7 + round) % values.count] }
            let bytes = Array(("[" + texts.map { #""\#($0)""# }.joined(separator: ",") + ",null]").utf8)
            var (once, again): ([String?], [String?]) = ([], [])
            var json = JSONReader(bytes)
            try json.array { json throws(JSONError) in once.append(try json.string()) }
            json = JSONReader(bytes)
            try json.array { json throws(JSONError) in again.append(try json.repeatedString()) }
            #expect(once == again && once.count == 51)
        }
        #expect(failure([0x22, 0xFF, 0x22]) { _ = try $0.repeatedString() }?.offset == 1)
    }

    @Test("null is a value that is not there, of any type")
    func nulls() throws {
        var json = JSONReader(Array("[null,null,null,null,null,null]".utf8))
        var number = 0
        try json.array { json throws(JSONError) in
            number += 1
            switch number {
            case 1: #expect(try json.string() == nil)
            case 2: #expect(try json.double() == nil)
            case 3: #expect(try json.int64() == nil)
            case 4: #expect(try json.bool() == nil)
            case 5: #expect(try !json.object { _, _ in })
            default: #expect(try !json.array { _ in })
            }
        }
        try json.end()
    }

    @Test("Of two members of one name, both are told, in their order")
    func duplicates() throws {
        var json = JSONReader(Array(#"{"a":"1","a":"2"}"#.utf8))
        var values: [String?] = []
        try json.object { json, _ throws(JSONError) in values.append(try json.string()) }
        #expect(values == ["1", "2"])
    }

    @Test(
        "Escapes",
        arguments: [
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u00e9\u00E9\u65e5""#, "éé日"),
            (#""\ud83d\uDE00!""#, "\u{1F600}!"), (#""a\u0000b""#, "a\0b"),
        ]
    )
    func escapes(json: String, expected: String) throws {
        #expect(try text(json) == expected)
    }

    @Test(
        "Strings that are none",
        arguments: [
            #""\ud83d""#, #""\ud83d x""#, #""\ud83d\n""#, #""\ud83d\u0041""#, #""\ude00""#, #""\ude00\ud83d""#,
            #""\x""#,
            #""\u12""#, #""\u12g4""#, #""\u+123""#, #""\"#, #"""#, "\"a\nb\"", "\"a\u{0}\"", #""a"b"#, "'a'",
        ]
    )
    func brokenStrings(json: String) {
        #expect(failure(Array(json.utf8)) { _ = try $0.string() } != nil)
        // Also where nobody wants them, and as names.
        #expect(failure(Array(json.utf8)) { try $0.skipValue() } != nil)
        #expect(failure(Array("{\(json):1}".utf8)) { try $0.skipValue() } != nil)
    }

    @Test(
        "Bytes that are not UTF-8",
        arguments: [[0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80]] as [[UInt8]]
    )
    func notUTF8(bytes: [UInt8]) {
        let quoted = [0x22] + bytes + [0x22]
        #expect(failure(quoted) { _ = try $0.string() }?.offset == 1)
        #expect(failure(quoted) { try $0.skipValue() }?.offset == 1)
        #expect(failure([0x7B] + quoted + Array(":1}".utf8)) { try $0.skipValue() }?.offset == 2)
    }

    @Test(
        "Numbers that are none",
        arguments: [
            "", "-", "+1", "01", "-01", "1.", ".5", "1e", "1e+", "0x1", "1 2", "NaN", "Infinity", "1_0", "--1", "1.e1",
        ]
    )
    func brokenNumbers(json: String) {
        #expect(failure(Array(json.utf8)) { _ = try $0.double() } != nil)
        #expect(failure(Array(json.utf8)) { try $0.skipValue() } != nil)
    }

    @Test("A number with an exponent is none of the whole numbers that keep all digits, also as it is written again")
    func seventeenDigits() throws {
        let value = try JSONValue(parsing: Array("19223372036854772.5".utf8))
        #expect(value == .number(19_223_372_036_854_772))
        #expect(String(decoding: value.bytes(), as: UTF8.self) == "1.9223372036854772e+16")
        #expect(try JSONValue(parsing: value.bytes()) == value)
        #expect(try JSONValue(parsing: Array("19223372036854772".utf8)) == .integer(19_223_372_036_854_772))
        #expect(try JSONValue(parsing: Array("1.5e1".utf8)) == .integer(15))
    }

    @Test("Numbers in words are numbers, and other texts are not")
    func numbersInWords() throws {
        for (word, value) in [("Infinity", Double.infinity), ("-Infinity", -.infinity)] {
            var json = JSONReader(Array("\"\(word)\"".utf8))
            #expect(try json.double() == value)
        }
        var json = JSONReader(Array(#""NaN""#.utf8))
        #expect(try json.double()?.isNaN == true)
        for word in ["", "1", "nan", "inf"] {
            #expect(failure(Array("\"\(word)\"".utf8)) { _ = try $0.double() } != nil)
        }
    }

    @Test(
        "Documents that are none",
        arguments: [
            "", " ", "{", "[", "{]", "[}", "[1,]", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{\"a\" 1}",
            "{a:1}", "{1:2}", "[]]", "{}{}", "nul", "nulls", "tru", "falsee", "[1]x", "// a\n1",
        ]
    )
    func brokenDocuments(json: String) {
        #expect(failure(Array(json.utf8)) { try $0.skipValue() } != nil)
    }

    @Test("An error says where it is and what should have been there")
    func placesOfErrors() {
        #expect(
            failure(Array(#"{"a": 1 "b": 2}"#.utf8)) { try $0.skipValue() }?.description
                == "expected `,` or `}` at byte 8"
        )
        #expect(
            failure(Array(#" "a" "#.utf8)) { _ = try $0.object { _, _ in } }?.description
                == "expected an object at byte 1"
        )
        #expect(failure(Array("[1] 2".utf8)) { try $0.skipValue() }?.offset == 4)
        #expect(
            failure(Array("{\"a\":true}".utf8)) { json in
                try json.object { json, _ throws(JSONError) in _ = try json.string() }
            }?.offset == 5
        )
    }

    @Test("An error names the member")
    func membersOfErrors() {
        func message(_ json: String) -> String? {
            failure(Array(json.utf8)) { _ = try $0.value() }?.description
        }
        #expect(
            message(#"{"projects": [{}, {"live": {"status": tru}}]}"#)
                == "expected `true` at byte 41, in `projects[1].live.status`"
        )
        #expect(message("[[0], [0, x]]") == "expected a value at byte 10, in `[1][1]`")
        #expect(message(#"{"a b": x}"#) == "expected a value at byte 8, in `?`")
        #expect(message(#"{"a": {"b": 1, "b": 2}}"#) == "an object with two members of one name at byte 22, in `a`")
    }

    @Test("A document has a limit of values; a list or an object counts as four")
    func values() {
        func problem(_ element: String, _ count: Int) -> String? {
            let text = "[" + repeatElement(element, count: count).joined(separator: ",") + "]"
            do throws(JSONError) {
                var json = JSONReader(Array(text.utf8), valueLimit: 100)
                _ = try json.value()
                return nil
            } catch {
                return error.problem
            }
        }
        #expect(problem("1", 96) == nil)
        #expect(problem("1", 97) == "more than 100 values")
        #expect(problem("[]", 24) == nil)
        #expect(problem("{}", 25) == "more than 100 values")
        #expect(JSONReader.valueLimit == 2_000_000)
    }

    @Test("As deep as the limit, and no deeper")
    func depth() {
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        #expect(failure(nested(JSONReader.depthLimit)) { try $0.skipValue() } == nil)
        #expect(failure(nested(JSONReader.depthLimit + 1)) { try $0.skipValue() } != nil)
        #expect(failure(Array(String(repeating: "{\"a\":", count: 1_000_000).utf8)) { try $0.skipValue() } != nil)
    }
}
