import AWSRuntime
import ModelVersions
import Rekognition
import Storage
import Testing

@testable import Sandbox

/// Several accounts in one state: each operation works in the account of its credentials.
@Suite(.timeLimit(.minutes(30)))
struct AccountsTests {
    private let other = AccountRegion(region: region, account: "444455556666")

    /// The same name in two accounts; the numbers are equal too.
    private func projects(_ account: Account) async throws -> (mine: String, theirs: String) {
        let request = CreateProjectRequest(projectName: "signs")
        let mine = try await account.engine.createProject(request, in: place).projectARN
        let theirs = try await account.engine.createProject(request, in: other).projectARN
        return (mine, theirs)
    }

    private func code(_ work: () async throws -> some Any) async throws -> String? {
        do {
            _ = try await work()
            return nil
        } catch let error as AWSError {
            return error.code
        }
    }

    @Test("A name is free in each account, and a list has the projects of one account")
    func names() async throws {
        let account = try await Account { $0.projectsPerRegion = 1 }
        let (mine, theirs) = try await projects(account)
        #expect(mine != theirs && mine.contains(":111122223333:") && theirs.contains(":444455556666:"))
        let full = try await SandboxTests.code { try await account.project("more") }
        #expect(full == "LimitExceededException")
        for (client, expected) in [
            (SandboxClient(account.engine, place: other), theirs),
            (SandboxClient(account.engine, region: region), mine),
        ] {
            #expect(try await client.describeProjects(DescribeProjectsRequest()).projectDescriptions?.count == 1)
            #expect(try await client.describeProjects(named: ["signs"]).map(\.projectARN) == [expected])
        }
        #expect(try SandboxState(reading: account.state.written(), path: "x") == account.state)
    }

    @Test("The region's client is that of the account in the settings")
    func ownAccount() async throws {
        let account = try await Account { $0.account = "444455556666" }
        let (_, theirs) = try await projects(account)
        let client = SandboxClient(account.engine, region: region)
        #expect(try await client.describeProjects(named: ["signs"]).map(\.projectARN) == [theirs])
        let answer = await account.engine.respond(
            to: "CreateProject",
            Array(#"{"ProjectName":"b"}"#.utf8),
            region: region
        )
        #expect(String(decoding: answer.body, as: UTF8.self).contains(":444455556666:project/b/"))
    }

    @Test("What another account has is denied, and so is what it does not have")
    func denied() async throws {
        let account = try await Account { $0.trainingDurationSeconds = 0 }
        let (mine, theirs) = try await projects(account)
        let version = try await account.version("v1", of: mine)
        let engine = account.engine
        let dataset = try await engine.createDataset(
            CreateDatasetRequest(projectARN: mine, datasetType: "TRAIN"),
            in: place
        ).datasetARN
        let state = try account.state
        for suffix in ["", "0"] {
            let (mine, version, dataset) = (mine + suffix, version + suffix, dataset + suffix)
            let codes = [
                try await SandboxTests.code {
                    try await engine.createProjectVersion(training("v2", of: mine), in: other)
                },
                try await SandboxTests.code {
                    try engine.describeProjectVersions(DescribeProjectVersionsRequest(projectARN: mine), in: other)
                },
                try await SandboxTests.code {
                    try await engine.deleteProjectVersion(.init(projectVersionARN: version), in: other)
                },
                try await SandboxTests.code { try await engine.deleteProject(.init(projectARN: mine), in: other) },
                try await SandboxTests.code {
                    try await engine.createDataset(.init(projectARN: mine, datasetType: "TEST"), in: other)
                },
                try await SandboxTests.code {
                    let source = CreateDatasetRequest.Source(datasetARN: dataset)
                    return try await engine.createDataset(
                        .init(projectARN: theirs, datasetType: "TEST", datasetSource: source),
                        in: other
                    )
                },
                try await SandboxTests.code { try engine.describeDataset(.init(datasetARN: dataset), in: other) },
                try await SandboxTests.code { try engine.listDatasetEntries(.init(datasetARN: dataset), in: other) },
                try await SandboxTests.code {
                    try await engine.updateDatasetEntries(
                        .init(datasetARN: dataset, changes: .init(groundTruth: "")),
                        in: other
                    )
                },
                try await SandboxTests.code { try await engine.deleteDataset(.init(datasetARN: dataset), in: other) },
                try await SandboxTests.code { try engine.listTagsForResource(.init(resourceARN: version), in: other) },
                try await SandboxTests.code {
                    try await engine.tagResource(.init(resourceARN: version, tags: ["a": "b"]), in: other)
                },
                try await SandboxTests.code {
                    try await engine.untagResource(.init(resourceARN: version, tagKeys: ["a"]), in: other)
                },
            ]
            #expect(codes.allSatisfy { $0 == "AccessDeniedException" }, "\(codes)")
        }
        #expect(try account.state == state)
        // The account is looked at before the region.
        let elsewhere = AccountRegion(region: "eu-west-1", account: other.account)
        #expect(
            try await SandboxTests.code {
                try engine.describeProjectVersions(DescribeProjectVersionsRequest(projectARN: mine), in: elsewhere)
            } == "AccessDeniedException"
        )
        #expect(
            try await code {
                try await SandboxClient(engine, place: other).listTagsForResource(.init(resourceARN: mine))
            }
                == "AccessDeniedException"
        )
    }

    @Test("Training slots count for each account, and CloudTrail has an account's own events")
    func slots() async throws {
        let account = try await Account { $0.concurrentTrainings = 1 }
        let (mine, theirs) = try await projects(account)
        let engine = account.engine
        let version = try await account.version("v1", of: mine)
        let full = try await SandboxTests.code { try await account.version("v2", of: mine) }
        #expect(full == "LimitExceededException")
        let request = training("v1", of: theirs)
        let their = try await engine.createProjectVersion(request, in: other).projectVersionARN
        let event = LookupEventsRequest(.init(key: "EventName", value: "CreateProjectVersion"))
        for (client, arn, user) in [
            (SandboxCloudTrailClient(engine, place: other), their, "arn:aws:iam::444455556666:user/sandbox"),
            (SandboxCloudTrailClient(engine, region: region), version, "arn:aws:iam::111122223333:user/sandbox"),
        ] {
            let events = try await client.lookupEvents(event).events ?? []
            #expect(events.count == 1)
            #expect(events.first?.cloudTrailEvent?.contains(arn) == true)
            #expect(events.first?.cloudTrailEvent?.contains(user) == true)
        }
    }

    @Test("An alias and an id are an account's own; an ARN reaches into another one")
    func keys() async throws {
        let account = try await Account()
        let seeds = try ["111122223333", "444455556666"].map { id in
            ProjectSeed(
                arn: try ProjectARN("arn:aws:rekognition:us-east-1:\(id):project/signs/1"),
                hasDatasets: false,
                keys: [try KMSKey("alias/vision"), try KMSKey("1234abcd-12ab-34cd-56ef-1234567890ab")]
            )
        }
        #expect(try await account.engine.seed(seeds) == 2)
        for name in ["alias/vision", "1234abcd-12ab-34cd-56ef-1234567890ab"] {
            let request = DescribeKeyRequest(keyID: name)
            let their = try await SandboxKMSClient(account.engine, place: other).describeKey(request).keyMetadata
            #expect(their.accountID == other.account)
            let mine = SandboxKMSClient(account.engine, region: region)
            #expect(try await mine.describeKey(request).keyMetadata.accountID == "111122223333")
            let arn = try #require(their.arn)
            #expect(try await mine.describeKey(DescribeKeyRequest(keyID: arn)).keyMetadata == their)
        }
    }

    @Test("Put makes a bucket in the account it names, or in the sandbox's own")
    func put() async throws {
        let account = try await Account()
        let names = try ["s3://mine/k", "s3://theirs/k"].map { try ManifestLocation(uri: $0) }
        _ = try await account.engine.put("", at: names[0], region: region)
        _ = try await account.engine.put("", at: names[1], region: region, owner: other.account)
        #expect(try account.state.buckets?.map(\.owner) == ["111122223333", "444455556666"])
        let request = HeadBucketRequest(bucket: "theirs", expectedBucketOwner: other.account)
        _ = try await SandboxS3Client(account.engine, place: place).headBucket(request)
    }

    @Test("A seed without a number: the sandbox chooses it, once")
    func seedByName() async throws {
        let account = try await Account()
        let seeds = try ["111122223333", "444455556666"].map { id in
            ProjectSeed(
                arn: try ProjectARN(named: "signs", region: region, account: id, partition: "aws"),
                hasDatasets: true
            )
        }
        #expect(try await account.engine.seed(seeds) == 2)
        let state = try account.state
        #expect(state.projects.allSatisfy { ResourceARN($0.arn)?.kind == .project })
        #expect(try await account.engine.seed(seeds) == 0)
        #expect(try account.state == state)
    }
}
