import Manifests
import ModelVersions
import Planning
import Storage
import Testing

@testable import Checks

struct ManifestLinesTests {
    private func result(_ fact: ContentFact, beside others: String...) throws -> CheckResult? {
        var wanted = try settings(day)
        if case .manifests(let training, let testing) = wanted.datasets {
            let more = try others.map { try ManifestLocation(uri: $0) }
            wanted.datasets = .manifests(training: training + more, testing: testing)
        }
        let one = try trainings(["a": wanted])
        var facts = CheckFacts()
        let question = try #require(ContentQuestion.all(of: wanted, in: try project()).first)
        facts.contents[question] = fact
        return verdicts("manifest-lines", of: one, facts).first
    }

    private func content(_ code: FindingCode, terminal: Int, line: Int? = 3) -> ContentFact {
        .read(
            ManifestContent(
                lines: 20,
                images: 19,
                errors: 1,
                terminalErrors: terminal,
                first: ManifestFinding(code, in: .training, line: line, "so it is")
            )
        )
    }

    @Test("L1 to L5: the lines of a manifest")
    func rows() throws {
        let code = try #require(FindingCode.allCases.first)
        #expect(try result(.read(ManifestContent(lines: 20, images: 20)))?.verdict == .pass)  // L1
        #expect(try result(content(code, terminal: 1))?.verdict == .fail)  // L2
        #expect(try result(content(code, terminal: 0))?.verdict == .warning)  // L3
        #expect(
            try result(.problem(.denied(S3Object(bucket: "data", key: "day.manifest"))))?.permission == "s3:GetObject"
        )  // L4
        #expect(try result(.problem(ObjectProblem("no answer")))?.verdict == .unknown)  // L5
    }

    @Test("L2: another manifest of the training may supply what one lacks")
    func several() throws {
        let night = "s3://data/night.manifest"
        for code in FindingCode.allCases where code.effect == .terminal {
            let isShortage = [
                .tooFewLabels, .tooFewUsableLabels, .insufficientImagesPerLabelForAutosplit,
            ].contains(code)
            let fact = content(code, terminal: 1, line: nil)
            #expect(try result(fact, beside: night)?.verdict == (isShortage ? .warning : .fail), "\(code)")
            #expect(try result(fact)?.verdict == .fail)
        }
    }

    /// The labels of a manifest with one image-level line for each.
    private func labels(_ names: String...) -> DataLabels { DataLabels(summary(names)) }

    /// The images of such a manifest, with the names of its labels.
    private func images(_ names: String...) -> DataImages { DataImages(summary(names)) }

    private func summary(_ names: [String]) -> ManifestSummary {
        let checker = ManifestChecker(.training) { _ in }
        for name in names {
            checker.feed(
                Array(
                    """
                    {"source-ref":"s3://bucket/\(name).png","kind":1,"kind-metadata":{"confidence":1,\
                    "class-name":"\(name)","human-annotated":"yes","creation-date":"2026-03-06T17:46:39",\
                    "type":"groundtruth/image-classification"}}

                    """.utf8
                )
            )
        }
        return checker.finish()
    }

    /// The results about the manifests of a training.
    ///
    /// - Parameters:
    ///   - images: of the training manifests, then of the testing manifests; others have none.
    ///   - read: how many of the manifests could be read.
    private func pair(
        _ training: [DataLabels],
        _ testing: [DataLabels]?,
        images: [DataImages] = [],
        feature: ProjectFeature = .customLabels,
        read: Int = .max
    ) throws -> [CheckResult] {
        func manifests(_ side: String, _ count: Int) throws -> [ManifestLocation] {
            try (0..<count).map { try ManifestLocation(uri: "s3://data/\(side)-\($0).manifest") }
        }
        var wanted = try settings(day)
        wanted.datasets = .manifests(
            training: try manifests("train", training.count),
            testing: try testing.map { .manifests(try manifests("test", $0.count)) } ?? .autoCreate
        )
        let arn = try project()
        let subject = ProjectTrainings(
            project: arn,
            reading: .present(LiveProject(feature: feature)),
            trainings: [PlannedTraining(name: try VersionName("a"), settings: wanted)]
        )
        var facts = CheckFacts()
        let labels = training + (testing ?? [])
        for (index, question) in ContentQuestion.all(of: wanted, in: arn).enumerated().prefix(read) {
            let names = index < images.count ? images[index] : DataImages()
            facts.contents[question] = .read(ManifestContent(labels: labels[index], imageNames: names))
        }
        return verdicts("training-data", of: subject, facts)
    }

    @Test("T1, T2: the testing data has half of the labels of all training manifests together")
    func labelOverlap() throws {
        let (ab, cd) = (labels("a", "b"), labels("c", "d"))
        #expect(try pair([ab], [labels("b", "x")]).map(\.verdict) == [.pass])  // T1
        let wrong = try pair([ab], [cd])  // T2
        #expect(wrong.map(\.verdict) == [.fail])
        #expect(wrong[0].message.contains("ERROR_INSUFFICIENT_LABEL_OVERLAP: 0 %"))
        #expect(try pair([ab, cd], [labels("a")]).map(\.verdict) == [.fail])
        #expect(try pair([ab, cd], [labels("a"), labels("d")]).map(\.verdict) == [.pass])
        #expect(try pair([ab], nil).isEmpty)
        #expect(try pair([ab], [cd], read: 1).isEmpty, "a manifest that was not read is reported by other checks")
        #expect(try pair([ab], [labels()]).isEmpty, "testing data without a label is reported by `manifest-lines`")
    }

    // Guide page tm-debugging-aggregate-errors: too few labels end a training, however its manifests are counted.
    @Test("T4: several manifests of a side may not have too few labels together")
    func shortage() throws {
        func failures(_ training: [DataLabels], _ testing: [DataLabels], read: Int = .max) throws -> [String] {
            try pair(training, testing, read: read).filter { $0.verdict == .fail }.map(\.message)
        }
        let ab = labels("a", "b")
        #expect(try failures([labels("a"), labels("b")], [ab]) == [])
        #expect(try failures([labels("a"), labels("b"), labels()], [ab]) == [])
        #expect(
            try failures([labels("a"), labels("a")], [ab]) == [
                """
                the training would end with an error: ERROR_MANIFEST_TOO_FEW_LABELS: the training manifests together \
                have 1 label with images; the minimum is 2
                """
            ]
        )
        #expect(try failures([labels(), labels()], [ab]).count == 1)
        #expect(
            try failures([ab], [labels("a"), labels("a")])[0].contains("the testing manifests together have 1 label")
        )
        #expect(try failures([labels("a")], [ab]) == [], "one manifest is reported by manifest-lines")
        #expect(try failures([labels("a"), labels("a")], [ab], read: 1) == [])
    }

    // Guide page md-create-manifest-file-validation-rules. `manifest check --testing` reports the same.
    @Test("T5: an image in the training data and in the testing data is a warning, for an adapter too")
    func sharedImages() throws {
        func warnings(
            _ training: [DataLabels],
            _ testing: [DataLabels]?,
            images: [DataImages]
        ) throws -> [String] {
            try pair(training, testing, images: images).filter { $0.verdict == .warning }.map(\.message)
        }
        let ab = labels("a", "b")
        let two = "IMAGE_IN_TRAINING_AND_TESTING: 2 images of the testing data are also in the training data"
        let one = "IMAGE_IN_TRAINING_AND_TESTING: 1 image of the testing data is also in the training data"
        #expect(try warnings([ab], [ab], images: [images("1", "2", "3"), images("2", "3", "4")]) == [two])
        #expect(try warnings([ab], [ab], images: [images("1", "2"), images("3")]) == [])
        // An image counts once, in however many manifests it is.
        #expect(
            try warnings([ab, ab], [ab, ab], images: [images("1"), images("1", "2"), images("1"), images("1")]) == [one]
        )
        #expect(try warnings([ab], nil, images: [images("1")]) == [])
        #expect(
            try pair([ab], [ab], images: [images("1"), images("1")], feature: .contentModeration).map(\.message) == [
                one
            ]
        )
    }

    // Guide page limits: the quotas of London and Mumbai are of a training, not of a manifest.
    @Test("T3: the images of several manifests count together where a region has a lower limit")
    func regionalSum() throws {
        func fails(_ region: String, _ lines: [Int]) throws -> Bool {
            let manifests = try lines.indices.map { try ManifestLocation(uri: "s3://data/\($0).manifest") }
            var wanted = try settings(day)
            wanted.datasets = .manifests(training: manifests, testing: .manifests([try ManifestLocation(uri: day)]))
            let arn = try ProjectARN(signs.replacing("us-east-1", with: region))
            let subject = ProjectTrainings(
                project: arn,
                reading: .present(LiveProject()),
                trainings: [PlannedTraining(name: try VersionName("a"), settings: wanted)]
            )
            var facts = CheckFacts()
            for (question, count) in zip(ContentQuestion.all(of: wanted, in: arn), lines) {
                facts.contents[question] = .read(
                    ManifestContent(lines: count, images: count, labels: labels("a", "b"))
                )
            }
            return verdicts("training-data", of: subject, facts).contains { $0.verdict == .fail }
        }
        #expect(try fails("eu-west-2", [14_000, 14_001]))
        #expect(try !fails("eu-west-2", [14_000, 14_000]))
        #expect(try !fails("us-east-1", [14_000, 14_001]))
    }
}
