import Host
import ModelVersions
import Rekognition
import Text

extension SandboxEngine {
    /// API: CopyProjectVersion. The caller's account is that of the destination.
    func copyProjectVersion(
        _ request: CopyProjectVersionRequest,
        in place: AccountRegion
    ) async throws -> CreateProjectVersionResponse {
        let source = try Constraints.arn(request.sourceProjectARN, .project, "sourceProjectArn")
        let sourceVersion = try Constraints.arn(request.sourceProjectVersionARN, .version, "sourceProjectVersionArn")
        let destination = try Constraints.arn(request.destinationProjectARN, .project, "destinationProjectArn")
        let create = request.asCreate
        _ = try create.checkShape()
        guard sourceVersion.projectStem == source.projectStem else {
            throw ServiceRefusal.invalidParameter("The source version is not a version of the source project.")
        }
        // API: "The source and destination projects ... must be in the same AWS Region."
        guard source.place.region == destination.place.region, source.place.partition == destination.place.partition
        else { throw ServiceRefusal.invalidParameter("Both projects must be in the same region.") }
        return try await store.update { state in
            let now = now
            let life = VersionLife(settings: state.settings, now: now)
            let index = try state.index(of: destination, in: place)
            let original = try state.version(sourceVersion, of: source, toCopyInto: place)
            let project = state.projects[index]
            // API: "Copying project versions is supported only for Custom Labels models."
            guard original.feature == project.feature, project.feature != SandboxState.Project.contentModeration else {
                throw ServiceRefusal.invalidParameter("Only versions of CUSTOM_LABELS can be copied.")
            }
            let status = life.status(of: original)
            guard status.hasModel else {
                let message = "The source version has the status \(status.rawValue): it cannot be copied."
                throw status.isInUse ? ServiceRefusal.inUse(message) : ServiceRefusal.invalidParameter(message)
            }
            try project.checkName(create.versionName)
            guard state.countCopies(in: place, life) < state.settings.concurrentCopies else {
                throw ServiceRefusal.limitExceeded(
                    "The limit of \(state.settings.concurrentCopies) copies at the same time is reached."
                )
            }
            try project.checkRoom(state.settings)
            let time = project.creationTime(now: now.milliseconds)
            let version = SandboxState.Version(
                arn: "\(project.stem)version/\(create.versionName)/\(state.number(at: time))",
                createdAt: time,
                request: create,
                feature: project.feature,
                copy: .init(source: sourceVersion.text, f1Score: TrainingResults(of: original).f1Score)
            )
            state.projects[index].versions.append(version)
            return CreateProjectVersionResponse(projectVersionARN: version.arn)
        }
    }

    /// API: PutProjectPolicy.
    func putProjectPolicy(
        _ request: PutProjectPolicyRequest,
        in place: AccountRegion
    ) async throws -> PutProjectPolicyResponse {
        let arn = try Constraints.arn(request.projectARN, .project, "projectArn")
        try Constraints.policyName(request.policyName)
        try Constraints.policyRevision(request.policyRevisionID)
        try Constraints.policyDocument(request.policyDocument)
        _ = try ProjectPolicy(request.policyDocument)
        return try await store.update { state in
            let project = try state.index(of: arn, in: place)
            let time = now.milliseconds
            var policies = state.projects[project].policies ?? []
            let index = policies.firstIndex { $0.name == request.policyName }
            let present = index.map { policies[$0] }
            // API: "You can also update an existing project policy by specifying the policy revision ID".
            if let present, request.policyRevisionID == nil {
                throw ServiceRefusal(
                    code: "ResourceAlreadyExistsException",
                    message: "The project has a policy \(present.name): give its revision to change it."
                )
            }
            try Self.check(request.policyRevisionID, of: present)
            let revision = StableHash.digits(
                of: "\(present?.revision ?? "") \(time) \(request.policyName) \(request.policyDocument)".utf8
            )
            let policy = SandboxState.Policy(
                name: request.policyName,
                document: request.policyDocument,
                revision: revision,
                createdAt: present?.createdAt ?? time,
                updatedAt: time
            )
            if let index { policies[index] = policy } else { policies.append(policy) }
            state.projects[project].policies = policies
            return PutProjectPolicyResponse(policyRevisionID: revision)
        }
    }

    /// API: ListProjectPolicies. Newest first.
    func listProjectPolicies(
        _ request: ListProjectPoliciesRequest,
        in place: AccountRegion
    ) throws -> ListProjectPoliciesResponse {
        let arn = try Constraints.arn(request.projectARN, .project, "projectArn")
        try Constraints.maxResults(request.maxResults, limit: 5)
        let state = try store.read()
        let page = try Pages.page(
            of: (state.projects[try state.index(of: arn, in: place)].policies ?? []).reversed(),
            after: request.nextToken,
            limit: request.maxResults ?? 5,
            request: ["ListProjectPolicies", arn.text],
            place: { ($0.createdAt, $0.name) }
        )
        return ListProjectPoliciesResponse(
            projectPolicies: page.elements.map { policy in
                ListProjectPoliciesResponse.Policy(
                    projectARN: arn.text,
                    policyName: policy.name,
                    policyRevisionID: policy.revision,
                    policyDocument: policy.document,
                    creationTimestamp: Timestamp(milliseconds: policy.createdAt),
                    lastUpdatedTimestamp: Timestamp(milliseconds: policy.updatedAt)
                )
            },
            nextToken: page.next
        )
    }

    /// API: DeleteProjectPolicy.
    func deleteProjectPolicy(
        _ request: DeleteProjectPolicyRequest,
        in place: AccountRegion
    ) async throws -> EmptyResponse {
        let arn = try Constraints.arn(request.projectARN, .project, "projectArn")
        try Constraints.policyName(request.policyName)
        try Constraints.policyRevision(request.policyRevisionID)
        return try await store.update { state in
            let project = try state.index(of: arn, in: place)
            guard let index = state.projects[project].policies?.firstIndex(where: { $0.name == request.policyName })
            else { throw ServiceRefusal.notFound("policy \(request.policyName)") }
            try Self.check(request.policyRevisionID, of: state.projects[project].policies?[index])
            state.projects[project].policies?.remove(at: index)
            return EmptyResponse()
        }
    }

    /// - Parameter revision: nil where the request gives none.
    private static func check(_ revision: String?, of policy: SandboxState.Policy?) throws {
        guard let revision, revision != policy?.revision else { return }
        throw ServiceRefusal(
            code: "InvalidPolicyRevisionIdException",
            message: "\(revision) is not the revision of the policy."
        )
    }
}

extension CopyProjectVersionRequest {
    /// The members that a copy and a training have in common.
    fileprivate var asCreate: CreateProjectVersionRequest {
        CreateProjectVersionRequest(
            projectARN: destinationProjectARN,
            versionName: versionName,
            outputConfig: outputConfig,
            tags: tags,
            kmsKeyID: kmsKeyID
        )
    }
}

extension SandboxState {
    /// The version to copy.
    ///
    /// A version of another account needs a policy that allows the copy. Without one it is denied, whether it exists or
    /// not. A policy that denies the copy also counts in the account itself.
    ///
    /// - Throws: `ServiceRefusal`.
    fileprivate func version(
        _ arn: ResourceARN,
        of source: ResourceARN,
        toCopyInto place: AccountRegion
    ) throws -> Version {
        let project = projects.first { $0.arn == source.text }
        let policies = try (project?.policies ?? []).map { try ProjectPolicy($0.document) }
        let account = place.account
        let isAllowed =
            source.place.account == account || policies.contains { $0.allows(account, toCopy: arn.text) }
        guard isAllowed, !policies.contains(where: { $0.denies(account, toCopy: arn.text) }) else {
            throw ServiceRefusal.ofAnotherAccount(arn.text, than: account)
        }
        guard let project else { throw ServiceRefusal.notFound(source.text) }
        guard let version = project.versions.first(where: { $0.arn == arn.text }) else {
            throw ServiceRefusal.notFound(arn.text)
        }
        return version
    }

    /// The number of copies in progress into an account and region.
    fileprivate func countCopies(in place: AccountRegion, _ life: VersionLife) -> Int {
        projects.lazy.filter { $0.isIn(place) }.flatMap(\.versions).count { life.status(of: $0) == .copying }
    }
}
