import ModelVersions
import Rekognition
import TestSupport
import Testing

@testable import Sandbox

/// StartProjectVersion and StopProjectVersion.
@Suite(.timeLimit(.minutes(30)))
struct RunningTests {
    /// A trained version; a start or a stop takes ten seconds.
    private func trained(
        _ settings: (inout SandboxSettings) -> Void = { _ in },
        tags: Tags? = nil
    ) async throws -> (account: Account, project: String, version: String) {
        let account = try await Account {
            $0.trainingDurationSeconds = 0
            $0.transitionSeconds = 10
            settings(&$0)
        }
        let project = try await account.project("signs")
        return (account, project, try await account.version("v1", of: project) { $0.tags = tags })
    }

    @Test("A model starts, runs and stops, and starts again; each takes its time")
    func life() async throws {
        let (account, project, version) = try await trained()
        #expect(try await account.start(version, 1, 3) == "STARTING")
        #expect(try account.statuses(project) == ["STARTING"])
        account.clock.advance(milliseconds: 9_999)
        #expect(try account.statuses(project) == ["STARTING"])
        account.clock.advance(milliseconds: 1)
        let running = try #require(try account.list(project).projectVersionDescriptions?.first)
        #expect(running.status == "RUNNING" && running.statusMessage == "The model is running.")
        #expect(running.minInferenceUnits == 1 && running.maxInferenceUnits == 3)
        #expect(running.evaluationResult?.f1Score != nil && running.billableTrainingTimeInSeconds == 0)
        #expect(try await account.stop(version) == "STOPPING")
        #expect(try account.statuses(project) == ["STOPPING"])
        account.clock.advance(seconds: 10)
        #expect(try account.statuses(project) == ["STOPPED"])
        _ = try await account.start(version, 2)
        account.clock.advance(seconds: 10)
        let again = try #require(try account.list(project).projectVersionDescriptions?.first)
        #expect(again.status == "RUNNING" && again.minInferenceUnits == 2 && again.maxInferenceUnits == nil)
        #expect(try SandboxState(reading: account.state.written(), path: "x") == account.state)
    }

    @Test("What is under way or runs is neither started nor deleted; only what runs is stopped")
    func inUse() async throws {
        let (account, project, version) = try await trained { $0.trainingDurationSeconds = 60 }
        func refusals() async throws -> [String?] {
            let delete = DeleteProjectVersionRequest(projectVersionARN: version)
            return [
                try await code { try await account.start(version) }, try await code { try await account.stop(version) },
                try await code { try await account.engine.deleteProjectVersion(delete, in: place) },
            ]
        }
        let inUse = "ResourceInUseException"
        #expect(try await refusals() == [inUse, inUse, inUse])
        account.clock.advance(seconds: 60)
        #expect(try await code { try await account.stop(version) } == inUse)
        _ = try await account.start(version)
        #expect(try await refusals() == [inUse, inUse, inUse])
        account.clock.advance(seconds: 10)
        #expect(try await code { try await account.start(version) } == inUse)
        _ = try await account.stop(version)
        #expect(try await refusals() == [inUse, inUse, inUse])
        account.clock.advance(seconds: 10)
        #expect(try await code { try await account.stop(version) } == inUse)
        let delete = DeleteProjectVersionRequest(projectVersionARN: version)
        #expect(try await account.engine.deleteProjectVersion(delete, in: place).status == "DELETING")
        #expect(try account.statuses(project) == [])
        #expect(try await code { try await account.start(version) } == "ResourceNotFoundException")
    }

    @Test("A failed training has no model to start; a start with the failure tag fails")
    func failures() async throws {
        let (account, project, version) = try await trained(tags: ["rekon-sandbox:start": "fail"])
        _ = try await account.start(version)
        account.clock.advance(seconds: 10)
        #expect(try account.statuses(project) == ["FAILED"])
        #expect(try await code { try await account.stop(version) } == "ResourceInUseException")
        #expect(try await account.start(version) == "STARTING", "a start can be repeated")
        let failed = try await account.version("v2", of: project) { $0.tags = ["rekon-sandbox:outcome": "fail"] }
        #expect(try await code { try await account.start(failed) } == "InvalidParameterException")
        let adapters = try await account.project("adapters", feature: "CONTENT_MODERATION")
        let adapter = try await account.version("v1", of: adapters)
        #expect(try await code { try await account.start(adapter) } == "InvalidParameterException")
    }

    @Test("Inference units are limited for each account and region; a model that is scaled counts with its maximum")
    func units() async throws {
        let (account, project, version) = try await trained { $0.inferenceUnits = 4 }
        let other = try await account.version("v2", of: project)
        #expect(try await code { try await account.start(version, 1, 5) } == "LimitExceededException")
        _ = try await account.start(version, 1, 3)
        #expect(try await code { try await account.start(other, 2) } == "LimitExceededException")
        _ = try await account.start(other, 1)
        account.clock.advance(seconds: 10)
        _ = try await account.stop(version)
        account.clock.advance(seconds: 10)
        #expect(try await account.start(version, 3) == "STARTING", "a stopped model has none")
        let west = try await account.project("signs", in: "us-west-2")
        let version2 = try await account.version("v1", of: west, in: "us-west-2")
        let request = StartProjectVersionRequest(projectVersionARN: version2, minInferenceUnits: 4)
        #expect(try await account.engine.startProjectVersion(request, in: home("us-west-2")).status == "STARTING")
    }

    @Test("Units that the API does not allow", arguments: [(0, nil), (-1, nil), (2, 1), (1, 0)] as [(Int, Int?)])
    func wrongUnits(minimum: Int, maximum: Int?) async throws {
        let (account, _, version) = try await trained()
        #expect(try await code { try await account.start(version, minimum, maximum) } == "InvalidParameterException")
    }

    @Test("A state file of an earlier version is read; one with units out of range is refused")
    func files() async throws {
        let (account, _, version) = try await trained()
        _ = try await account.start(version)
        let text = String(decoding: try account.state.written(), as: UTF8.self)
        let old = text.replacing(#/,\s*"(transitionSeconds|concurrentCopies|inferenceUnits)" : [0-9]+/#, with: "")
            .replacing(#/,?\s*"run" : \{[^}]*\}/#, with: "")
        #expect(!old.contains("\"run\"") && !old.contains("inferenceUnits\""))
        let state = try SandboxState(reading: Array(old.utf8), path: "x")
        #expect(state.settings.transitionSeconds == 1 && state.projects[0].versions[0].run == nil)
        for (member, value) in [("minInferenceUnits", "0"), ("startedAt", "-1")] {
            let wrong = text.replacing(try Regex("\"\(member)\" : [0-9]+"), with: "\"\(member)\" : \(value)")
            #expect(throws: SandboxError.self) { try SandboxState(reading: Array(wrong.utf8), path: "x") }
        }
    }

    @Test("Copies and running models take no training slot")
    func slots() async throws {
        let (account, project, version) = try await trained {
            $0.trainingDurationSeconds = 60
            $0.concurrentTrainings = 2
        }
        account.clock.advance(seconds: 50)
        try await account.version("v2", of: project)
        account.clock.advance(seconds: 10)
        _ = try await account.start(version)
        _ = try await account.copy(version, into: project, as: "copy")
        // v2 is in training behind a copy that is newer.
        try await account.version("v3", of: project)
        #expect(try await code { try await account.version("v4", of: project) } == "LimitExceededException")
    }
}

extension Account {
    /// - Returns: the status of the answer.
    @discardableResult
    func start(_ version: String, _ minimum: Int = 1, _ maximum: Int? = nil) async throws -> String {
        let request = StartProjectVersionRequest(
            projectVersionARN: version,
            minInferenceUnits: minimum,
            maxInferenceUnits: maximum
        )
        return try await engine.startProjectVersion(request, in: place).status
    }

    @discardableResult
    func stop(_ version: String) async throws -> String {
        try await engine.stopProjectVersion(StopProjectVersionRequest(projectVersionARN: version), in: place).status
    }

    /// - Parameter caller: the account and region of the call.
    @discardableResult
    func copy(
        _ version: String,
        into project: String,
        as name: String,
        by caller: AccountRegion = place,
        _ change: (inout CopyProjectVersionRequest) -> Void = { _ in }
    ) async throws -> String {
        // The number of a version's project is not a part of its ARN.
        let stem = "\(version.split(separator: "/version/")[0])/"
        var request = CopyProjectVersionRequest(
            sourceProjectARN: try state.projects.first { $0.stem == stem }?.arn ?? "\(stem)1",
            sourceProjectVersionARN: version,
            destinationProjectARN: project,
            versionName: name,
            outputConfig: OutputConfig(s3Bucket: "production", s3KeyPrefix: "copies/")
        )
        change(&request)
        return try await engine.copyProjectVersion(request, in: caller).projectVersionARN
    }
}
