import ModelVersions
import Testing

@testable import Manifests

/// Developer guide, using-adapters-manifest-files.html: the lines are the examples of the page.
struct ModerationTests {
    private func line(_ names: String..., image: Int = 1) -> String {
        let labels = names.map { "{ \"Name\": \"\($0)\" }" }.joined(separator: ", ")
        return "{ \"source-ref\": \"s3://foo/bar/\(image).jpg\", "
            + "\"content-moderation-groundtruth\": { \"ModerationLabels\": [ \(labels) ] } }"
    }

    private func check(
        _ lines: [String],
        _ dataset: Dataset = .training,
        feature: ProjectFeature? = nil
    ) -> CheckResult {
        var options = ManifestChecker.Options()
        options.feature = feature
        var findings: [ManifestFinding] = []
        let checker = ManifestChecker(dataset, options: options) { findings.append($0) }
        checker.feed(Array((lines.joined(separator: "\n") + "\n").utf8))
        let summary = checker.finish()
        return CheckResult(findings: findings, summary: summary)
    }

    private func images(_ count: Int, bucket: String = "foo") -> [String] {
        (0..<count).map { line("Weapons", image: $0).replacing("s3://foo", with: "s3://\(bucket)") }
    }

    @Test("the lines of the guide are valid; a label outside its list is a warning")
    func examples() {
        let lines =
            images(20) + [line("Rude Gesture", image: 30), line("Rude Gesture", "Nudity", image: 31), line(image: 32)]
        let result = check(lines)
        #expect(result.codes == [.unknownModerationLabel, .unknownModerationLabel, .unknownModerationLabel])
        #expect(result.findings.allSatisfy { $0.level == .warning })
        #expect(result.findings[0].message.hasSuffix("; did you mean \"Rude Gestures\"?"))
        #expect(result.summary.feature == .contentModeration && result.summary.validLines == 23)
        #expect(result.summary.labels.map(\.name) == ["Weapons", "Rude Gesture", "Nudity"])
    }

    @Test("each level of the guide's list is known")
    func known() {
        let lines = ModerationLabels.known.enumerated().map { line($1, image: $0) }
        #expect(check(lines).findings.isEmpty)
    }

    @Test(
        "a line of another form is invalid",
        arguments: [
            #"{"source-ref":"s3://foo/1.jpg","content-moderation-groundtruth":[]}"#,
            #"{"source-ref":"s3://foo/1.jpg","content-moderation-groundtruth":{}}"#,
            #"{"source-ref":"s3://foo/1.jpg","content-moderation-groundtruth":{"ModerationLabels":"Alcohol"}}"#,
            #"{"source-ref":"s3://foo/1.jpg","content-moderation-groundtruth":{"ModerationLabels":["Alcohol"]}}"#,
            #"{"source-ref":"s3://foo/1.jpg","content-moderation-groundtruth":{"ModerationLabels":[{"Name":""}]}}"#,
            #"{"source-ref":"s3://foo/1.jpg","content-moderation-groundtruth":{"ModerationLabels":[{"name":"Alcohol"}]}}"#,
        ]
    )
    func form(bad: String) {
        let result = check(images(20) + [bad], feature: .contentModeration)
        #expect(result.codes == [.invalidLabelAttributeFormat])
        #expect(result.findings[0].line == 21 && result.summary.invalidLines == 1)
    }

    @Test("a line without a label is judged by the feature that a later line shows")
    func unlabelledFirst() throws {
        let bare = #"{"source-ref":"s3://foo/none.jpg"}"#
        for lines in [[bare] + images(20), images(20) + [bare]] {
            let result = check(lines)
            #expect(result.codes == [.noLabelAttributes] && result.findings[0].level == .error)
            #expect((result.summary.invalidLines, result.summary.ignoredLines) == (1, 0))
            #expect(result.findings[0].message == "`content-moderation-groundtruth` is missing")
        }
        #expect(try #require(check([bare] + images(20)).findings.first).line == 1)
        let custom = (0..<20).map { Lines.imageLevel("label\($0 % 2)", image: "\($0)") }
        let ignored = check([bare.replacing("foo", with: "bucket")] + custom)
        #expect(ignored.codes == [.unannotatedRecord] && ignored.summary.ignoredLines == 1)
        // Without a line that shows the feature, the rules are those of custom labels.
        #expect(check([bare, bare]).codes.filter { $0 == .unannotatedRecord }.count == 2)
        // Those beyond the limit are counted; one without an image is invalid in any case.
        let many = check(Array(repeating: bare, count: 29) + [#"{"source-ref":"x"}"#] + images(20))
        #expect(many.codes.filter { $0 == .noLabelAttributes }.count == 20)
        #expect(many.summary.count(.noLabelAttributes) == 30 && many.summary.count(.unannotatedRecord) == 0)
        #expect((many.summary.invalidLines, many.summary.ignoredLines) == (30, 0))
    }

    @Test("a misspelt member in every line is named, with the option that chooses the rules")
    func misspelt() throws {
        func lines(_ name: String) -> [String] {
            images(20).map { $0.replacing("content-moderation-groundtruth", with: name) }
        }
        for name in ["content-moderation-groundtruh", "Content-Moderation-Groundtruth", "content_moderation_truth"] {
            let found = try #require(check(lines(name)).findings.first)
            #expect(found.code == .noLabelAttributes)
            #expect(found.message.contains("\"\(name)\" is similar to `content-moderation-groundtruth`"))
            #expect(found.message.contains("`--feature content-moderation`"))
            let adapter = try #require(check(lines(name), feature: .contentModeration).findings.first)
            #expect(adapter.message == "`content-moderation-groundtruth` is missing; \"\(name)\" is similar")
            #expect(check(lines(name), feature: .customLabels).findings.first?.message.contains("similar") == false)
        }
        #expect(check(lines("sign")).findings.first?.message.contains("--feature") == false)
    }

    @Test("the advice for an invalid line fits an adapter too")
    func advice() {
        let missing = check(images(20) + [#"{"source-ref":"s3://foo/1.jpg"}"#])
        #expect(missing.codes == [.noLabelAttributes])
        #expect(missing.findings[0].code.help.contains("for an adapter `content-moderation-groundtruth` alone"))
        #expect(
            FindingCode.invalidLabelAttributeFormat.help.hasSuffix(
                "the label of an adapter is an object with `ModerationLabels`"
            )
        )
    }

    @Test("rules for images are those of every manifest; a share of invalid lines ends nothing")
    func images() {
        #expect(
            check(images(20) + images(1, bucket: "other").map { $0.replacing("/0.jpg", with: "/x.jpg") }).codes
                == [.imagesInMultipleBuckets]
        )
        #expect(check(images(20) + [line("Weapons", image: 3)]).codes == [.duplicateSourceRef])
        let bad = check(images(20) + (0..<30).map { _ in "{}" }, feature: .contentModeration)
        #expect(!bad.codes.contains(.tooManyInvalidRows) && bad.summary.terminalErrorCount == 0)
        #expect(bad.summary.invalidLines == 30)
    }

    // using-adapters-best-practices.html and adapters-manual-annotation.html.
    @Test("few and many images are warnings")
    func counts() {
        #expect(check(images(19)).codes == [.tooFewAdapterImages])
        #expect(check(images(20)).codes.isEmpty)
        #expect(check(images(10_000)).codes.isEmpty)
        #expect(check(images(10_001)).codes == [.tooManyAdapterImages])
        #expect(check(images(10_001)).findings[0].level == .warning)
    }

    @Test("a manifest of the other feature is one error, not one for each line")
    func otherFeature() {
        let custom = (0..<30).map { Lines.imageLevel("label\($0 % 2)", image: "\($0)") }
        let wrong = check(custom, feature: .contentModeration)
        #expect(wrong.codes == [.manifestOfOtherFeature])
        #expect(wrong.findings[0].level == .error && wrong.summary.terminalErrorCount == 1)
        #expect(check(images(30), feature: .customLabels).codes == [.manifestOfOtherFeature])
        // The first line decides where no option does.
        let mixed = check(custom + images(1))
        #expect(mixed.codes.contains(.manifestOfOtherFeature) && mixed.findings[0].line == 31)
        #expect(check(custom).summary.feature == .customLabels)
    }

    @Test("there is no rule for the labels of training and testing data of an adapter")
    func pairs() {
        let training = check(images(20)).summary
        let testing = check((0..<20).map { line("Alcohol", image: 100 + $0) }, .testing).summary
        #expect(LabelOverlap.judge(training: training, testing: testing) == nil)
    }
}
