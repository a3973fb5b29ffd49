import Host
import ModelVersions
import Planning
import Sandbox
import TestSupport
import Testing

@testable import Checks

/// The look for earlier trainings, at what the sandbox keeps.
@Suite(.timeLimit(.minutes(30)))
struct SandboxTraceTests {
    private let clock = ManualWallClock()

    private func engine(_ project: ProjectARN) async throws -> SandboxEngine {
        let engine = SandboxEngine(store: SandboxStore(path: nil), wallClock: clock)
        let seed = ProjectSeed(arn: project, hasDatasets: true, outputBuckets: [try S3Bucket("out")])
        #expect(try await engine.seed([seed]) == 1)
        return engine
    }

    private func call(_ operation: String, _ body: String, _ engine: SandboxEngine) async -> String {
        let response = await engine.respond(to: operation, Array(body.utf8), region: "us-east-1")
        #expect(response.status == 200)
        return String(decoding: response.body, as: UTF8.self)
    }

    /// The ARN in an answer.
    private func train(_ name: String, of project: ProjectARN, _ engine: SandboxEngine, more: String = "") async
        -> String
    {
        let output = #""OutputConfig":{"S3Bucket":"out","S3KeyPrefix":"m"}"#
        let body = #"{"ProjectArn":"\#(project)","VersionName":"\#(name)",\#(output)\#(more)}"#
        let answer = await call("CreateProjectVersion", body, engine)
        return answer.split(separator: "\"").first { $0.hasPrefix("arn:") }.map(String.init) ?? ""
    }

    @Test("Deleted versions are found by their files and events, a failed one too; one that was never trained is not")
    func deleted() async throws {
        let project = try project()
        let engine = try await engine(project)
        let trained = await train("v1", of: project, engine)
        let failed = await train("v2", of: project, engine, more: #","Tags":{"rekon-sandbox:outcome":"fail"}"#)
        clock.advance(seconds: 5)
        let end = clock.now.seconds * 1000
        clock.advance(seconds: 60)
        for arn in [trained, failed] {
            _ = await call("DeleteProjectVersion", #"{"ProjectVersionArn":"\#(arn)"}"#, engine)
        }
        let sources = CheckSources(
            s3: { SandboxS3Client(engine, region: $0.region) },
            kms: { SandboxKMSClient(engine, region: $0.region) },
            serviceQuotas: { _ in SandboxServiceQuotasClient(engine) },
            cloudTrail: { SandboxCloudTrailClient(engine, region: $0.region) },
            rekognition: noDatasets,
            caller: nil
        )
        let place = TracePlace(project: project, output: LiveSettings.Output(bucket: "out", prefix: "m"))
        let names = try ["v1", "v2", "v3"].map { try VersionName($0) }
        let found = try await sources.earlierTrainings(
            of: [place: Set(names)],
            live: LiveState(),
            events: true
        )
        func file(_ key: String) -> TrainingTrace.File { .init(bucket: "out", key: key, lastModified: end) }
        #expect(
            found?.files == [
                place: .found([
                    names[0]: file("m/ManifestSummary-signs-v1.json"),
                    names[1]: file("m/ManifestSummary-signs-v2.json"),
                ])
            ]
        )
        let caller = "arn:aws:iam::111122223333:user/sandbox"
        let trace = TrainingTrace(
            creation: .init(time: end - 5000, caller: caller),
            deletion: .init(time: end + 60_000, caller: caller)
        )
        #expect(found?.events == [AccountRegion(project): .found([project: [names[0]: trace, names[1]: trace]])])
        // CloudTrail is not asked, and the version has no files.
        let none = try await sources.earlierTrainings(
            of: [place: [names[2]]],
            live: LiveState(),
            events: false
        )
        #expect(none == EarlierTrainings(files: [place: .found([:])]))
    }
}
