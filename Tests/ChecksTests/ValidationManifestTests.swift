import Manifests
import TestSupport
import Testing

@testable import Checks

@Suite("Validation manifests")
struct ValidationManifestTests {
    static let box = #"""
        {"source-ref":"s3://b/é.jpg","bounding-box":{"annotations":[{"class_id":1,"errors":[{"code":"ERROR_BOUNDING_BOX_TOO_SMALL","message":"Too small."}]},{"class_id":0}],"errors":[{"code":"ERROR_INVALID_LABEL_ATTRIBUTE_FORMAT","message":"x"}]},"bounding-box-metadata":{"errors":[{"code":"ERROR_MISSING_CLASS_MAP_ID","message":"y"}]},"errors":[{"code":"ERROR_INVALID_IMAGE","message":"z"}]}
        """#

    private func tally(_ text: String, limit: Int = 20, piece: Int = .max) -> ValidationTally {
        var tally = ValidationTally(.training, limit: limit)
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let part = rest.prefix(piece)
            tally.feed(Array(part))
            rest = rest.dropFirst(part.count)
        }
        tally.finish()
        return tally
    }

    @Test("Errors in each place of the guide, with their values")
    func places() {
        let findings = tally("{\"source-ref\":\"s3://b/k\"}\n" + Self.box + "\n").findings
        #expect(
            findings.map(\.error.code) == [
                "ERROR_BOUNDING_BOX_TOO_SMALL", "ERROR_INVALID_LABEL_ATTRIBUTE_FORMAT", "ERROR_MISSING_CLASS_MAP_ID",
                "ERROR_INVALID_IMAGE",
            ]
        )
        #expect(
            findings.map(\.pointer) == ["/bounding-box/annotations/0", "/bounding-box", "/bounding-box-metadata", nil]
        )
        #expect(findings.map(\.column) == [61, 45, 264, 1])
        for finding in findings {
            let column = finding.column ?? 0
            #expect(Array(Self.box.unicodeScalars)[column - 1] == "{")
            #expect(finding.line == 2 && finding.effect == .line)
        }
        #expect(findings[0].help == FindingCode.boundingBoxTooSmall.help)
    }

    @Test("A label attribute named errors is not an error; a warning, an unknown code and none are reported")
    func kinds() {
        let text = #"""
            {"errors":1,"errors-metadata":{"errors":[1,{"message":"no code"},[{"code":"deep"}]]}}
            {"cl-metadata":{"is_labeled":false,"errors":[{"code":"WARNING_NO_ANNOTATIONS"}]}}
            {"a/b~":{"errors":[{"code":"ERROR_OF_TOMORROW","message":"?"}]}}
            """#
        let tally = tally(text)
        let none = ReportedError.noCode
        #expect(
            tally.findings.map(\.error.code) == [none, none, "deep", "WARNING_NO_ANNOTATIONS", "ERROR_OF_TOMORROW"]
        )
        #expect(tally.findings.prefix(2).map(\.error.message) == ["1", "no code"])
        #expect(tally.findings.map(\.level) == [.error, .error, .error, .warning, .error])
        #expect(tally.findings.map(\.effect) == [.line, .line, .line, .none, .line])
        #expect(tally.findings.last?.pointer == "/a~1b~0")
        #expect(tally.findings.last?.help.contains("guide") == true)
        #expect((tally.errors, tally.warnings, tally.lines) == (4, 1, 3))
    }

    @Test("In a known list nothing is dropped: texts, objects without a code, codes that are no text")
    func oddElements() {
        let line =
            #"{"errors":["text",{"message":"m"},{"code":7,"message":"n"},{"code":{"a":1}},"#
            + #"{"x":[1]},{},null,true]}"#
        let findings = tally(line).findings
        #expect(
            findings.map { "\($0.error.code): \($0.error.message)" } == [
                "(no code): text", "(no code): m", "7: n", #"{"a":1}: "#, #"(no code): {"x":[1]}"#, "(no code): {}",
                "(no code): true",
            ]
        )
        #expect(findings.allSatisfy { $0.pointer == nil && $0.column == 1 })
        #expect(findings[0].help != findings[2].help)
    }

    @Test("One object or text in place of a list is an error; an attribute of that name is none")
    func inPlaceOfAList() {
        func found(_ line: String) -> [String] { tally(line).findings.map { "\($0.error.code): \($0.error.message)" } }
        #expect(found(#"{"errors":{"code":"E","message":"m"}}"#) == ["E: m"])
        #expect(found(#"{"cl-errors":"text"}"#) == ["(no code): text"])
        #expect(found(#"{"warnings":{"E":"m"}}"#) == [#"(no code): {"E":"m"}"#])
        #expect(found(#"{"errors":{},"warnings":3}"#).isEmpty)
        let box = #"{"errors":{"image_size":[{"width":1}],"annotations":[{"class_id":0,"errors":[{"code":"E"}]}]}}"#
        #expect(found(box) == ["E: "])
        #expect(found(#"{"errors":{"annotations":[]},"errors-metadata":{"objects":[]}}"#).isEmpty)
    }

    @Test("Errors at any depth are found; a line that is too deep is reported", arguments: [1, 7, 8, 9, 20, 60, 80])
    func depth(_ depth: Int) {
        let text = String(repeating: #"{"a":"#, count: depth) + #"{"errors":[{"code":"E"}]}"#
        let codes = tally(text + String(repeating: "}", count: depth)).findings.map(\.error.code)
        #expect(codes == [depth < 62 ? "E" : "ERROR_INVALID_JSON_LINE"])
    }

    // The arrays and their places are those of the examples in tm-debugging-json-line-errors.html.
    @Test("`cl-errors` and `warnings` are read, in the line and in attributes; an unknown array is shown")
    func arrays() {
        let text = #"""
            {"source-ref":"s3://b/1.jpg","boxes":{"annotations":[{"left":1,"class_id":0}]},\#
            "boxes-metadata":{"type":"groundtruth/wrong","cl-errors":[{"code":"ERROR_UNSUPPORTED_USE_CASE_TYPE",\#
            "message":"m"}]},"cl-metadata":{"is_labeled":true},\#
            "cl-errors":[{"code":"ERROR_NO_VALID_LABEL_ATTRIBUTES","message":"n"}]}
            {"source-ref":"s3://b/2.jpg","warnings":[{"code":"WARNING_UNANNOTATED_RECORD","message":"m"},\#
            {"code":"ODD"}]}
            {"boxes":{"annotations":[],"warnings":[{"code":"WARNING_NO_ATTRIBUTE_ANNOTATIONS","message":"m"}]},\#
            "problems":[{"code":"P","message":"m"}],"faults":[{"code":"no message"}],"cl-warnings":[{"code":"W",\#
            "message":"m"}]}
            """#
        let tally = tally(text)
        #expect(
            tally.findings.map(\.error.code) == [
                "ERROR_UNSUPPORTED_USE_CASE_TYPE", "ERROR_NO_VALID_LABEL_ATTRIBUTES", "WARNING_UNANNOTATED_RECORD",
                "ODD", "WARNING_NO_ATTRIBUTE_ANNOTATIONS", "P", "no message", "W",
            ]
        )
        #expect(
            tally.findings.map(\.pointer) == [
                "/boxes-metadata", nil, nil, nil, "/boxes", "/problems", "/faults", "/cl-warnings",
            ]
        )
        #expect((tally.errors, tally.warnings) == (4, 4))
    }

    @Test("Errors inside the elements of another array are found")
    func nestedArrays() {
        let line =
            #"{"a":[[{"b":[{"errors":[{"code":"E","message":"m"}]}]}],"#
            + #"{"code":"no message","c":[{"cl-errors":[{"code":"F"}]}]}]}"#
        let findings = tally(line).findings
        #expect(findings.map(\.error.code) == ["E", "F", "no message"])
        #expect(findings.map(\.pointer) == ["/a/0/0/b/0", "/a/1/c/0", "/a"])
    }

    @Test("A line that is not JSON is an error")
    func notJSON() {
        let tally = tally("{}\n\r\nnonsense\n[]\n{\"a\":\n")
        #expect(tally.findings.map(\.line) == [3, 4, 5])
        #expect(tally.findings.allSatisfy { $0.error.code == "ERROR_INVALID_JSON_LINE" })
        #expect(tally.lines == 5)
    }

    @Test(
        "A long key, and objects after many others, have the pointer and the column of a short line",
        .timeLimit(.minutes(30))
    )
    func longLines() {
        for size in [1000, 10_000, 100_000] {
            let key = String(repeating: "é", count: size / 4)
            let errors = repeatElement(#"{"code":"E","message":"m"}"#, count: size / 60).joined(separator: ",")
            let found = tally(#"{"\#(key)":{"errors":[\#(errors)]}}"#, limit: .max).findings
            #expect(found.count == size / 60)
            #expect(found.allSatisfy { $0.column == size / 4 + 5 })
            let pointer = "/" + String(repeating: "é", count: min(size / 4, 299)) + (size / 4 > 299 ? "..." : "")
            #expect(found.allSatisfy { $0.pointer == pointer })
            let objects = (0..<size / 60).map { _ in #"{"é":"~/","errors":[{"code":"E"}]}"# }.joined(separator: ",")
            let places = tally(#"{"a/b":[\#(objects)]}"#, limit: .max).findings
            #expect(places.map(\.column) == (0..<size / 60).map { 9 + 35 * $0 })
            #expect(places.last?.pointer == "/a~1b/\(size / 60 - 1)")
        }
    }

    @Test("The first errors of each code are kept; codes and the length of lines are limited")
    func bounds() {
        let many = String(repeating: Self.box + "\n", count: 50)
        let few = tally(many, limit: 3)
        #expect(few.findings.count == 12 && few.counts["ERROR_INVALID_IMAGE"] == 50)
        #expect(few.omitted("ERROR_INVALID_IMAGE") == 47)
        let codes = (0..<200).map { #"{"errors":[{"code":"E\#($0)"}]}"# }.joined(separator: "\n")
        #expect(tally(codes).counts.count == 64 && tally(codes).otherCodes == 136)
        let long =
            #"{"errors":[{"code":"\#(String(repeating: "x", count: 5000))","message":"\#(String(repeating: "é", count: 5000))"}]}"#
        #expect(tally(long).findings[0].error.code.unicodeScalars.count == 103)
        #expect(tally(long).findings[0].error.message.unicodeScalars.count == 1003)
        let huge = "{\"a\":\"" + String(repeating: "x", count: 2_000_000) + "\"}\n{}\n"
        #expect(tally(huge, piece: 100_000).unreadLines == 1 && tally(huge).lines == 2)
    }

    @Test("The result does not depend on the pieces; random bytes give findings", arguments: 0..<8)
    func fuzz(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<60 {
            var bytes = Array((Self.box + "\n{}\n" + Self.box).utf8)
            for _ in 0..<random.below(5) {
                let place = random.below(bytes.count)
                switch random.below(3) {
                case 0: bytes[place] = UInt8(random.below(256))
                case 1: bytes.removeSubrange(place..<min(place + 1 + random.below(30), bytes.count - 1))
                default: bytes.insert(contentsOf: [UInt8](repeating: 0x5B, count: random.below(700)), at: place)
                }
            }
            var whole = ValidationTally(.testing, limit: 20)
            whole.feed(bytes)
            whole.finish()
            var cut = ValidationTally(.testing, limit: 20)
            var rest = bytes[...]
            while !rest.isEmpty {
                let part = rest.prefix(1 + random.below(40))
                cut.feed(Array(part))
                rest = rest.dropFirst(part.count)
            }
            cut.finish()
            #expect(cut.findings == whole.findings && cut.lines == whole.lines)
        }
    }
}
