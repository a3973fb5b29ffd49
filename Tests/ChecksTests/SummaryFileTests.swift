import JSON
import Manifests
import TestSupport
import Testing

@testable import Checks

/// As in the guide, with an unknown member.
let sampleSummary = """
    {
        "errors": [{"code": "ERROR_INSUFFICIENT_LABEL_OVERLAP", "message": "Too few labels overlap."}],
        "statistics": {
            "testing": {
                "use_case": "NOT_DETERMINED", "total_json_lines": 15, "valid_json_lines": 13, "invalid_json_lines": 2,
                "ignored_json_lines": 0, "errors": [], "error_json_line_indices": [13, 15]
            },
            "training": {
                "use_case": "NOT_DETERMINED", "total_json_lines": 301, "valid_json_lines": 146,
                "invalid_json_lines": 155, "ignored_json_lines": 0, "surprise": {"a": [1]},
                "errors": [{"code": "ERROR_TOO_MANY_INVALID_ROWS_IN_MANIFEST", "message": "Too many invalid rows."}],
                "error_json_line_indices": [15, 16, 17, 22]
            }
        }
    }
    """

@Suite("Manifest summaries")
struct SummaryFileTests {
    private func file(_ text: String) throws -> SummaryFile { try SummaryFile(Array(text.utf8)) }

    @Test func guide() throws {
        let file = try file(sampleSummary)
        #expect(file.datasets.map(\.dataset) == [.training, .testing])
        #expect(file.datasets[0].totalLines == 301 && file.datasets[0].invalidLines == 155)
        #expect(file.datasets[0].errorLines == [15, 16, 17, 22] && file.datasets[1].errorLineCount == 2)
        #expect(
            file.findings.map(\.error.code)
                == ["ERROR_TOO_MANY_INVALID_ROWS_IN_MANIFEST", "ERROR_INSUFFICIENT_LABEL_OVERLAP"]
        )
        #expect(file.findings.map(\.dataset) == [.training, nil])
        #expect(file.findings.allSatisfy { $0.effect == .terminal && $0.line == nil })
        #expect(file.findings[0].help == FindingCode.tooManyInvalidRows.help)
        #expect(file.omittedErrors == 0)
    }

    @Test(
        "Another shape is an error that says where, never a summary without errors",
        arguments: [
            "", "null", "[]", "{}", "<html>", #"{"statistics": 1}"#, #"{"statistics": {"training": []}}"#,
            #"{"errors": {}}"#, #"{"errors": [1]}"#, #"{"statistics": {"training": {"total_json_lines": -1}}}"#,
            #"{"statistics": {"training": {"total_json_lines": "7"}}}"#, #"{"errors": []} x"#, #"{"other": 1}"#,
            #"{"statistics": {"training": {"error_json_line_indices": ["a"]}}}"#, "\u{FEFF}{\"errors\": []}",
        ]
    )
    func shape(text: String) {
        #expect(throws: JSONError.self) { try file(text) }
    }

    @Test("An entry without a code is shown; null is none")
    func withoutCode() throws {
        let file = try file(#"{"errors": [{"message": "m"}, "text", {"code": 7}, {}, null, {"code": "A"}]}"#)
        #expect(
            file.findings.map { "\($0.error.code): \($0.error.message)" } == [
                "(no code): m", "(no code): text", "(no code): an entry without a message",
                "(no code): an entry without a message", "A: ",
            ]
        )
    }

    @Test("A missing number is unknown, not zero")
    func sparse() throws {
        let file = try file(#"{"statistics": {"training": {"errors": null}, "testing": null}}"#)
        #expect(file.datasets.map(\.dataset) == [.training])
        #expect(file.datasets[0].totalLines == nil && file.datasets[0].useCase == nil)
    }

    @Test("Long lists are counted, and only their start is kept")
    func long() throws {
        let numbers = (1...5000).map(String.init).joined(separator: ",")
        let errors = [String](repeating: #"{"code":"A","message":"b"}"#, count: 300).joined(separator: ",")
        let file = try file(
            #"{"statistics":{"training":{"error_line_indices":[\#(numbers)],"errors":[\#(errors)]}},"errors":[\#(errors)]}"#
        )
        #expect(file.datasets[0].errorLineCount == 5000)
        #expect(file.datasets[0].errorLines == Array(1...1000))
        #expect(file.findings.count == 200 && file.omittedErrors == 400)
    }

    @Test("Random bytes give a summary or an error", arguments: 0..<8)
    func fuzz(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var read = 0
        for _ in 0..<500 {
            var bytes = Array(sampleSummary.utf8)
            for _ in 0...random.below(4) {
                let place = random.below(bytes.count)
                switch random.below(3) {
                case 0: bytes[place] = UInt8(random.below(256))
                case 1: bytes.removeSubrange(place..<min(place + 1 + random.below(30), bytes.count))
                default: bytes.insert(contentsOf: [UInt8](repeating: 0x5B, count: random.below(700)), at: place)
                }
                if bytes.isEmpty { bytes = [0x7B] }
            }
            if (try? SummaryFile(bytes)) != nil { read += 1 }
        }
        // Both ends are reached.
        #expect(read > 0 && read < 500)
    }
}
