import TestSupport
import Testing

@testable import Manifests

@Suite("Manifests: random bytes")
struct FuzzTests {
    private static let scraps: [[UInt8]] = [
        Array("\u{FEFF}".utf8), [0], [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0x0D, 0x0A], [0x0A], [0x0A, 0x0A],
        Array(#"\ud800"#.utf8), Array(#"\udc00\ud800"#.utf8), Array(#"\u00e9"#.utf8), Array(#"\q"#.utf8),
        Array("1e999999999999999999999".utf8), Array("-0.0e-7".utf8), [UInt8](repeating: 0x39, count: 400),
        [UInt8](repeating: 0x5B, count: 600), Array(#"{"a":"#.utf8), Array("null".utf8), Array("\"".utf8),
        Array("\\".utf8),
        Array("{}".utf8), Array("[]".utf8), Array(",".utf8), Array(":".utf8), Array("-metadata".utf8),
    ]

    private func manifest(_ random: inout SplitMix64) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0...random.below(5) {
            var line = Array((random.chance ? Lines.boxes() : Lines.imageLevel("Label \(random.below(3))")).utf8)
            for _ in 0..<random.below(4) {
                let place = random.below(line.count)
                switch random.below(4) {
                case 0: line.removeSubrange(place..<min(place + 1 + random.below(20), line.count))
                case 1: line[place] = UInt8(random.below(256))
                default: line.insert(contentsOf: Self.scraps[random.below(Self.scraps.count)], at: place)
                }
                if line.isEmpty { line = [0x7B] }
            }
            bytes += line
            if random.below(8) > 0 { bytes.append(0x0A) }
        }
        return bytes
    }

    @Test("the result does not depend on the chunks", arguments: 0..<8)
    func cuts(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<150 {
            let bytes = manifest(&random)
            let whole = check(bytes: bytes)
            let summary = whole.summary
            #expect(summary.totalLines == summary.validLines + summary.ignoredLines + summary.invalidLines)
            let cuts = (0..<random.below(12)).map { _ in random.below(bytes.count + 1) }
            let cut = check(bytes: bytes, cuts: cuts)
            #expect(cut.findings == whole.findings, "\(String(decoding: bytes, as: UTF8.self)) cut at \(cuts)")
            #expect(cut.summary.labels == summary.labels)
            #expect(cut.summary.totalLines == summary.totalLines)
            #expect(cut.summary.validLines == summary.validLines)
        }
        let bytes = Array((Lines.boxes() + "\n" + Lines.imageLevel("é")).utf8)
        let one = check(bytes: bytes, cuts: Array(0..<bytes.count))
        #expect(one.findings == check(bytes: bytes).findings)
        #expect(one.summary.validLines == 2)
    }

    @Test("random bytes give findings")
    func noise() {
        var random = SplitMix64(seed: 11)
        for _ in 0..<300 {
            let bytes = (0..<random.below(300)).map { _ in UInt8(random.below(256)) }
            let result = check(bytes: bytes)
            #expect(result.summary.validLines == 0)
            #expect(result.summary.errorCount > 0)
        }
    }

    @Test("a line of 3 MB is skipped, and the next one is read")
    func longLine() {
        for cuts in [[], Array(stride(from: 0, to: 3_000_000, by: 65_536))] {
            let long = Array("{\"source-ref\":\"s3://bucket/".utf8) + [UInt8](repeating: 0x61, count: 3_000_000)
            let result = check(bytes: long + [0x0A] + Array(Lines.boxes().utf8), cuts: cuts)
            #expect(result.codes == [.lineTooLong, .tooManyInvalidRows])
            #expect(result.findings.first?.line == 1)
            #expect(result.summary.validLines == 1)
        }
    }

    @Test("a line may have 100,000 characters")
    func lineLimit() {
        func line(_ characters: Int, _ filler: String) -> String {
            let start = #"{"source-ref":"s3://bucket/a.png","note":""#
            return start + String(repeating: filler, count: characters - start.count - 2) + "\"}"
        }
        #expect(check([line(100_000, "é")]).codes.first == .noLabelAttributes)
        #expect(check([line(100_001, "é")]).codes.first == .lineTooLong)
        #expect(check([line(100_001, "a")]).codes.first == .lineTooLong)
    }

    @Test(
        "what is not JSON is told with its place",
        arguments: [
            (#"{"a":1"#, 7), (#"{"a":01}"#, 7), (#"{"a":1.}"#, 8), (#"{"a":+1}"#, 6), (#"{"a":tru}"#, 6),
            (#"{"a":1,}"#, 8), (#"{"a" 1}"#, 6), ("[1]", 1), ("7", 1), (#"{"a":"x}"#, 6), (#"{"a":NaN}"#, 6),
            (#"{} {}"#, 4), ("\u{FEFF}{}", 1), (#"{"a":"\x"}"#, 7), (#"{"a":"\ud800"}"#, 7), (#"{"a":"\u12g4"}"#, 11),
            ("{\"a\":\"\u{1}\"}", 7), (#"{"a":-}"#, 7), (#"{"a":1e}"#, 8), ("", 1), ("  \t\r", 5),
            (#"{"a":1,"a":2}"#, 9), (#"{"a":1,"\u0061":2}"#, 9), (#"{"x":{"source-ref":1,"source-\u0072ef":2}}"#, 23),
            (#"{"x":[{"y":{"b":1,"c":2,"b":3}}]}"#, 26),
            ("{" + (0...40).map { "\"n\($0)\":1," }.joined() + #""n7":1}"#, 321),
        ]
    )
    func places(line: String, column: Int) {
        let finding = check([line]).findings.first
        #expect(finding?.code == .invalidJSONLine)
        #expect(finding?.column == column, "\(line): \(finding?.message ?? "")")
    }

    @Test("nesting may have 512 levels")
    func depth() {
        func nested(_ depth: Int) -> String {
            "{\"a\":" + String(repeating: "[", count: depth - 1) + String(repeating: "]", count: depth - 1) + "}"
        }
        #expect(check([nested(512)]).codes.first == .missingSourceRef)
        #expect(check([nested(513)]).codes.first == .invalidJSONLine)
    }
}
