import Host
import ModelVersions
import Rekognition
import TestSupport

@testable import Sandbox

let region = "us-east-1"
/// In the sandbox's own account.
let place = home(region)

/// A region of the sandbox's own account.
func home(_ region: String) -> AccountRegion { AccountRegion(region: region, account: "111122223333") }

/// An account in memory, with a clock that only a test moves.
struct Account {
    let clock = ManualWallClock()
    let engine: SandboxEngine

    init(_ settings: (inout SandboxSettings) -> Void = { _ in }) async throws {
        engine = SandboxEngine(store: SandboxStore(path: nil), wallClock: clock)
        try await engine.configure(settings)
    }

    var state: SandboxState { get throws { try engine.store.read() } }

    @discardableResult
    func project(
        _ name: String,
        in region: String = region,
        of account: String = "111122223333",
        feature: String? = nil
    ) async throws -> String {
        let request = CreateProjectRequest(
            projectName: name,
            feature: feature,
            autoUpdate: feature == "CONTENT_MODERATION" ? "ENABLED" : nil
        )
        return try await engine.createProject(request, in: AccountRegion(region: region, account: account)).projectARN
    }

    @discardableResult
    func version(
        _ name: String,
        of project: String,
        in region: String = region,
        _ change: (inout CreateProjectVersionRequest) -> Void = { _ in }
    ) async throws -> String {
        var request = training(name, of: project)
        change(&request)
        return try await engine.createProjectVersion(request, in: home(region)).projectVersionARN
    }

    func list(
        _ project: String,
        names: [String]? = nil,
        limit: Int? = nil,
        after token: String? = nil
    ) throws -> DescribeProjectVersionsResponse {
        try engine.describeProjectVersions(
            DescribeProjectVersionsRequest(
                projectARN: project,
                versionNames: names,
                maxResults: limit,
                nextToken: token
            ),
            in: place
        )
    }

    func statuses(_ project: String) throws -> [String?] {
        try list(project).projectVersionDescriptions?.map(\.status) ?? []
    }

    func tags(_ arn: String) throws -> Tags? {
        try engine.listTagsForResource(ListTagsForResourceRequest(resourceARN: arn), in: place).tags
    }
}

extension DescribeProjectVersionsResponse {
    var names: [String] {
        projectVersionDescriptions?.compactMap { $0.projectVersionARN?.split(separator: "/")[3] }.map(String.init) ?? []
    }
}

/// A request that a project without datasets accepts.
func training(_ name: String, of project: String) -> CreateProjectVersionRequest {
    CreateProjectVersionRequest(
        projectARN: project,
        versionName: name,
        outputConfig: OutputConfig(s3Bucket: "bucket", s3KeyPrefix: "out"),
        trainingData: TrainingData(assets: [asset()]),
        testingData: TestingData(autoCreate: true)
    )
}

func asset(bucket: String? = "bucket", _ name: String? = "train.manifest", version: String? = nil) -> Asset {
    Asset(groundTruthManifest: GroundTruthManifest(s3Object: .init(bucket: bucket, name: name, version: version)))
}

/// The error code of the service, where a piece of work ends with one.
func code(_ work: () async throws -> some Any) async throws -> String? {
    do {
        _ = try await work()
        return nil
    } catch let refusal as ServiceRefusal {
        return refusal.code
    }
}

func letters(_ count: Int) -> String { String(repeating: "a", count: count) }
