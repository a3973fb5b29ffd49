import ModelVersions
import Rekognition
import TestSupport
import Testing

@testable import Sandbox

/// CopyProjectVersion, and the project policies that it needs between accounts.
@Suite(.timeLimit(.minutes(30)))
struct CopyTests {
    private let other = AccountRegion(region: region, account: "444455556666")

    /// A trained version, and a project in another account.
    private func accounts(
        _ settings: (inout SandboxSettings) -> Void = { _ in }
    ) async throws -> (account: Account, project: String, version: String, production: String) {
        let account = try await Account {
            $0.trainingDurationSeconds = 0
            $0.transitionSeconds = 10
            settings(&$0)
        }
        let project = try await account.project("signs")
        let version = try await account.version("v1", of: project)
        return (account, project, version, try await account.project("signs", of: other.account))
    }

    private func policy(
        _ effect: String = "Allow",
        _ principal: String = "arn:aws:iam::444455556666:root",
        _ resource: String = "*",
        more: String = ""
    ) -> String {
        #"{"Version":"2012-10-17","Statement":[{"Effect":"\#(effect)","Principal":{"AWS":"\#(principal)"},"#
            + #""Action":"rekognition:CopyProjectVersion","Resource":"\#(resource)"\#(more)}]}"#
    }

    @discardableResult
    private func put(
        _ document: String,
        on project: String,
        named name: String = "copy",
        revision: String? = nil,
        in account: Account
    ) async throws -> String {
        let request = PutProjectPolicyRequest(
            projectARN: project,
            policyName: name,
            policyRevisionID: revision,
            policyDocument: document
        )
        return try await account.engine.putProjectPolicy(request, in: place).policyRevisionID
    }

    @Test("A copy takes its time and has the results of its source, not its datasets; it can be started and copied")
    func copy() async throws {
        let (account, project, version, _) = try await accounts()
        let destination = try await account.project("production")
        let copy = try await account.copy(version, into: destination, as: "release-1") { $0.tags = ["team": "a"] }
        #expect(copy.contains(":project/production/version/release-1/"))
        #expect(try account.statuses(destination) == ["COPYING_IN_PROGRESS"])
        #expect(try await code { try await account.start(copy) } == "ResourceInUseException")
        account.clock.advance(seconds: 10)
        let description = try #require(try account.list(destination).projectVersionDescriptions?.first)
        let source = try #require(try account.list(project).projectVersionDescriptions?.first)
        #expect(description.status == "COPYING_COMPLETED" && description.sourceProjectVersionARN == version)
        #expect(description.evaluationResult?.f1Score == source.evaluationResult?.f1Score)
        #expect(description.evaluationResult?.summary?.s3Object?.bucket == "production")
        #expect(description.trainingDataResult?.input == nil && description.testingDataResult?.input == nil)
        #expect(description.billableTrainingTimeInSeconds == nil && description.trainingEndTimestamp == nil)
        #expect(try account.tags(copy) == ["team": "a"])
        #expect(try await account.start(copy) == "STARTING")
        let second = try await account.copy(copy, into: destination, as: "release-2")
        account.clock.advance(seconds: 10)
        let again = try #require(try account.list(destination, names: ["release-2"]).projectVersionDescriptions?.first)
        #expect(again.projectVersionARN == second)
        #expect(again.evaluationResult?.f1Score == source.evaluationResult?.f1Score)
        #expect(try SandboxState(reading: account.state.written(), path: "x") == account.state)
    }

    @Test("A copy with the failure tag fails, keeps its name, and has no results")
    func failure() async throws {
        let (account, project, version, _) = try await accounts()
        try await account.copy(version, into: project, as: "v2") { $0.tags = ["rekon-sandbox:outcome": "fail"] }
        account.clock.advance(seconds: 10)
        let failed = try #require(try account.list(project, names: ["v2"]).projectVersionDescriptions?.first)
        #expect(failed.status == "COPYING_FAILED" && failed.evaluationResult == nil && failed.manifestSummary == nil)
        #expect(try await code { try await account.copy(version, into: project, as: "v2") } == "ResourceInUseException")
    }

    @Test("What cannot be copied")
    func refusals() async throws {
        let (account, project, version, _) = try await accounts { $0.concurrentCopies = 1 }
        let failed = try await account.version("v2", of: project) { $0.tags = ["rekon-sandbox:outcome": "fail"] }
        #expect(
            try await code { try await account.copy(failed, into: project, as: "a") } == "InvalidParameterException"
        )
        let adapters = try await account.project("adapters", feature: "CONTENT_MODERATION")
        #expect(
            try await code { try await account.copy(version, into: adapters, as: "a") } == "InvalidParameterException"
        )
        let west = try await account.project("signs", in: "us-west-2")
        #expect(try await code { try await account.copy(version, into: west, as: "a") } == "InvalidParameterException")
        let wrong: [((inout CopyProjectVersionRequest) -> Void, String)] = [
            ({ $0.sourceProjectARN = adapters }, "InvalidParameterException"),
            ({ $0.sourceProjectVersionARN = version + "0" }, "ResourceNotFoundException"),
            ({ $0.sourceProjectARN = project + "0" }, "ResourceNotFoundException"),
            ({ $0.destinationProjectARN = project + "0" }, "ResourceNotFoundException"),
            ({ $0.destinationProjectARN = version }, "InvalidParameterException"),
            ({ $0.versionName = "a b" }, "InvalidParameterException"),
            ({ $0.outputConfig = OutputConfig(s3Bucket: nil, s3KeyPrefix: nil) }, "InvalidParameterException"),
            ({ $0.versionName = "v1" }, "ResourceInUseException"),
        ]
        for (change, expected) in wrong {
            #expect(try await code { try await account.copy(version, into: project, as: "a", change) } == expected)
        }
        try await account.copy(version, into: project, as: "first")
        #expect(try await code { try await account.copy(version, into: project, as: "b") } == "LimitExceededException")
        account.clock.advance(seconds: 10)
        try await account.engine.configure { $0.versionsPerProject = 3 }
        #expect(
            try await code { try await account.copy(version, into: project, as: "b") }
                == "ServiceQuotaExceededException"
        )
        try await account.engine.configure { $0.trainingDurationSeconds = 1000 }
        #expect(try await code { try await account.copy(version, into: project, as: "b") } == "ResourceInUseException")
    }

    @Test("Another account needs a policy; it is denied without one, whether the version exists or not")
    func policies() async throws {
        let (account, project, version, production) = try await accounts()
        func copy(_ version: String = version, as name: String = "v1") async throws -> String? {
            try await code { try await account.copy(version, into: production, as: name, by: other) }
        }
        #expect(try await copy() == "AccessDeniedException")
        #expect(try await copy(version + "0") == "AccessDeniedException")
        #expect(
            try await code { try await account.copy(version, into: production, as: "v1") } == "AccessDeniedException",
            "the caller is in the account of the destination"
        )
        try await put(policy("Allow", "arn:aws:iam::777788889999:root"), on: project, named: "third", in: account)
        #expect(try await copy() == "AccessDeniedException")
        let revision = try await put(policy("Allow", "444455556666", version), on: project, in: account)
        #expect(try await copy() == nil)
        #expect(try await copy(version + "0") == "AccessDeniedException", "the policy names one version")
        try await put(policy("Deny", "arn:aws:iam::444455556666:role/ci"), on: project, named: "deny", in: account)
        #expect(try await copy(as: "v2") == "AccessDeniedException", "a denial counts before what is allowed")
        let delete = DeleteProjectPolicyRequest(projectARN: project, policyName: "deny")
        _ = try await account.engine.deleteProjectPolicy(delete, in: place)
        #expect(try await copy(as: "v2") == nil)
        // A condition is not evaluated: what it limits is not allowed.
        let condition = #","Condition":{"StringEquals":{"aws:PrincipalTag/team":"a"}}"#
        try await put(policy("Allow", "*", "*", more: condition), on: project, revision: revision, in: account)
        #expect(try await copy(as: "v3") == "AccessDeniedException")
        try await put(policy("Deny", "*"), on: project, named: "all", in: account)
        #expect(try await code { try await account.copy(version, into: project, as: "v4") } == "AccessDeniedException")
    }

    @Test("A policy is changed with its revision only, listed, and deleted")
    func revisions() async throws {
        let (account, project, _, _) = try await accounts()
        let first = try await put(policy(), on: project, in: account)
        #expect(
            try await code { try await put(policy(), on: project, in: account) } == "ResourceAlreadyExistsException"
        )
        #expect(
            try await code { try await put(policy(), on: project, revision: "abc", in: account) }
                == "InvalidPolicyRevisionIdException"
        )
        #expect(
            try await code { try await put(policy(), on: project, named: "new", revision: first, in: account) }
                == "InvalidPolicyRevisionIdException"
        )
        account.clock.advance(seconds: 1)
        let second = try await put(policy(), on: project, revision: first, in: account)
        #expect(second != first && second.allSatisfy(\.isHexDigit))
        for index in 1...6 {
            account.clock.advance(seconds: 1)
            try await put(policy(), on: project, named: "p\(index)", in: account)
        }
        func list(after token: String? = nil) throws -> ListProjectPoliciesResponse {
            let request = ListProjectPoliciesRequest(projectARN: project, nextToken: token)
            return try account.engine.listProjectPolicies(request, in: place)
        }
        let page = try list()
        #expect(page.projectPolicies.map(\.policyName) == ["p6", "p5", "p4", "p3", "p2"])
        let rest = try list(after: page.nextToken)
        #expect(rest.projectPolicies.map(\.policyName) == ["p1", "copy"] && rest.nextToken == nil)
        #expect(rest.projectPolicies[1].policyRevisionID == second)
        #expect(rest.projectPolicies[1].creationTimestamp < rest.projectPolicies[1].lastUpdatedTimestamp)
        let delete = DeleteProjectPolicyRequest(projectARN: project, policyName: "copy", policyRevisionID: first)
        #expect(
            try await code { try await account.engine.deleteProjectPolicy(delete, in: place) }
                == "InvalidPolicyRevisionIdException"
        )
        let right = DeleteProjectPolicyRequest(projectARN: project, policyName: "copy", policyRevisionID: second)
        _ = try await account.engine.deleteProjectPolicy(right, in: place)
        #expect(
            try await code { try await account.engine.deleteProjectPolicy(right, in: place) }
                == "ResourceNotFoundException"
        )
        #expect(
            try await code {
                try account.engine.listProjectPolicies(.init(projectARN: project, maxResults: 6), in: place)
            } == "ValidationException"
        )
    }

    @Test(
        "A document that the guide does not allow",
        arguments: [
            "{", "[]", "{}", #"{"Statement":[]}"#,
            #"{"Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"rekognition:*","Resource":"*"}]}"#,
            #"{"Statement":{"Effect":"Maybe","Principal":"*","Action":"rekognition:CopyProjectVersion","Resource":"*"}}"#,
            #"{"Statement":{"Effect":"Allow","Action":"rekognition:CopyProjectVersion","Resource":"*"}}"#,
            #"{"Statement":{"Effect":"Allow","Principal":"*","Action":"rekognition:CopyProjectVersion"}}"#,
            #"{"Statement":{"Effect":"Allow","Principal":"*","NotAction":"x","Action":"rekognition:CopyProjectVersion","Resource":"*"}}"#,
        ]
    )
    func malformed(document: String) async throws {
        let (account, project, _, _) = try await accounts()
        #expect(
            try await code { try await put(document, on: project, in: account) } == "MalformedPolicyDocumentException"
        )
    }
}
