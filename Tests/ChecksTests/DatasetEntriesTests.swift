import AWSRuntime
import Manifests
import ModelVersions
import Planning
import Rekognition
import Synchronization
import TestSupport
import Testing

@testable import Checks

@Suite(.timeLimit(.minutes(30)))
struct DatasetEntriesTests {
    private static let stem = "arn:aws:rekognition:us-east-1:111122223333:project/signs/dataset"
    private static let good = DatasetContent(
        entries: 20,
        labeledEntries: 19,
        labels: 2,
        errorEntries: 0,
        updated: 1_700_000_000_000
    )

    private func project(
        _ train: DatasetReading = .read(good),
        _ test: DatasetReading = .read(good)
    ) throws -> ProjectTrainings {
        let datasets = [(LiveProject.Dataset.Kind.train, train), (.test, test)].map { kind, reading in
            LiveProject.Dataset(
                kind: kind,
                status: "CREATE_COMPLETE",
                arn: "\(Self.stem)/\(kind == .train ? "train" : "test")/1",
                reading: reading
            )
        }
        return try trainings(["a": settings()], live: .present(LiveProject(datasets: datasets)))
    }

    private func content(_ change: (inout DatasetContent) -> Void) -> DatasetReading {
        var content = Self.good
        change(&content)
        return .read(content)
    }

    private func results(_ project: ProjectTrainings, _ facts: CheckFacts = CheckFacts()) -> [CheckResult] {
        verdicts("dataset-entries", of: project, facts)
    }

    @Test("E1: the counts of both datasets, each for the versions that use it")
    func passes() throws {
        let found = try results(project())
        #expect(found.map(\.verdict) == [.pass, .pass])
        #expect(found.map(\.subject) == ["\(Self.stem)/train/1", "\(Self.stem)/test/1"])
        #expect(
            found[0].message
                == "the training dataset: 20 entries, 19 labelled, 2 labels, updated 2023-11-14T22:13:20Z"
        )
        #expect(found.allSatisfy { $0.trainings.map(\.name.text) == ["a"] })
    }

    @Test("E1: versions with manifests, and datasets that were not described, have no result")
    func nothing() throws {
        #expect(try results(project(.notAsked, .notAsked)).isEmpty)
        let live = LiveState.Reading.present(
            LiveProject(datasets: [.init(kind: .train, status: "", reading: .read(Self.good))])
        )
        #expect(try results(trainings(["a": settings(day)], live: live)).isEmpty)
    }

    @Test("E2, E3: what no training can use", arguments: [0, 1, 2, 3])
    func fails(number: Int) throws {
        let reading = content { content in
            switch number {
            case 0: content.entries = 0
            case 1: content.labeledEntries = 0
            case 2: content.labels = 0
            default: content.entries = 500_001
            }
        }
        for project in [try project(reading), try project(.read(Self.good), reading)] {
            let found = results(project).filter { $0.verdict != .pass }
            #expect(found.map(\.verdict) == [.fail])
            let codes = [
                "ERROR_EMPTY_MANIFEST", "ERROR_MANIFEST_TOO_FEW_LABELS", "ERROR_MANIFEST_TOO_FEW_LABELS",
                "ERROR_MANIFEST_ROWS_EXCEEDS_MAXIMUM",
            ]
            #expect(found[0].message.contains(codes[number]), "\(found[0].message)")
        }
    }

    @Test("E3: the lower limits of two regions")
    func regions() {
        func codes(_ dataset: Dataset, _ entries: Int, _ region: String) -> [FindingCode] {
            DatasetCounts.judge(dataset, entries: entries, labeled: 1, labels: 2, in: region)
                .filter { $0.level == .error }.map(\.code)
        }
        for region in ["eu-west-2", "ap-south-1"] {
            #expect(codes(.training, 28_000, region).isEmpty && codes(.testing, 7000, region).isEmpty)
            #expect(codes(.training, 28_001, region) == [.manifestRowsExceedsMaximum])
            #expect(codes(.testing, 7001, region) == [.manifestRowsExceedsMaximum])
        }
        #expect(codes(.training, 28_001, "us-east-1").isEmpty)
        func help(_ entries: Int, _ region: String) -> String? {
            DatasetCounts.judge(.training, entries: entries, labeled: 1, labels: 2, in: region).first?.help
        }
        // This quota is not adjustable.
        #expect(help(28_001, "eu-west-2") == ManifestFinding.regionalLimitHelp)
        #expect(help(500_001, "us-east-1")?.contains("ask AWS to raise the quota") == true)
    }

    @Test("E4: what depends on a quota or on the format")
    func warns() throws {
        for reading in [content { $0.entries = 250_001 }, content { $0.labels = 251 }, content { $0.labels = 1 }] {
            let found = try results(project(reading, reading)).filter { $0.verdict != .pass }
            #expect(found.map(\.verdict) == [.warning, .warning])
        }
        #expect(try results(project(content { $0.entries = 250_000 })).map(\.verdict) == [.pass, .pass])
        #expect(try results(project(content { $0.labels = 3 })).map(\.verdict) == [.pass, .pass])
        // What the service does not report is not judged.
        #expect(try results(project(.read(.init()), .read(.init()))).map(\.verdict) == [.pass, .pass])
    }

    @Test("E5: entries with errors, with the findings", arguments: [(4, false), (5, true)])
    func errors(count: Int, isMany: Bool) throws {
        var facts = CheckFacts()
        let entry = #"{"source-ref":"s3://bucket/1.jpg","k":1,"errors":[{"code":"ERROR_X","message":"bad"}]}"#
        facts.entries["\(Self.stem)/train/1"] = .read(EntryErrors([entry], of: .training, isCut: false))
        let found = try results(project(content { $0.errorEntries = count }), facts)
        #expect(found.map(\.verdict) == [.warning, .pass])
        #expect(found[0].message.contains("\(count) of 20 entries with errors"))
        #expect(found[0].message.contains("20 %") == isMany)
        facts.entries["\(Self.stem)/train/1"] = .read(EntryErrors([entry], of: .training, isCut: true))
        let cut = try results(project(content { $0.errorEntries = count }), facts)
        #expect(cut[0].message == "\(found[0].message); the findings are those of the first 1")
        #expect(found[0].findings.map(\.finding.error.code) == ["ERROR_NO_LABEL_ATTRIBUTES", "ERROR_X"])
        #expect(found[0].findings.map(\.image) == ["s3://bucket/1.jpg", "s3://bucket/1.jpg"])
    }

    @Test("E13: more than 20 % of the entries break a rule for lines", arguments: [(20, false), (21, true)])
    func tooManyInvalid(count: Int, isTerminal: Bool) throws {
        var facts = CheckFacts()
        // The service names an error of its own in one more entry, which breaks no rule that rekon knows.
        let label =
            #""k-metadata":{"class-name":"a","confidence":1,"type":"groundtruth/image-classification","#
            + #""human-annotated":"yes","creation-date":"2026-11-01T00:00:00","job-name":"j"}"#
        let other = #"{"source-ref":"s3://bucket/0.jpg","k":1,\#(label),"errors":[{"code":"ERROR_X","message":"bad"}]}"#
        let entries = (1...count).map { #"{"source-ref":"s3://bucket/\#($0).jpg","k":1}"# }
        let errors = EntryErrors(entries + [other], of: .training, isCut: false)
        #expect(errors.invalid == count && errors.listed == count + 1)
        #expect(errors.findings.map(\.count) == [count, count, count, 1])
        facts.entries["\(Self.stem)/train/1"] = .read(errors)
        var project = try project(content { ($0.entries, $0.labeledEntries, $0.errorEntries) = (100, 80, count + 1) })
        let found = results(project, facts)
        #expect(found.map(\.verdict) == [isTerminal ? .fail : .warning, .pass])
        #expect(found[0].message.contains("ERROR_TOO_MANY_INVALID_ROWS_IN_MANIFEST: 21 invalid") == isTerminal)
        #expect(!found[0].findings.isEmpty)
        // The guide has no such rule for the datasets of an adapter.
        guard case .present(var live) = project.reading else { return }
        live.feature = .contentModeration
        project.reading = .present(live)
        #expect(results(project, facts).map(\.verdict) == [.warning, .pass])
    }

    private func named(_ names: String...) -> DatasetLabelsFact { .read(Set(names.map { Array($0.utf8) })) }

    @Test("E6: the labels of the training that the test has, by their names")
    func names() throws {
        func results(_ tested: DatasetLabelsFact, errors: Int = 0) throws -> [CheckResult] {
            var facts = CheckFacts()
            facts.labels["\(Self.stem)/train/1"] = named("a", "b", "c", "d")
            facts.labels["\(Self.stem)/test/1"] = tested
            let training = content { ($0.labels, $0.errorEntries) = (4, errors) }
            // The counts are equal, and with the names they decide nothing.
            return try self.results(project(training, content { $0.labels = 4 }), facts).filter { $0.subject == nil }
        }
        #expect(try results(named("a", "b", "x", "y")).isEmpty)
        let few = try results(named("a", "x", "y", "z"))
        #expect(few.map(\.verdict) == [.fail])
        #expect(
            few.first?.message == """
                ERROR_INSUFFICIENT_LABEL_OVERLAP: 25 % of the training dataset's labels are in the test dataset; at \
                least 50 % must be
                """
        )
        #expect(few.first?.trainings.map(\.name.text) == ["a"])
        // The training may leave out the labels that the test does not have.
        #expect(try results(named("a", "x", "y", "z"), errors: 1).map(\.verdict) == [.warning])
        // Another rule reports a test without labels.
        #expect(try results(named()).isEmpty)
    }

    @Test("E11, E12: labels that could not be listed: the counts decide")
    func unnamed() throws {
        var facts = CheckFacts()
        facts.labels["\(Self.stem)/train/1"] = .denied
        facts.labels["\(Self.stem)/test/1"] = .unreadable(reason: "no answer")
        let found = try results(project(content { $0.labels = 5 }), facts)
        #expect(found.map(\.verdict) == [.pass, .pass, .warning, .unknown, .unknown])
        #expect(found[2].message.contains("5 labels and the test dataset 2"))
        #expect(found[3].permission == "rekognition:ListDatasetLabels" && found[4].permission == nil)
        #expect(found.suffix(2).map(\.subject) == ["\(Self.stem)/train/1", "\(Self.stem)/test/1"])
        #expect(found[4].message == "the labels of the test dataset could not be listed: no answer")
    }

    @Test("Labels are listed where both datasets are complete and described, and not of an adapter")
    func labelCalls() async throws {
        let api = Labels()
        let sources = sources(api)
        let facts = try await sources.facts(about: [try project()])
        #expect(api.calls.sorted() == ["\(Self.stem)/test/1", "\(Self.stem)/train/1"])
        // A label without images does not count; one without a count does.
        #expect(facts.labels["\(Self.stem)/train/1"] == named("used", "unknown"))
        #expect(facts.labels.count == 2)
        for (code, expected) in [
            ("AccessDeniedException", DatasetLabelsFact.denied),
            ("ResourceNotReadyException", .unreadable(reason: "the dataset is being created or changed")),
        ] {
            api.refusal.withLock { $0 = code }
            let facts = try await sources.facts(about: [try project()])
            #expect(facts.labels["\(Self.stem)/test/1"] == expected)
        }
        let count = api.calls.count
        var changing = try project()
        var adapter = changing
        guard case .present(var live) = changing.reading else { return }
        live.datasets[1].status = "UPDATE_IN_PROGRESS"
        changing.reading = .present(live)
        live.datasets[1].status = "UPDATE_COMPLETE"
        live.feature = .contentModeration
        adapter.reading = .present(live)
        let unread = try project(.read(Self.good), .unreadable(reason: "no", isDenied: true))
        let manifests = try trainings(["a": settings(day)], live: try project().reading)
        for project in [changing, adapter, unread, manifests] {
            #expect(try await sources.facts(about: [project]).labels.isEmpty)
        }
        #expect(api.calls.count == count)
    }

    @Test("E6, without names: too few labels in the test, by the counts", arguments: [(4, 2, 2), (5, 2, 3), (5, 0, 2)])
    func overlap(training: Int, test: Int, count: Int) throws {
        let found = try results(project(content { $0.labels = training }, content { $0.labels = test }))
        #expect(found.count == count)
        #expect((found.last?.message.contains("ERROR_INSUFFICIENT_LABEL_OVERLAP") == true) == (count == 3))
        // Without labels, another rule says it.
        #expect(found[1].verdict == (test == 0 ? .fail : .pass))
    }

    @Test("The datasets of an adapter have no rules for labels: the guide has none")
    func adapter() throws {
        var odd = try project(content { $0.labels = 5 }, content { ($0.labels, $0.labeledEntries) = (0, 0) })
        #expect(results(odd).contains { $0.verdict == .fail })
        guard case .present(var live) = odd.reading else { return }
        live.feature = .contentModeration
        odd.reading = .present(live)
        #expect(results(odd).map(\.verdict) == [.pass, .pass])
    }

    @Test("E7, E8: a dataset that could not be described")
    func unreadable() throws {
        let denied = try results(project(.unreadable(reason: "no", isDenied: true)))
        #expect(denied.map(\.verdict) == [.unknown, .pass])
        #expect(denied[0].permission == "rekognition:DescribeDataset")
        let other = try results(project(.read(Self.good), .unreadable(reason: "being created", isDenied: false)))
        #expect(other.map(\.verdict) == [.pass, .unknown])
        #expect(other[1].permission == nil && other[1].message.hasSuffix("could not be described: being created"))
    }

    @Test("E9, E10: entries that could not be listed")
    func unlisted() throws {
        var facts = CheckFacts()
        facts.entries["\(Self.stem)/train/1"] = .denied
        facts.entries["\(Self.stem)/test/1"] = .unreadable(reason: "no answer")
        let bad = content { $0.errorEntries = 1 }
        let found = try results(project(bad, bad), facts)
        #expect(found.map(\.verdict) == [.warning, .unknown, .warning, .unknown])
        #expect(found[1].permission == "rekognition:ListDatasetEntries" && found[3].permission == nil)
    }

    @Test("The first findings of each code, those of the service before those of the rules, none twice")
    func findings() {
        let label =
            #""k-metadata":{"class-name":"a","confidence":1,"type":"groundtruth/image-classification","#
            + #""human-annotated":"yes","creation-date":"2026-11-01T00:00:00","job-name":"j"}"#
        let noLabel = #"{"code":"ERROR_NO_LABEL_ATTRIBUTES","message":"of the service"}"#
        let entries =
            [#"{"source-ref":"s3://bucket/0.jpg","k":1,\#(label)}"#]
            + (1...5).map { #"{"source-ref":"s3://bucket/\#($0).jpg","k":1,"errors":[\#(noLabel)]}"# }
        let found = EntryErrors(entries, of: .training, isCut: true)
        #expect(found.listed == 6 && found.isCut)
        #expect(found.findings.map(\.image) == (1...3).map { "s3://bucket/\($0).jpg" })
        #expect(found.findings.allSatisfy { $0.finding.error.message == "of the service" })
        // Text of the service that is no JSON, and a line break that would shift the others.
        let odd = EntryErrors(["no\njson", #"{"source-ref":"s3://bucket/1.jpg","k":1}"#], of: .testing, isCut: false)
        #expect(odd.findings.map(\.finding.error.code) == ["ERROR_INVALID_JSON_LINE", "ERROR_NO_LABEL_ATTRIBUTES"])
        #expect(odd.findings.map(\.image) == [nil, "s3://bucket/1.jpg"])
    }

    @Test("Entries are listed only for datasets with errors, once each, and only with the manifests")
    func calls() async throws {
        let api = Entries()
        let sources = sources(api)
        let bad = try project(content { $0.errorEntries = 1 })
        #expect(try await sources.facts(about: [bad]).entries.isEmpty)
        #expect(try await sources.facts(about: [try project()], readingManifests: true).entries.isEmpty)
        #expect(api.calls.isEmpty)
        let facts = try await sources.facts(about: [bad], readingManifests: true)
        #expect(api.calls == ["\(Self.stem)/train/1"])
        guard case .read(let errors)? = facts.entries["\(Self.stem)/train/1"] else {
            Issue.record("not read")
            return
        }
        #expect(errors.findings.map(\.finding.error.code) == ["ERROR_NO_LABEL_ATTRIBUTES"])
        for (code, expected) in [
            ("AccessDeniedException", EntriesFact.denied),
            ("ResourceNotReadyException", .unreadable(reason: "the dataset is being created or changed")),
        ] {
            api.refusal.withLock { $0 = code }
            let facts = try await sources.facts(about: [bad], readingManifests: true)
            #expect(facts.entries["\(Self.stem)/train/1"] == expected)
        }
    }

    private func sources(_ api: any RekognitionAPI) -> CheckSources {
        CheckSources(
            s3: { _ in throw AWSError(.notConnected("none"), operation: "", host: "s3") },
            kms: { _ in throw AWSError(.notConnected("none"), operation: "", host: "kms") },
            serviceQuotas: { _ in throw AWSError(.notConnected("none"), operation: "", host: "servicequotas") },
            cloudTrail: { _ in throw AWSError(.notConnected("none"), operation: "", host: "cloudtrail") },
            rekognition: { _ in api },
            caller: nil
        )
    }

    /// Three labels, one of them without images, or a refusal.
    private final class Labels: RekognitionAPI {
        let refusal = Mutex<String?>(nil)
        private let requests = Mutex<[String]>([])

        var calls: [String] { requests.withLock { $0 } }

        func listDatasetLabels(_ request: ListDatasetLabelsRequest) async throws -> ListDatasetLabelsResponse {
            requests.withLock { $0.append(request.datasetARN) }
            if let code = refusal.withLock({ $0 }) {
                throw AWSError(
                    .service(code: code, message: "no"),
                    operation: "ListDatasetLabels",
                    host: "test",
                    statusCode: 400
                )
            }
            return ListDatasetLabelsResponse(datasetLabelDescriptions: [
                DatasetLabelDescription(labelName: "used", labelStats: DatasetLabelStats(entryCount: 1)),
                DatasetLabelDescription(labelName: "unused", labelStats: DatasetLabelStats(entryCount: 0)),
                DatasetLabelDescription(labelName: "unknown"),
            ])
        }

        func describeProjects(_ request: DescribeProjectsRequest) async throws -> DescribeProjectsResponse {
            throw CancellationError()
        }
        func describeProjectVersions(
            _ request: DescribeProjectVersionsRequest
        ) async throws -> DescribeProjectVersionsResponse { throw CancellationError() }
        func listTagsForResource(
            _ request: ListTagsForResourceRequest
        ) async throws -> ListTagsForResourceResponse { throw CancellationError() }
    }

    /// One entry without a label attribute, or a refusal.
    private final class Entries: RekognitionAPI {
        let refusal = Mutex<String?>(nil)
        private let requests = Mutex<[String]>([])

        var calls: [String] { requests.withLock { $0 } }

        func listDatasetEntries(_ request: ListDatasetEntriesRequest) async throws -> ListDatasetEntriesResponse {
            requests.withLock { $0.append(request.datasetARN) }
            if let code = refusal.withLock({ $0 }) {
                throw AWSError(
                    .service(code: code, message: "no"),
                    operation: "ListDatasetEntries",
                    host: "test",
                    statusCode: 400
                )
            }
            return ListDatasetEntriesResponse(datasetEntries: [#"{"source-ref":"s3://bucket/1.jpg","k":1}"#])
        }

        func describeProjects(_ request: DescribeProjectsRequest) async throws -> DescribeProjectsResponse {
            throw CancellationError()
        }
        func describeProjectVersions(
            _ request: DescribeProjectVersionsRequest
        ) async throws -> DescribeProjectVersionsResponse { throw CancellationError() }
        func listTagsForResource(
            _ request: ListTagsForResourceRequest
        ) async throws -> ListTagsForResourceResponse { throw CancellationError() }
    }
}
