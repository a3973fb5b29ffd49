import ModelVersions
import TestSupport
import Testing

@testable import Manifests

@Suite("Manifests: findings")
struct ManifestTests {
    @Test("the lines of the guide have no findings")
    func guide() {
        let result = check([Lines.imageLevel("Sunrise"), Lines.imageLevel("Sunset"), Lines.boxes()])
        #expect(result.findings.isEmpty)
        #expect(result.summary.validLines == 3)
        #expect(result.summary.images == 3)
        #expect(result.summary.boxes == 2)
        #expect(result.summary.labels.map(\.name) == ["Echo", "Echo Dot", "Sunrise", "Sunset"])
        #expect(result.summary.labels.allSatisfy { $0.images == 1 })
        #expect(result.summary.hasBothFormats)
        #expect(result.summary.useCase == .imageLevelLabels)
    }

    @Test("the format with more lines counts; with equal counts, bounding boxes")
    func formats() {
        #expect(check([Lines.imageLevel("a"), Lines.boxes()]).summary.useCase == .objectLocalization)
        #expect(check([Lines.imageLevel("a")]).summary.useCase == .imageLevelLabels)
        #expect(check(["x"]).summary.useCase == nil)
    }

    @Test("a finding has the line, and the column in characters")
    func place() throws {
        let line = Lines.boxes().replacing("\"Echo\"", with: "\"é\"").replacing("\"left\":86", with: "\"left\":-86")
        let findings = check([Lines.boxes(), line]).findings
        let finding = try #require(findings.first { $0.code == .invalidBoundingBox })
        #expect(finding.line == 2)
        let offset = try #require(line.firstRange(of: "{\"class_id\":0")).lowerBound
        #expect(finding.column == line.unicodeScalars.distance(from: line.startIndex, to: offset) + 1)
    }

    @Test("the last line needs no line feed, and a carriage return is a blank")
    func ends() {
        let lines = [Lines.imageLevel("a"), Lines.imageLevel("b")]
        for text in [
            lines.joined(separator: "\n"), lines.joined(separator: "\n") + "\n",
            lines.joined(separator: "\r\n") + "\r\n",
        ] {
            let result = check(text: text)
            #expect(result.findings.isEmpty)
            #expect(result.summary.totalLines == 2)
        }
    }

    @Test("an empty manifest and other formats are refused with advice")
    func refused() {
        #expect(check(text: "").findings.map(\.code) == [.emptyManifest])
        for head: [UInt8] in [
            [0x1F, 0x8B, 8, 0, 0, 0, 0], [0xFF, 0xFE, 0x7B, 0, 0x22, 0], Array("PK\u{3}\u{4}..".utf8),
        ] {
            let result = check(bytes: head + [UInt8](repeating: 0x0A, count: 1000))
            #expect(result.findings.map(\.code) == [.unsupportedFormat])
            #expect(result.findings.first?.message.contains("(") == true || head[0] == 0x50)
            #expect(result.summary.terminalErrorCount == 1)
        }
    }

    @Test("a fifth of the lines may be invalid, not more")
    func share() {
        let good = (0..<8).map { Lines.imageLevel("label\($0 % 2)", image: "\($0)") }
        #expect(!check(good + ["x", "{}"]).codes.contains(.tooManyInvalidRows))
        #expect(check(good + ["x", "{}", ""]).codes.contains(.tooManyInvalidRows))
    }

    @Test("duplicates name the first line; images in both manifests are found")
    func images() throws {
        let lines = [Lines.imageLevel("a", image: "1"), Lines.imageLevel("b", image: "2")]
        let training = check(lines + [Lines.imageLevel("b", image: "1")])
        let duplicate = try #require(training.findings.first { $0.code == .duplicateSourceRef })
        #expect(duplicate.line == 3)
        #expect(duplicate.message.contains("line 1"))
        #expect(training.summary.duplicates == 1)
        let testing = check(lines + [Lines.imageLevel("c", image: "3")], .testing, after: training.summary)
        #expect(testing.codes == [.imageInTrainingAndTesting, .imageInTrainingAndTesting])
        #expect(testing.summary.sharedImages == 2)
        #expect(LabelOverlap.judge(training: training.summary, testing: testing.summary) == nil)
    }

    @Test("half of the training's labels must be tested, in the training's format")
    func overlap() throws {
        let training = check(["a", "b", "c"].map { Lines.imageLevel($0, image: $0) })
        let one = check(["a", "x"].map { Lines.imageLevel($0, image: "t" + $0) }, .testing, after: training.summary)
        let finding = try #require(LabelOverlap.judge(training: training.summary, testing: one.summary))
        #expect(finding.code == .insufficientLabelOverlap)
        #expect(finding.message.hasPrefix("33 %"))
        let boxes = check([Lines.boxes(names: ["a", "b"])])
        let levels = check(["a", "b"].map { Lines.imageLevel($0, image: "t" + $0) }, .testing, after: boxes.summary)
        let usable = try #require(LabelOverlap.judge(training: boxes.summary, testing: levels.summary))
        #expect(usable.code == .insufficientUsableLabelOverlap)
    }

    @Test("testing data without a label has its own finding, and no overlap of 0 % beside it")
    func nothingTested() {
        let training = check(["a", "b"].map { Lines.imageLevel($0, image: $0) })
        let invalid = #"{"source-ref":"s3://my-bucket/1.png","#
        let empty = ManifestChecker(.testing, after: training.summary) { _ in }.finish()
        #expect(empty.count(.emptyManifest) == 1)
        #expect(LabelOverlap.judge(training: training.summary, testing: empty) == nil)
        for (lines, code) in [
            ([invalid, invalid], .tooManyInvalidRows), ([#"{"source-ref":"s3://my-bucket/1.png"}"#], .tooFewLabels),
        ] as [([String], FindingCode)] {
            let testing = check(lines, .testing, after: training.summary)
            #expect(testing.codes.contains(code))
            #expect(testing.findings.contains { $0.code.effect == .terminal && $0.level == .error })
            #expect(LabelOverlap.judge(training: training.summary, testing: testing.summary) == nil)
        }
        let others = check([Lines.imageLevel("x", image: "x")], .testing, after: training.summary)
        #expect(LabelOverlap.judge(training: training.summary, testing: others.summary) != nil)
    }

    // Guide page md-dataset-purpose, brand locations.
    @Test("image-level labels may be tested with bounding boxes, if enough labels are tested")
    func brandLocations() throws {
        let training = check(["a", "b", "c"].map { Lines.imageLevel($0, image: $0) })
        let boxes = check([Lines.boxes(names: ["a", "b"])], .testing, after: training.summary)
        #expect(LabelOverlap.judge(training: training.summary, testing: boxes.summary) == nil)
        let others = check([Lines.boxes(names: ["x", "y"])], .testing, after: training.summary)
        #expect(
            LabelOverlap.judge(training: training.summary, testing: others.summary)?.code == .insufficientLabelOverlap
        )
    }

    @Test("the manifests of one side count together")
    func severalManifests() {
        let one = check(["a", "b"].map { Lines.imageLevel($0, image: $0) })
        let two = check(["c", "d"].map { Lines.imageLevel($0, image: $0) })
        var training = DataLabels(one.summary)
        training.add(DataLabels(two.summary))
        #expect(training.count == 4)
        #expect(LabelOverlap.judge(training: training, testing: DataLabels(one.summary)) == nil)
        #expect(
            LabelOverlap.judge(training: training, testing: DataLabels(check([Lines.imageLevel("a")]).summary)) != nil
        )
    }

    // Guide page md-coco-transform-example: the conversion copies the fractions of COCO.
    @Test("boxes with fractions are valid, with one warning for the manifest")
    func fractions() throws {
        func line(_ image: Int, _ box: String) -> String {
            Lines.boxes().replacing("IMG_1186", with: "\(image)").replacing(
                #""top":251,"left":399,"width":155,"height":101"#,
                with: box
            )
        }
        let edge = #""top":0.1,"left":199.84,"width":440.16,"height":479.9"#
        let result = check([Lines.boxes(), line(1, edge), line(2, #""top":1.5,"left":2,"width":3.25e1,"height":4"#)])
        #expect(result.codes == [.fractionalBoundingBoxes])
        #expect(result.findings[0].line == 2 && result.findings[0].level == .warning)
        #expect((result.summary.validLines, result.summary.boxes) == (3, 6))
        let outside = check([line(1, #""top":0.1,"left":199.84,"width":441.17,"height":479.9"#)])
        #expect(outside.codes == [.invalidBoundingBox, .fractionalBoundingBoxes, .labelWithoutImages])
        #expect(outside.findings[0].message.contains("441.17 x 479.9 at left 199.84, top 0.1 is not within"))
        let small = check([line(1, #""top":1,"left":1,"width":1.0001,"height":0.9999"#)])
        #expect(small.codes == [.boundingBoxTooSmall, .fractionalBoundingBoxes, .labelWithoutImages])
        #expect(
            check([line(1, #""top":"1","left":1,"width":2,"height":2"#)]).codes.contains(.invalidLabelAttributeFormat)
        )
    }

    @Test("a fraction has the value that Swift's own reader gives it")
    func fractionValues() throws {
        var random = SplitMix64(seed: 11)
        for _ in 0..<2000 {
            let digits = (0..<random.below(20) + 1).map { _ in String(random.below(10)) }.joined()
            var text = "\(random.below(5000)).\(digits)"
            if random.below(4) == 0 { text += "e\(random.below(9) - 4)" }
            if random.below(5) == 0 { text = "-" + text }
            let bytes = Array("{\"a\":{\"annotations\":[{\"left\":\(text)}]}}".utf8)
            let value = try #require(Double(text))
            #expect(try record(of: bytes).boxes.map(\.left) == [value], "\(text)")
        }
    }

    private func record(of line: [UInt8]) throws -> LineRecord {
        var record = LineRecord()
        var failure: LineError?
        var splitter = LineSplitter()
        unsafe (line + [0x0A]).withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            unsafe splitter.feed(base, count: buffer.count) { line in
                guard case .bytes(let bytes, _) = line else { return }
                var parser = LineParser(bytes)
                do throws(LineError) { try parser.parse(into: &record) } catch { failure = error }
            }
        }
        if let failure { throw failure }
        return record
    }

    // Guide page md-create-manifest-file-object-detection: values are pixels.
    @Test("shares of the image's size are named as such")
    func shares() throws {
        let shares = Lines.boxes()
            .replacing(
                #""top":251,"left":399,"width":155,"height":101"#,
                with: #""top":0.5,"left":0.1,"width":0.2,"height":1"#
            )
        let finding = try #require(check([shares]).findings.first)
        #expect(finding.code == .boundingBoxTooSmall && finding.message.contains("requires pixels"))
    }

    // Guide page md-transform-coco shows an object; md-create-manifest-file-object-detection requires a list of one.
    @Test("an `image_size` without its list is valid, with one warning for the manifest")
    func bareSizes() {
        func line(_ image: Int, _ size: String) -> String {
            Lines.boxes().replacing("IMG_1186", with: "\(image)")
                .replacing(#"[{"width":640,"height":480,"depth":3}]"#, with: size)
        }
        let size = #"{"width":640,"height":480,"depth":3}"#
        let result = check([Lines.boxes(), line(1, size), line(2, size)])
        #expect(result.codes == [.imageSizeWithoutList])
        #expect(result.findings[0].line == 2 && result.findings[0].level == .warning)
        #expect((result.summary.validLines, result.summary.boxes) == (3, 6))
        let small = check([line(1, #"{"width":63,"height":480,"depth":3}"#)])
        #expect(small.codes.contains(.invalidImageDimension) && small.codes.contains(.imageSizeWithoutList))
        for wrong in [#"{"width":640,"height":480}"#, "{}", "[]", "7", "[\(size),\(size)]"] {
            #expect(check([line(1, wrong)]).codes.first == .invalidLabelAttributeFormat, "\(wrong)")
        }
    }

    @Test("UTF-32 is not called UTF-16, whose byte order mark begins alike")
    func wideText() {
        func wide(_ mark: [UInt8], width: Int, isBig: Bool) -> [UInt8] {
            let zeros = [UInt8](repeating: 0, count: width - 1)
            return "{\"a\"".utf8.reduce(into: mark) { $0 += isBig ? zeros + [$1] : [$1] + zeros }
        }
        let utf32: [[UInt8]] = [
            wide([0xFF, 0xFE, 0, 0], width: 4, isBig: false), wide([], width: 4, isBig: false),
            wide([0, 0, 0xFE, 0xFF], width: 4, isBig: true), wide([], width: 4, isBig: true),
        ]
        for bytes in utf32 {
            let result = check(bytes: bytes)
            #expect(result.codes == [.unsupportedFormat])
            #expect(result.findings.first?.message.hasPrefix("the content is UTF-32") == true)
        }
        let utf16: [[UInt8]] = [
            wide([0xFF, 0xFE], width: 2, isBig: false), wide([0xFE, 0xFF], width: 2, isBig: true),
        ]
        for bytes in utf16 {
            #expect(check(bytes: bytes).findings.first?.message.hasPrefix("the content is UTF-16") == true)
        }
    }

    // Guide page tm-debugging-scope-json-line: "ignored JSON Lines don't count towards the 20% error threshold".
    @Test("between the two readings of the 20 % rule is a warning")
    func ignoredLines() {
        let good = (0..<8).map { Lines.imageLevel("label\($0 % 2)", image: "\($0)") }
        let ignored = #"{"source-ref":"s3://bucket/none.png"}"#
        func level(_ lines: [String]) -> ManifestFinding.Level? {
            check(lines).findings.first { $0.code == .tooManyInvalidRows }?.level
        }
        #expect(level(good + ["x", "y"]) == nil)
        #expect(level(good.dropLast() + ["x", "y", ignored]) == .warning)
        #expect(level(good + ["x", "y", "z", ignored]) == .error)
    }

    // Guide page limits: the quotas of London and Mumbai.
    @Test(
        "two regions accept fewer images",
        arguments: [("eu-west-2", true), ("ap-south-1", true), ("us-east-1", false)]
    )
    func regions(region: String, isLimited: Bool) {
        func isRefused(_ lines: Int, _ dataset: Dataset, splits: Bool = false) -> Bool {
            var options = ManifestChecker.Options()
            options.region = region
            options.splitsAutomatically = splits
            var codes: [FindingCode] = []
            let checker = ManifestChecker(dataset, options: options) { codes.append($0.code) }
            checker.feed([UInt8](repeating: 0x0A, count: lines))
            _ = checker.finish()
            return codes.contains(.manifestRowsExceedsMaximum)
        }
        #expect(
            !isRefused(28_000, .training) && !isRefused(7000, .testing) && !isRefused(35_000, .training, splits: true)
        )
        #expect(isRefused(28_001, .training) == isLimited)
        #expect(isRefused(7001, .testing) == isLimited)
        #expect(isRefused(35_001, .training, splits: true) == isLimited)
    }

    @Test("one image of a label is a warning before an automatic split")
    func automaticSplit() throws {
        var options = ManifestChecker.Options()
        options.splitsAutomatically = true
        var findings: [ManifestFinding] = []
        let checker = ManifestChecker(.training, options: options) { findings.append($0) }
        checker.feed(Array([Lines.imageLevel("a"), Lines.imageLevel("b")].joined(separator: "\n").utf8))
        let summary = checker.finish()
        #expect(findings.map(\.code) == [.insufficientImagesPerLabelForAutosplit])
        #expect(findings[0].level == .warning && summary.terminalErrorCount == 0)
    }

    @Test("the advice for a label without images fits image-level labels too")
    func labelWithoutImages() {
        #expect(FindingCode.labelWithoutImages.help.hasPrefix("correct the lines of the label; for bounding boxes,"))
    }

    @Test("findings of one code are reported up to a limit and counted beyond it")
    func limit() {
        let result = check((0..<100).map { _ in "x" })
        #expect(result.codes.filter { $0 == .invalidJSONLine }.count == 20)
        #expect(result.summary.count(.invalidJSONLine) == 100)
    }

    @Test("labels beyond the limit use no more memory")
    func labels() {
        let result = check((0..<1200).map { Lines.imageLevel("label \($0)", image: "\($0)") })
        #expect(result.summary.labels.count == 1000)
        #expect(result.summary.hasMoreLabels)
        #expect(result.codes == [.tooManyLabels])
    }

    @Test("an image that S3 does not have makes its line invalid")
    func rejected() {
        var images: [ImageReference] = []
        var codes: [FindingCode] = []
        let checker = ManifestChecker(.training) {
            images.append($0)
        } emit: {
            codes.append($0.code)
        }
        checker.feed(Array([Lines.imageLevel("a"), Lines.imageLevel("b")].joined(separator: "\n").utf8))
        #expect(images.map(\.object.key) == ["a.png"])
        checker.feed([0x0A])
        #expect(images.map(\.object.key) == ["a.png", "b.png"])
        #expect(images.last == ImageReference(object: S3Object(bucket: "bucket", key: "b.png"), line: 2, column: 15))
        checker.reject(line: images[0].line, column: images[0].column, because: "no such object")
        let summary = checker.finish()
        #expect(codes == [.invalidImage, .tooManyInvalidRows])
        #expect(summary.invalidLines == 1)
        #expect(summary.validLines == 1)
    }
}
