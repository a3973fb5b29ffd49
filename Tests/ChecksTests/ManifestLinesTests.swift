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
    private func labels(_ names: String...) -> DataLabels {
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
        return DataLabels(checker.finish())
    }

    @Test("T1, T2: the testing data has half of the labels of all training manifests together")
    func pair() throws {
        func result(_ training: [DataLabels], _ testing: [DataLabels]?, read: Int = .max) throws -> [CheckResult] {
            func manifests(_ side: String, _ count: Int) throws -> [ManifestLocation] {
                try (0..<count).map { try ManifestLocation(uri: "s3://data/\(side)-\($0).manifest") }
            }
            var wanted = try settings(day)
            wanted.datasets = .manifests(
                training: try manifests("train", training.count),
                testing: try testing.map { .manifests(try manifests("test", $0.count)) } ?? .autoCreate
            )
            let one = try trainings(["a": wanted])
            var facts = CheckFacts()
            let questions = ContentQuestion.all(of: wanted, in: one.project)
            for (question, labels) in zip(questions, training + (testing ?? [])).prefix(read) {
                facts.contents[question] = .read(ManifestContent(labels: labels))
            }
            return verdicts("training-data", of: one, facts)
        }
        let (ab, cd) = (labels("a", "b"), labels("c", "d"))
        #expect(try result([ab], [labels("b", "x")]).map(\.verdict) == [.pass])  // T1
        let wrong = try result([ab], [cd])  // T2
        #expect(wrong.map(\.verdict) == [.fail])
        #expect(wrong[0].message.contains("ERROR_INSUFFICIENT_LABEL_OVERLAP: 0 %"))
        #expect(try result([ab, cd], [labels("a")]).map(\.verdict) == [.fail])
        #expect(try result([ab, cd], [labels("a"), labels("d")]).map(\.verdict) == [.pass])
        #expect(try result([ab], nil).isEmpty)
        #expect(try result([ab], [cd], read: 1).isEmpty, "a manifest that was not read is reported by other checks")
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
                facts.contents[question] = .read(ManifestContent(lines: count, images: count))
            }
            return verdicts("training-data", of: subject, facts).contains { $0.verdict == .fail }
        }
        #expect(try fails("eu-west-2", [14_000, 14_001]))
        #expect(try !fails("eu-west-2", [14_000, 14_000]))
        #expect(try !fails("us-east-1", [14_000, 14_001]))
    }
}
