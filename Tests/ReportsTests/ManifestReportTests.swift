import Manifests
import Testing
import Text

@testable import Reports

@Suite("Manifest reports")
struct ManifestReportTests {
    private static func line(_ image: String, _ label: String, _ bucket: String = "acme-data") -> String {
        """
        {"source-ref":"s3://\(bucket)/\(image).png","sign":1,"sign-metadata":{"confidence":1,"class-name":"\(label)",\
        "human-annotated":"yes","creation-date":"2026-11-06","type":"groundtruth/image-classification"}}
        """
    }

    /// What a run writes, and the report at its end.
    private func run(_ training: [String], _ testing: [String]? = nil) -> (told: String, report: ManifestReport) {
        var report = ManifestReport(parts: [], findings: [], overlap: nil)
        var told = ""
        let text = ManifestReportText(style: .plain)
        for (dataset, lines) in [(Dataset.training, training), (.testing, testing ?? [])] {
            if dataset == .testing, testing == nil { break }
            let name = "\(dataset.rawValue).manifest"
            var options = ManifestChecker.Options()
            options.findingsPerCode = 2
            let checker = ManifestChecker(dataset, options: options, after: report.parts.first?.summary) {
                report.findings.append($0)
                told += text.finding($0, name: name)
            }
            checker.feed(Array(lines.map { $0 + "\n" }.joined().utf8))
            let summary = checker.finish()
            told += text.omitted(summary, name: name, limit: 2)
            report.parts.append(ManifestReport.Part(name: name, summary: summary))
        }
        if report.parts.count == 2 {
            report.overlap = LabelOverlap.judge(training: report.parts[0].summary, testing: report.parts[1].summary)
        }
        return (told + text.summary(report), report)
    }

    @Test("text and JSON of two manifests with errors")
    func errors() throws {
        let training = ["stop", "yield", "no\\u001b[31m entry", "stop"].enumerated().map { Self.line("\($0)", $1) }
        let bad = ["x", "y", "z", "{\"source-ref\":\"s3://acme-data/\\u202e0.png\"}", Self.line("o", "stop", "other")]
        let (text, report) = run(training + bad, [Self.line("0", "stop"), Self.line("0", "stop")])
        #expect(report.verdict == .fails)
        try expectGolden(text, "manifest-text")
        try expectGolden(ManifestJSON.render(report), "manifest-json")
    }

    @Test("text of a manifest without errors, and of one that loses lines")
    func clean() throws {
        let good = (0..<12).map { Self.line("\($0)", $0.isMultiple(of: 3) ? "stop" : "yield") }
        let passes = run(good)
        #expect(passes.report.verdict == .passes)
        let excludes = run(good + ["x"])
        #expect(ManifestReportText.losses(lines: 2, boxes: 1) == " A training would run without 2 lines and 1 box.")
        #expect(ManifestReportText.losses(lines: 0, boxes: 3) == " A training would run without 3 boxes.")
        #expect(ManifestReportText.losses(lines: 0, boxes: 0) == " A training would run without the parts above.")
        #expect(excludes.report.verdict == .excludesLines)
        try expectGolden(passes.told + "\n" + excludes.told, "manifest-text-clean")
    }

    @Test("thousands have commas")
    func commas() {
        #expect([0, 999, 1000, 1_234_567].map(grouped) == ["0", "999", "1,000", "1,234,567"])
    }
}
