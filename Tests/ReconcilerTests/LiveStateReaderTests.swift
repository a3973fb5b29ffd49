import AWSRuntime
import DesiredState
import ModelVersions
import Planning
import Rekognition
import Synchronization
import TestSupport
import Testing

@testable import Reconciler

@Suite(.timeLimit(.minutes(30)))
struct LiveStateReaderTests {
    private func read(_ state: DesiredState, _ service: FakeService, tags: Bool = false) async throws -> LiveState {
        try await LiveStateReader(api: { _ in service }).read(state.projects, tags: tags)
    }

    @Test("All there is to know of a thousand versions: 1 + 10 calls, and one for the tags of each that is not lost")
    func everythingWithTheFewestCalls() async throws {
        let service = FakeService()
        service.addProject(projectARN().text)
        for index in 0..<1000 {
            service.addVersion(projectARN().text, "v\(index)") { if index < 10 { $0.status = "TRAINING_FAILED" } }
        }
        func calls(_ operation: String) -> Int { service.calls.count { $0.hasPrefix(operation + " ") } }
        let live = try await LiveStateReader(api: { _ in service }).read(everythingOf: [projectARN()], tags: true)
        guard case .present(let project) = live[projectARN()] else { return #expect(Bool(false)) }
        #expect(project.versions.count == 1000)
        #expect(calls("DescribeProjects") == 1 && calls("DescribeProjectVersions") == 10)
        #expect(calls("ListTagsForResource") == 990)

        let (projects, all) = try await LiveStateReader.readAll(of: service, tags: false)
        guard case .present = all[projectARN()] else { return #expect(Bool(false)) }
        #expect(projects == [projectARN()])
        #expect(calls("DescribeProjects") == 2 && calls("DescribeProjectVersions") == 20)
        #expect(calls("ListTagsForResource") == 990)
    }

    @Test("One DescribeProjects for ten projects, one DescribeProjectVersions for a hundred versions, nothing twice")
    func fewestCalls() async throws {
        let service = FakeService()
        let projects = (0..<25).map { projectARN("p\($0)") }
        for project in projects { service.addProject(project.text) }
        for index in 0..<250 { service.addVersion(projects[0].text, "v\(index)") }
        for index in 0..<100 { service.addVersion(projects[1].text, "v\(index)") }
        let live = try await read(state(projects.map { ($0, [desired("v1")]) }), service)

        #expect(service.calls.count { $0.hasPrefix("DescribeProjects ") } == 3)
        #expect(service.calls.count { $0.hasPrefix("DescribeProjectVersions ") } == 3 + 1 + 23)
        #expect(service.calls.count == 3 + 27)
        guard case .present(let project) = live[projects[0]] else {
            Issue.record("not read")
            return
        }
        #expect(project.versions.count == 250)
    }

    @Test("What is read does not depend on the files: equal texts are shared, others stay", arguments: [1, 2])
    func sharedTexts(count: Int) async throws {
        let service = FakeService()
        service.addProject(projectARN().text)
        for (name, suffix) in [("equal", ""), ("other", "-other"), ("undescribed", "")] {
            service.addVersion(projectARN().text, name) { version in
                let assets = (0..<2).map { index in
                    Asset(
                        groundTruthManifest: .init(
                            s3Object: .init(
                                bucket: "data",
                                name: "\(index)\(suffix).manifest",
                                version: "3HL4\(suffix)"
                            )
                        )
                    )
                }
                version.versionDescription = "Cafe\u{301}\(suffix)"
                version.trainingDataResult = TrainingDataResult(input: TrainingData(assets: assets))
                version.testingDataResult = TestingDataResult(input: TestingData(assets: assets, autoCreate: false))
            }
        }
        let manifests = (0..<count).map { manifest("s3://data/\($0).manifest?versionId=3HL4") }
        let described = state([
            (
                projectARN(),
                ["equal", "other"].map { name in
                    desired(name) { settings in
                        settings.datasets = .manifests(training: manifests, testing: .manifests(manifests))
                        settings.description = try! VersionDescription("(A text of the files)")
                    }
                }
            )
        ])
        func texts(_ live: LiveState) throws -> [[UInt8]] {
            guard case .present(let project) = live[projectARN()] else { throw CancellationError() }
            return project.versions.map { Array("\($0)".utf8) }
        }
        let alone = try await LiveStateReader(api: { _ in service }).read(everythingOf: [projectARN()], tags: false)
        #expect(try texts(try await read(described, service)) == texts(alone))
        #expect(try texts(alone).count == 3)
    }

    @Test("A version that is listed twice is one version, as it was listed last")
    func listedTwice() async throws {
        let service = FakeService()
        service.addProject(projectARN().text)
        service.addVersion(projectARN().text, "v1") { $0.billableTrainingTimeInSeconds = 60 }
        service.addVersion(projectARN().text, "v2") { $0.billableTrainingTimeInSeconds = 30 }
        service.state.withLock { state in
            var earlier = state.versions[projectARN().text]![1]
            earlier.description.status = "TRAINING_IN_PROGRESS"
            state.versions[projectARN().text]!.insert(earlier, at: 0)
        }
        let live = try await read(state([(projectARN(), [desired("v1")])]), service)
        guard case .present(let project) = live[projectARN()] else { return #expect(Bool(false)) }
        #expect(project.versions.map(\.arn.name.text) == ["v1", "v2"])
        #expect(project.versions.allSatisfy { $0.status.isTrained })
        #expect(TrainingHistory(of: project.versions)?.count == 2)
    }

    @Test("The tags of the versions that are picked are read, described or not, and no others")
    func pickedTags() async throws {
        let service = FakeService()
        let project = projectARN("a")
        service.addProject(project.text)
        for name in ["v1", "v2", "x1"] { service.addVersion(project.text, name) }
        let live = try await LiveStateReader(api: { _ in service }).read(
            state([(project, [desired("v2")])]).projects,
            tagsOf: { $0 == project && $1.arn.name.text.hasSuffix("1") }
        )
        guard case .present(let found) = live[project] else {
            Issue.record("not read")
            return
        }
        let read = found.versions.filter { if case .read = $0.tags { true } else { false } }
        #expect(Set(read.map(\.arn.name.text)) == ["v1", "x1"])
        #expect(service.calls.count { $0.hasPrefix("ListTagsForResource") } == 2)
    }

    @Test func projectsOfSeveralRegionsAreAskedForSeparately() async throws {
        let service = FakeService()
        let projects = [projectARN("a"), projectARN("b", region: "eu-west-1")]
        for project in projects { service.addProject(project.text) }
        _ = try await read(state(projects.map { ($0, []) }), service)
        #expect(
            service.calls.filter { $0.hasPrefix("DescribeProjects ") }.sorted() == [
                "DescribeProjects a", "DescribeProjects b",
            ]
        )
    }

    @Test("The clients are made in the order of the ARNs before anything is read; what they refuse ends the run")
    func clientsComeFirst() async throws {
        let service = FakeService()
        let projects = ["us-west-2", "eu-west-1", "us-east-1", "eu-west-1"].map { projectARN("p", region: $0) }
        for project in projects { service.addProject(project.text) }
        let made = Mutex<[String]>([])
        struct Refusal: Error {}
        func read(refusing region: String?) async throws {
            made.withLock { $0 = [] }
            _ = try await LiveStateReader(api: { project in
                made.withLock { $0.append("\(project.region) after \(service.calls.count)") }
                if project.region == region { throw Refusal() }
                return service
            }).read(state(projects.dropLast().map { ($0, []) }).projects)
        }
        await #expect(throws: Refusal.self) { try await read(refusing: "us-west-2") }
        #expect(made.withLock { $0 } == ["eu-west-1 after 0", "us-east-1 after 0", "us-west-2 after 0"])
        #expect(service.calls.isEmpty)
        try await read(refusing: nil)
        #expect(made.withLock { $0 } == ["eu-west-1 after 0", "us-east-1 after 0", "us-west-2 after 0"])
    }

    @Test("After three consecutive timeouts no more requests are sent, and the reason says so")
    func timeouts() async throws {
        let service = FakeService()
        let silent = AWSError(.timedOut("60 s"), operation: "DescribeProjectVersions", host: "h", attempts: 3)
        service.state.withLock { $0.describeRefusal = { _ in silent } }
        let client = FailFastClient(service)
        let request = DescribeProjectVersionsRequest(projectARN: projectARN().text)
        await #expect(throws: silent) { try await client.describeProjectVersions(request) }
        service.state.withLock { $0.calls = [] }
        let error = await #expect(throws: AWSError.self) { try await client.describeProjectVersions(request) }
        #expect(error?.description.contains("the last 3 requests had no answer in time") == true)
        #expect(error?.host == "h" && error?.mayHaveTakenEffect == false && service.calls.isEmpty)
    }

    @Test("An answer, even a refusal, resets the count of timeouts")
    func timeoutsEnd() async throws {
        let service = FakeService()
        service.addProject(projectARN().text)
        let client = FailFastClient(service)
        let request = DescribeProjectVersionsRequest(projectARN: projectARN().text)
        let slow = AWSError(.timedOut("60 s"), operation: "D", host: "h", attempts: 2)
        let refused = AWSError(.service(code: "X", message: ""), operation: "D", host: "h", statusCode: 400)
        for failure in [slow, nil, slow, refused, slow] {
            service.state.withLock { $0.describeRefusal = { _ in failure } }
            _ = try? await client.describeProjectVersions(request)
        }
        #expect(service.calls.count == 5)
    }

    @Test func aProjectOfTheSameNameIsNotTheProject() async throws {
        let service = FakeService()
        service.addProject(projectARN().text + "9")
        let live = try await read(state("a"), service)
        guard case .absent = live[projectARN()] else {
            Issue.record("taken for another")
            return
        }
    }

    @Test func whatIsRefusedIsUnreadable() async throws {
        let service = FakeService()
        service.addProject(projectARN("a").text)
        service.addProject(projectARN("b").text)
        service.state.withLock { $0.describeFaults = [.denied, .denied] }
        let live = try await read(state([(projectARN("a"), []), (projectARN("b"), [])]), service)
        for name in ["a", "b"] {
            guard case .unreadable(let reason) = live[projectARN(name)] else {
                Issue.record("not unreadable")
                continue
            }
            #expect(reason.contains("AccessDeniedException"))
        }
    }

    @Test(
        "A project that cannot be seen, and is in another account than the credentials: that is what is said",
        arguments: [nil, FakeService.Fault.denied]
    )
    func anotherAccount(fault: FakeService.Fault?) async throws {
        let service = FakeService()
        if let fault {
            service.addProject(projectARN().text)
            service.state.withLock { $0.describeFaults = [fault, fault] }
        }
        let asked = Mutex(0)
        func read(account: String) async throws -> LiveState.Reading {
            let reader = LiveStateReader(
                api: { _ in service },
                caller: { _ in
                    asked.withLock { $0 += 1 }
                    return CallerIdentity(account: account, arn: "arn:aws:iam::\(account):user/me", userID: "AIDA")
                }
            )
            return try await reader.read(state("a").projects)[projectARN()]
        }
        guard case .unreadable(let reason) = try await read(account: "999999999999") else {
            Issue.record("not unreadable")
            return
        }
        #expect(reason.contains("in account 111122223333") && reason.contains("to account 999999999999"))
        #expect(asked.withLock { $0 } == 1)
        service.state.withLock { $0.describeFaults = fault.map { [$0, $0] } ?? [] }
        switch (try await read(account: "111122223333"), fault) {
        case (.absent, nil): break
        case (.unreadable(let reason), _?): #expect(reason.contains("AccessDeniedException"))
        default: Issue.record("taken for another account's")
        }
    }

    @Test("The caller is read only where a project is not visible")
    func callerIsNotAsked() async throws {
        let service = FakeService()
        service.addProject(projectARN().text)
        let reader = LiveStateReader(api: { _ in service }, caller: { _ in throw CancellationError() })
        guard case .present = try await reader.read(state("a").projects)[projectARN()] else {
            Issue.record("not read")
            return
        }
    }

    @Test(
        "A description without ARN, status or a proper name makes the project unreadable",
        arguments: [
            { $0.projectVersionARN = nil }, { $0.status = nil }, { $0.projectVersionARN = "arn:x/version/a/1" },
        ] as [@Sendable (inout ProjectVersionDescription) -> Void]
    )
    func malformed(change: @Sendable (inout ProjectVersionDescription) -> Void) async throws {
        var description = ProjectVersionDescription(
            projectVersionARN: "arn:aws:rekognition:us-east-1:111122223333:project/signs/version/a/1",
            status: "RUNNING"
        )
        #expect(throws: Never.self) { try LiveVersion(description, of: projectARN()) }
        change(&description)
        #expect(throws: MalformedAnswer.self) { try LiveVersion(description, of: projectARN()) }
    }

    @Test(
        "An answer about another project makes the project unreadable, and the reason names both",
        arguments: [
            "version": "arn:aws:rekognition:us-east-1:111122223333:project/lights/version/a/1",
            "version of an account": "arn:aws:rekognition:us-east-1:999922223333:project/signs/version/a/1",
            "dataset": "arn:aws:rekognition:us-east-1:111122223333:project/lights/dataset/train/1",
            "project": "arn:aws:rekognition:us-east-1:999922223333:project/signs/1690556789012",
        ]
    )
    func otherProject(part: String, arn: String) async throws {
        let service = FakeService()
        service.addProject(projectARN().text)
        service.addVersion(projectARN().text, "a") {
            if part.hasPrefix("version") { $0.projectVersionARN = arn }
        }
        service.state.withLock { state in
            if part == "project" { state.projects[projectARN().text]?.projectARN = arn }
            if part == "dataset" {
                state.projects[projectARN().text]?.datasets = [
                    DatasetMetadata(datasetType: "TRAIN", datasetARN: arn, status: "CREATE_COMPLETE")
                ]
            }
        }
        let plan = try await plan(state("a"), service)
        #expect(!plan.isComplete)
        let live = try await read(state("a"), service)
        guard case .unreadable(let reason) = live[projectARN()] else {
            Issue.record("not unreadable")
            return
        }
        #expect(reason.contains(projectARN().text) && reason.contains(arn))
    }

    @Test func tagsAreReadForDescribedVersionsOnly() async throws {
        let service = FakeService()
        service.addProject(projectARN().text)
        for name in ["a", "b", "c"] { service.addVersion(projectARN().text, name) }
        for status in ["TRAINING_FAILED", "DELETING"] {
            service.addVersion(projectARN().text, status) { $0.status = status }
        }
        let retired = DesiredVersion(name: try VersionName("c"), intent: .retired)
        let versions = [desired("a"), retired, desired("TRAINING_FAILED"), desired("DELETING")]
        let live = try await read(state([(projectARN(), versions)]), service, tags: true)
        #expect(service.calls.count { $0.hasPrefix("ListTagsForResource") && $0.contains("/version/a/") } == 1)
        #expect(service.calls.count { $0.hasPrefix("ListTagsForResource") } == 1)
        guard case .present(let project) = live[projectARN()] else {
            Issue.record("not read")
            return
        }
        #expect(project.versions.first { $0.arn.name.text == "a" }?.tags == .read(.none))
        #expect(project.versions.first { $0.arn.name.text == "b" }?.tags == .notAsked)

        service.addVersion(projectARN().text, "copy") { $0.sourceProjectVersionARN = "arn:source" }
        _ = try await LiveStateReader(api: { _ in service }).read(everythingOf: [projectARN()], tags: true)
        #expect(service.calls.count { $0.hasPrefix("ListTagsForResource") } == 1 + 3)
    }

    @Test("Datasets are described where they are needed, once each, and none is read as another's")
    func datasets() async throws {
        let service = FakeService()
        let (train, test) = ("\(projectARN("a"))/train", "\(projectARN("a"))/test")
        for name in ["a", "b"] {
            service.addProject(projectARN(name).text)
            service.state.withLock { state in
                let arns = name == "a" ? [("TRAIN", train), ("TEST", test)] : [("TRAIN", "\(projectARN("b"))/other")]
                state.projects[projectARN(name).text]?.datasets = arns.map {
                    DatasetMetadata(datasetType: $0.0, datasetARN: $0.1, status: "CREATE_COMPLETE")
                }
            }
        }
        service.addVersion(projectARN("a").text, "v1")
        service.addVersion(projectARN("b").text, "v1")
        service.state.withLock { state in
            state.datasets[train] = DatasetDescription(
                lastUpdatedTimestamp: Timestamp(epochSeconds: 1.5),
                status: "UPDATE_COMPLETE",
                datasetStats: DatasetStats(labeledEntries: 2, totalEntries: 3, totalLabels: 1, errorEntries: -1)
            )
        }
        let reader = LiveStateReader(api: { _ in service })
        func readings(_ need: DatasetNeed?, _ names: [String]) async throws -> [DatasetReading] {
            let live = try await reader.read(
                state([(projectARN("a"), names.map { desired($0) }), (projectARN("b"), [desired("v1")])]).projects,
                datasets: need
            )
            guard case .present(let project) = live[projectARN("a")] else { return [] }
            return project.datasets.map(\.reading)
        }
        let content = DatasetContent(entries: 3, labeledEntries: 2, labels: 1, updated: 1500)
        let unready = DatasetReading.unreadable(reason: "the dataset is being created or changed", isDenied: false)
        func calls() -> [String] {
            service.state.withLock { state in
                defer { state.calls = [] }
                return state.calls.filter { $0.hasPrefix("DescribeDataset ") }.sorted()
            }
        }
        #expect(try await readings(nil, ["v1", "v2"]) == [.notAsked, .notAsked])
        #expect(try await readings(.toTrain, ["v1"]) == [.notAsked, .notAsked])
        #expect(calls().isEmpty)
        #expect(try await readings(.toTrain, ["v1", "v2"]) == [.read(content), unready])
        #expect(calls() == ["DescribeDataset \(test)", "DescribeDataset \(train)"])
        #expect(try await readings(.trained, ["v2"]) == [.notAsked, .notAsked])
        #expect(calls() == ["DescribeDataset \(projectARN("b"))/other"])
        #expect(try await readings(.all, []) == [.read(content), unready])
        #expect(calls().count == 3)
        service.state.withLock { _ = $0.denied.insert(train) }
        guard case .unreadable(_, true)? = try await readings(.all, []).first else {
            Issue.record("not denied")
            return
        }
    }

    @Test func noCredentialsEndTheRun() async throws {
        struct NoCredentials: RekognitionAPI {
            private let error = AWSError(.credentials("none"), operation: "DescribeProjects", host: "x")
            func describeProjects(_ request: DescribeProjectsRequest) async throws -> DescribeProjectsResponse {
                throw error
            }
            func describeProjectVersions(
                _ request: DescribeProjectVersionsRequest
            ) async throws -> DescribeProjectVersionsResponse { throw error }
            func listTagsForResource(
                _ request: ListTagsForResourceRequest
            ) async throws -> ListTagsForResourceResponse { throw error }
        }
        await #expect(throws: AWSError.self) {
            try await LiveStateReader(api: { _ in NoCredentials() }).read(state("a").projects)
        }
    }

    @Test func wireValues() throws {
        var description = ProjectVersionDescription(
            projectVersionARN: "arn:aws:rekognition:us-east-1:111122223333:project/signs/version/a/1",
            status: "RUNNING"
        )
        description.outputConfig = OutputConfig(s3Bucket: "bucket", s3KeyPrefix: nil)
        let asset = Asset(
            groundTruthManifest: GroundTruthManifest(s3Object: .init(bucket: "b", name: "n", version: "1"))
        )
        description.trainingDataResult = TrainingDataResult(input: TrainingData(assets: [asset]))
        description.testingDataResult = TestingDataResult(input: TestingData(assets: [], autoCreate: true))
        description.kmsKeyID = "key"
        let settings = try LiveVersion(description, of: projectARN()).settings
        #expect(settings.output == .init(bucket: "bucket", prefix: ""))
        #expect(settings.training == [.init(bucket: "b", key: "n", version: "1")])
        #expect(settings.testing == [])
        #expect(settings.testingIsAutoCreated == true)
        #expect(settings.kmsKey == "key")
        #expect(settings.description == nil)
    }

    @Test("An empty Input is an answer; a missing one, and one that cannot be read, is none")
    func emptyInput() throws {
        var description = ProjectVersionDescription(
            projectVersionARN: "arn:aws:rekognition:us-east-1:111122223333:project/signs/version/a/1",
            status: "TRAINING_IN_PROGRESS"
        )
        #expect(try LiveVersion(description, of: projectARN()).settings.training == nil)
        description.trainingDataResult = TrainingDataResult(input: nil)
        #expect(try LiveVersion(description, of: projectARN()).settings.training == nil)
        description.trainingDataResult = TrainingDataResult(input: TrainingData(assets: nil))
        description.testingDataResult = TestingDataResult(input: TestingData(autoCreate: false))
        let settings = try LiveVersion(description, of: projectARN()).settings
        #expect(settings.training == [] && settings.testing == [] && settings.testingIsAutoCreated == false)
        description.trainingDataResult = TrainingDataResult(
            input: TrainingData(assets: [Asset(groundTruthManifest: nil)])
        )
        #expect(try LiveVersion(description, of: projectARN()).settings.training == nil)
    }

    @Test("Inference units: the least without auto scaling, and none without a plausible number")
    func inferenceUnits() throws {
        func units(_ least: Int?, _ most: Int?) throws -> InferenceUnits? {
            var description = ProjectVersionDescription(
                projectVersionARN: "arn:aws:rekognition:us-east-1:111122223333:project/signs/version/a/1",
                status: "RUNNING"
            )
            description.minInferenceUnits = least
            description.maxInferenceUnits = most
            return try LiveVersion(description, of: projectARN()).inferenceUnits
        }
        #expect(try units(1, nil) == InferenceUnits(minimum: 1, maximum: 1))
        #expect(try units(2, 5) == InferenceUnits(minimum: 2, maximum: 5))
        #expect(try units(2, 1) == InferenceUnits(minimum: 2, maximum: 2))
        #expect(try units(2, .max) == InferenceUnits(minimum: 2, maximum: 2))
        #expect(try units(nil, 5) == nil && units(0, 5) == nil && units(-1, nil) == nil)
    }

    @Test("The source of a copy is kept, and its training is charged to that source")
    func copies() throws {
        var description = ProjectVersionDescription(
            projectVersionARN: "arn:aws:rekognition:us-east-1:111122223333:project/signs/version/a/1",
            status: "RUNNING"
        )
        description.billableTrainingTimeInSeconds = 60
        #expect(try LiveVersion(description, of: projectARN()).training.billableSeconds == 60)
        #expect(try !LiveVersion(description, of: projectARN()).isCopy)
        description.sourceProjectVersionARN = "arn:source"
        let copy = try LiveVersion(description, of: projectARN())
        #expect(copy.isCopy && copy.source == "arn:source" && copy.training.billableSeconds == nil)
    }
}
