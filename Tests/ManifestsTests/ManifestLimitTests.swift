import ModelVersions
import Testing

@testable import Manifests

/// Each limit of a whole manifest at its value and one beyond (Sources/Manifests/Rules, `Limits`).
@Suite("Manifests: the limits of a manifest", .timeLimit(.minutes(30)))
struct ManifestLimitTests {
    /// Judges counts as if the lines of a manifest had given them.
    private func judge(
        _ dataset: Dataset = .training,
        region: String? = nil,
        splits: Bool = false,
        _ change: (inout ManifestSummary) -> Void
    ) -> [ManifestFinding] {
        var options = ManifestChecker.Options()
        options.region = region
        options.splitsAutomatically = splits
        var summary = ManifestSummary(dataset: dataset, feature: .customLabels, table: SharedImageTable())
        summary.totalLines = 1
        summary.objectLines = 1
        change(&summary)
        var findings: [ManifestFinding] = []
        var rules = ManifestRules(
            dataset: dataset,
            options: options,
            emit: { findings.append($0) },
            image: nil,
            summary: summary
        )
        rules.judgeManifest()
        return findings.filter { [.manifestSizeTooLarge, .manifestRowsExceedsMaximum].contains($0.code) }
    }

    @Test("1 GB is 10⁹ bytes, or 2³⁰: between the two is a warning")
    func size() {
        let sizes: [(Int, ManifestFinding.Level?)] = [
            (999_999_999, nil), (1_000_000_000, nil), (1_000_000_001, .warning), (1_073_741_824, .warning),
            (1_073_741_825, .error),
        ]
        for (size, level) in sizes {
            let findings = judge { $0.size = size }
            #expect(findings.map(\.level) == (level.map { [$0] } ?? []), "\(size)")
            #expect(findings.allSatisfy { $0.message == "the manifest has \(size) bytes; the limit is 1 GB" })
        }
        #expect(ManifestChecker.sizeLimit == 1_073_741_824)
    }

    @Test("the size counts each byte of each chunk, also those after the head")
    func countedSize() {
        let line = Array((Lines.imageLevel("a") + "\n").utf8)
        #expect(check(bytes: line, cuts: [1, 5, 6, 7, 100]).summary.size == line.count)
        #expect(check(bytes: line).summary.size == line.count)
    }

    @Test("250,000 rows; 500,000 of image-level labels where AWS has raised the quota")
    func rows() {
        func levels(_ rows: Int, _ useCase: UseCase) -> [ManifestFinding.Level] {
            judge { summary in
                summary.totalLines = rows
                summary.imageLevelLines = useCase == .imageLevelLabels ? rows : 0
                summary.objectLines = useCase == .objectLocalization ? rows : 0
            }.map(\.level)
        }
        for useCase in UseCase.allCases { #expect(levels(250_000, useCase).isEmpty) }
        #expect(levels(250_001, .imageLevelLabels) == [.warning] && levels(250_001, .objectLocalization) == [.error])
        #expect(levels(500_000, .imageLevelLabels) == [.warning] && levels(500_001, .imageLevelLabels) == [.error])
        #expect(levels(500_000, .objectLocalization) == [.error])
    }

    @Test("in the regions with lower quotas, no row beyond them, and one finding")
    func regions() {
        for (dataset, splits, limit) in [(Dataset.training, false, 28_000), (.training, true, 35_000)] {
            #expect(judge(dataset, region: "eu-west-2", splits: splits) { $0.totalLines = limit }.isEmpty)
            let more = judge(dataset, region: "eu-west-2", splits: splits) { $0.totalLines = limit + 1 }
            #expect(more.map(\.level) == [.error] && more[0].message.hasSuffix("eu-west-2 is \(limit)"))
        }
        // The automatic split concerns the training manifest only.
        #expect(judge(.testing, region: "ap-south-1", splits: true) { $0.totalLines = 7000 }.isEmpty)
        #expect(judge(.testing, region: "ap-south-1", splits: true) { $0.totalLines = 7001 }.map(\.level) == [.error])
        #expect(judge(region: "ap-south-1") { $0.totalLines = 500_001 }.count == 1)
    }

    @Test("a manifest of an adapter has no limit of rows, and has that of the size")
    func adapter() {
        let findings = judge {
            $0.feature = .contentModeration
            $0.totalLines = 500_001
            $0.size = 1_073_741_825
        }
        #expect(findings.map(\.code) == [.manifestSizeTooLarge])
    }

    @Test("250 labels with images, not 251; labels without images do not count")
    func labels() {
        let lines = (0..<250).map { Lines.imageLevel("\($0)") }
        #expect(check(lines).findings.isEmpty)
        let many = check(lines + [Lines.imageLevel("more")]).findings
        #expect(many.map(\.code) == [.tooManyLabels] && many[0].message.contains("has 251 labels"))
        let unused = Lines.boxes(names: ["0", "1"]).replacing(
            "\"class-map\":{",
            with: "\"class-map\":{\"2\":\"unused\","
        )
        #expect(check(lines + [unused]).codes == [.labelWithoutImages])
    }

    @Test("1,000 labels are counted, and it is known whether there were more")
    func labelTable() {
        let lines = (0..<1000).map { Lines.imageLevel("\($0)") }
        let most = check(lines)
        #expect(most.summary.labels.count == 1000 && !most.summary.hasMoreLabels)
        #expect(most.findings[0].message.contains("has 1000 labels"))
        let more = check(lines + [Lines.imageLevel("more")])
        #expect(more.summary.labels.count == 1000 && more.summary.hasMoreLabels)
        #expect(more.findings[0].message.contains("has more than 1000 labels"))
    }

    @Test("two image-level labels are the fewest, one with bounding boxes")
    func fewest() {
        #expect(check([Lines.imageLevel("a")]).codes == [.tooFewLabels])
        #expect(check([Lines.imageLevel("a"), Lines.imageLevel("b")]).codes.isEmpty)
        #expect(check([Lines.boxes(names: ["a", "a"])]).codes.isEmpty)
        // Of two labels, one has images of the format of most lines.
        let mixed = [
            Lines.imageLevel("a", image: "1"), Lines.imageLevel("a", image: "2"), Lines.boxes(names: ["b", "b"]),
        ]
        #expect(check(mixed).codes == [.tooFewUsableLabels])
    }

    @Test("1,000 testing images of a label, not 1,001, and any number for training")
    func testImages() {
        func lines(_ count: Int) -> [String] {
            (0..<count).map { Lines.imageLevel("a", image: "\($0)") } + [Lines.imageLevel("b", image: "b")]
        }
        #expect(check(lines(1000), .testing).findings.isEmpty)
        let many = check(lines(1001), .testing)
        #expect(many.codes == [.tooManyTestImagesPerLabel] && many.findings[0].message.hasSuffix("have \"a\""))
        #expect(check(lines(1001), .training).findings.isEmpty)
    }

    @Test("two images of a label are enough for an automatic split")
    func automaticSplit() {
        func codes(_ lines: [String]) -> [FindingCode] {
            var options = ManifestChecker.Options()
            options.splitsAutomatically = true
            var codes: [FindingCode] = []
            let checker = ManifestChecker(.training, options: options) { codes.append($0.code) }
            checker.feed(Array(lines.joined(separator: "\n").utf8))
            _ = checker.finish()
            return codes
        }
        let twice = ["1", "2"].flatMap { image in ["a", "b"].map { Lines.imageLevel($0, image: $0 + image) } }
        #expect(codes(twice).isEmpty)
        #expect(codes(Array(twice.dropLast())) == [.insufficientImagesPerLabelForAutosplit])
    }

    @Test("half of the training's labels in the testing data are enough, also of an odd number")
    func overlap() {
        func percent(_ training: Int, _ testing: Int) -> FindingCode? {
            let trained = check((0..<training).map { Lines.imageLevel("\($0)") }).summary
            let tested = check(
                (0..<testing).map { Lines.imageLevel("\($0)", image: "t\($0)") },
                .testing,
                after: trained
            )
            return LabelOverlap.judge(training: trained, testing: tested.summary)?.code
        }
        #expect(percent(4, 2) == nil && percent(4, 1) == .insufficientLabelOverlap)
        #expect(percent(5, 3) == nil && percent(5, 2) == .insufficientLabelOverlap)
    }

    @Test("the counts of a dataset are judged by the same limits")
    func counts() {
        func levels(_ entries: Int? = 1, labeled: Int? = 1, labels: Int? = 2) -> [ManifestFinding.Level] {
            DatasetCounts.judge(.training, entries: entries, labeled: labeled, labels: labels, in: "us-east-1")
                .map(\.level)
        }
        #expect(levels(0) == [.error] && levels().isEmpty && levels(nil, labeled: nil, labels: nil).isEmpty)
        #expect(levels(250_000).isEmpty && levels(250_001) == [.warning])
        #expect(levels(500_000) == [.warning] && levels(500_001) == [.error])
        #expect(levels(labeled: 0) == [.error] && levels(labels: 0) == [.error] && levels(labels: 1) == [.warning])
        #expect(levels(labels: 250).isEmpty && levels(labels: 251) == [.warning])
        for (training, testing, isEnough) in [(4, 2, true), (5, 2, false), (5, 3, true), (1, 0, true)] {
            #expect((DatasetCounts.judge(trainingLabels: training, testLabels: testing) == nil) == isEnough)
        }
    }
}
