import ModelVersions
import TestSupport
import Testing

@testable import Manifests

/// Lines that are checked beside others give what they give in their order.
@Suite("Manifests: lines side by side", .timeLimit(.minutes(30)))
struct BatchTests {
    private static let moderation = """
        {"source-ref":"s3://bucket/m.png","content-moderation-groundtruth":{"ModerationLabels":[{"Name":"Violence"}]}}
        """

    private func line(_ random: inout SplitMix64) -> String {
        let bucket = random.below(40) == 0 ? "other" : "bucket"
        switch random.below(24) {
        case 0: return "{}"
        case 1: return ""
        case 2: return Self.moderation
        case 3: return #"{"source-ref":"s3://\#(bucket)/u\#(random.below(30)).png"}"#
        case 4: return #"{"é":1,"source-ref":"s3://\#(bucket)/\#(random.below(9)).png"}"#
        case 5: return Lines.boxes().replacing("399", with: "399.5")
        case 6: return Lines.boxes(names: ["n\(random.below(9))", "é"])
        case 7: return "\u{7F}" + String(repeating: "x", count: random.below(2000))
        default:
            return Lines.imageLevel("Label \(random.below(5))", image: "\(random.below(4000))")
                .replacing("s3://bucket", with: "s3://\(bucket)")
        }
    }

    private struct Outcome: Equatable {
        var findings: [ManifestFinding]
        var labels: [ManifestSummary.Label]
        var numbers: [Int]
        var feature: ProjectFeature?
        var bucket: String?

        init(_ findings: [ManifestFinding], _ summary: ManifestSummary) {
            self.findings = findings
            labels = summary.labels
            numbers =
                [
                    summary.size, summary.totalLines, summary.validLines, summary.ignoredLines, summary.invalidLines,
                    summary.images, summary.duplicates, summary.sharedImages, summary.boxes, summary.droppedBoxes,
                    summary.imageLevelLines, summary.objectLines, summary.errorCount, summary.warningCount,
                    summary.terminalErrorCount, summary.hasMoreLabels ? 1 : 0,
                ] + FindingCode.allCases.map(summary.count)
            feature = summary.feature
            bucket = summary.bucket
        }
    }

    private func expectSame(_ bytes: [UInt8], pieces: [[UInt8]], limit: Int, width: Int) async throws {
        var options = ManifestChecker.Options()
        options.findingsPerCode = limit
        let training = check([Lines.imageLevel("Label 1", image: "7"), Lines.boxes()]).summary
        var findings: [ManifestFinding] = []
        let ordered = ManifestChecker(.testing, options: options, after: training) { findings.append($0) }
        ordered.feed(bytes)
        let expected = Outcome(findings, ordered.finish())

        let again = check([Lines.imageLevel("Label 1", image: "7"), Lines.boxes()]).summary
        findings = []
        let checker = ManifestChecker(.testing, options: options, after: again) { findings.append($0) }
        var size = 0
        let stream = AsyncThrowingStream<[UInt8], any Error> { continuation in
            for piece in pieces { continuation.yield(piece) }
            continuation.finish()
        }
        try await checker.feed(stream, width: width) { count in
            size += count
            return true
        }
        #expect(Outcome(findings, checker.finish()) == expected)
        #expect(size == bytes.count)
    }

    private func cut(_ bytes: [UInt8], _ random: inout SplitMix64, upTo size: Int) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var start = 0
        while start < bytes.count {
            let end = min(start + 1 + random.below(size), bytes.count)
            pieces.append(Array(bytes[start..<end]))
            start = end
        }
        return pieces
    }

    @Test(arguments: 0..<8)
    func randomLines(seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        for size in [40, 700, 9000] {
            let lines = (0..<400).map { _ in line(&random) }
            // The last line has no end.
            let bytes = Array(lines.joined(separator: "\n").utf8)
            let pieces = cut(bytes, &random, upTo: size)
            try await expectSame(bytes, pieces: pieces, limit: random.below(4) * 3, width: 1 + random.below(3))
        }
    }

    @Test("The feature, the bucket and the labels that a late line decides")
    func lateLines() async throws {
        var random = SplitMix64(seed: 5)
        let unlabelled = (0..<200).map { #"{"source-ref":"s3://bucket/\#($0).png"}"# }
        let many = (0..<700).map { Lines.boxes(names: ["a\($0)", "b\($0)"]) }
        let lines = unlabelled + [Self.moderation] + many + [Self.moderation] + many.reversed()
        for lines in [lines, lines.reversed(), many + unlabelled] {
            let bytes = Array(lines.joined(separator: "\n").utf8)
            try await expectSame(bytes, pieces: cut(bytes, &random, upTo: 20_000), limit: 20, width: 2)
        }
    }

    @Test("A line longer than the limit, over many pieces")
    func longLine() async throws {
        var random = SplitMix64(seed: 6)
        let long = String(repeating: "x", count: 500_000)
        let lines = [Lines.boxes(), long, Lines.boxes(), "{}", long, long, Lines.imageLevel("a")]
        let bytes = Array(lines.joined(separator: "\n").utf8)
        for size in [9000, 300_000, 2_000_000] {
            try await expectSame(bytes, pieces: cut(bytes, &random, upTo: size), limit: 20, width: 2)
        }
    }

    @Test("Content that is not text", arguments: [[0x1F, 0x8B, 8, 0, 0, 0, 0], [0x7B]])
    func content(bytes: [UInt8]) async throws {
        let pieces = [Array(bytes.prefix(1)), Array(bytes.dropFirst())].filter { !$0.isEmpty }
        try await expectSame(bytes, pieces: pieces, limit: 20, width: 2)
    }
}

/// What is read quickly gives what it gives in another form.
@Suite("Manifests: usual forms")
struct UsualFormTests {
    private func number(_ text: String) -> [Double] {
        var record = LineRecord()
        let bytes = Array("{\"confidence\":\(text)}\n".utf8)
        return unsafe bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return [] }
            var parser = LineParser(
                unsafe LineBytes(base: base, count: buffer.count - 1, readable: buffer.count)
            )
            guard (try? parser.parse(into: &record)) != nil, let number = record.members.first?.value.number else {
                return [-1]
            }
            return [Double(number.integer), number.value, number.isFraction ? 1 : 0]
        }
    }

    @Test("A number and the same number with an exponent", arguments: 0..<4)
    func numbers(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<2000 {
            let whole = (0...random.below(9)).map { _ in "\(random.below(10))" }.joined()
            let decimals = (0..<random.below(12)).map { _ in "\(random.chance ? 0 : random.below(10))" }.joined()
            let text = decimals.isEmpty ? whole : "\(whole).\(decimals)"
            let (usual, other) = (number(text), number(text + "e0"))
            #expect(usual.map(\.bitPattern) == other.map(\.bitPattern), "\(text)")
        }
        for text in ["1.", "1.x", "-1", "00", "01.5", ".5", "0.5.1", "1e", "0x1"] {
            #expect(number(text).count == (text == "-1" ? 3 : 1), "\(text)")
        }
    }

    @Test("A box, and the same box with other blanks", arguments: 0..<4)
    func boxes(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let values = ["1", "0", "65", "86.5", "220.0", "0.25", "-3", "1e2", "null", "\"7\"", "640", "007", "9.", "{}"]
        let names = ["class_id", "top", "left", "width", "height", "top", "x", "class_ix", "\\u0074op"]
        for _ in 0..<500 {
            var members = ["class_id", "top", "left", "width", "height"]
            for _ in 0..<random.below(3) { members.insert(names[random.below(names.count)], at: random.below(5)) }
            let pairs = members.map { ($0, values[random.below(random.chance ? 3 : values.count)]) }
            func box(_ colon: String, _ comma: String) -> String {
                "{" + pairs.map { "\"\($0)\"\(colon)\($1)" }.joined(separator: comma) + "}"
            }
            func outcome(_ colon: String, _ comma: String) -> [String] {
                let usual = #"{"class_id":0,"top":65,"left":86,"width":220,"height":334}"#
                let text = Lines.boxes().replacing(usual, with: box(colon, comma))
                    .replacing(#"{"confidence":1}"#, with: "{\"confidence\"\(colon)1}")
                let result = check(text: text)
                return result.findings.map { "\($0.code) \($0.message)" }
                    + ["\(result.summary.labels)", "\(result.summary.boxes)", "\(result.summary.droppedBoxes)"]
            }
            let other = outcome("\t: ", " ,\t")
            #expect(outcome(":", ",") == other)
            #expect(outcome(": ", ", ") == other)
        }
    }
}
