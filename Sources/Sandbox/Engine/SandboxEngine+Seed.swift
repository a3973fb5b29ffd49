import Host
package import ModelVersions
import Rekognition

/// A project of a desired state. CreateProject cannot make it, because it chooses the number of the ARN.
package struct ProjectSeed: Sendable {
    /// Without a number: the sandbox chooses it.
    package var arn: ProjectARN
    /// Whether it has a training and a test dataset, both complete.
    package var hasDatasets: Bool
    /// `CUSTOM_LABELS` or `CONTENT_MODERATION`.
    package var feature: String
    /// The manifests of its versions: each gets the lines of a small manifest.
    package var manifests: [ManifestLocation]
    /// The buckets to which its trainings write.
    package var outputBuckets: [S3Bucket]
    package var keys: [KMSKey]

    package init(
        arn: ProjectARN,
        hasDatasets: Bool,
        feature: String = "CUSTOM_LABELS",
        manifests: [ManifestLocation] = [],
        outputBuckets: [S3Bucket] = [],
        keys: [KMSKey] = []
    ) {
        self.arn = arn
        self.hasDatasets = hasDatasets
        self.feature = feature
        self.manifests = manifests
        self.outputBuckets = outputBuckets
        self.keys = keys
    }
}

extension SandboxEngine {
    /// Makes projects with exactly these ARNs or names, and their objects and keys, in one change: all or nothing.
    /// Existing ones do not change. Quotas are not checked.
    ///
    /// - Parameter settings: changes the settings of the service.
    /// - Returns: the number of new projects.
    /// - Throws: `SandboxError`, also when a project of the same name has another number.
    package func seed(
        _ seeds: [ProjectSeed],
        settings: (inout SandboxSettings) -> Void = { _ in }
    ) async throws -> Int {
        try await store.update { state in
            settings(&state.settings)
            let count = state.projects.count
            for seed in seeds {
                try state.add(seed, now: now.milliseconds)
                state.addStorage(of: seed, now: now.milliseconds)
            }
            return state.projects.count - count
        }
    }
}

extension SandboxState {
    fileprivate mutating func add(_ seed: ProjectSeed, now: Int64) throws {
        let time = max(now, projects.last?.createdAt ?? 0)
        let isSame: (Project) -> Bool = {
            seed.arn.isResolved ? $0.arn == seed.arn.text : $0.stem == "\(seed.arn.text)/"
        }
        let index: Int
        if let found = projects.firstIndex(where: isSame) {
            index = found
        } else {
            let isContentModeration = seed.feature == Project.contentModeration
            let project = Project(
                arn: seed.arn.isResolved ? seed.arn.text : "\(seed.arn.text)/\(number(at: time))",
                createdAt: time,
                feature: seed.feature,
                autoUpdate: isContentModeration ? "DISABLED" : nil,
                tags: .none,
                datasets: [],
                versions: []
            )
            if let other = projects.first(where: { $0.stem == project.stem }) {
                throw SandboxError(
                    """
                    the sandbox already has the project \(other.arn), and a name is unique in an account and region: \
                    \(seed.arn.text) cannot be made; correct one of the numbers, or use another state file
                    """
                )
            }
            index = projects.count
            projects.append(project)
        }
        guard seed.hasDatasets else { return }
        for type in ["TRAIN", "TEST"] where !projects[index].datasets.contains(where: { $0.type == type }) {
            let manifest = SampleManifest.text(
                bucket: "sandbox",
                key: "\(seed.arn.name)/\(type.lowercased())",
                feature: projects[index].feature
            )
            _ = projects[index].addDataset(
                type,
                at: time,
                number: number(at: time),
                entries: manifest.split(separator: "\n").map(String.init)
            )
        }
    }
}

extension SandboxEngine {
    /// API: ListTagsForResource.
    func listTagsForResource(
        _ request: ListTagsForResourceRequest,
        in place: AccountRegion
    ) throws -> ListTagsForResourceResponse {
        try Constraints.taggedARN(request.resourceARN)
        let state = try store.read()
        return ListTagsForResourceResponse(tags: state[tagsOf: try state.position(of: request.resourceARN, in: place)])
    }

    /// API: TagResource.
    func tagResource(_ request: TagResourceRequest, in place: AccountRegion) async throws -> EmptyResponse {
        try Constraints.taggedARN(request.resourceARN)
        try Constraints.tags(request.tags)
        return try await store.update { state in
            let position = try state.position(of: request.resourceARN, in: place)
            let tags = state[tagsOf: position].merging(request.tags)
            guard tags.count <= Tags.limit else {
                throw ServiceRefusal.quotaExceeded("A resource may have at most \(Tags.limit) tags.")
            }
            state[tagsOf: position] = tags
            return EmptyResponse()
        }
    }

    /// API: UntagResource. Keys that the resource does not have are not an error.
    func untagResource(_ request: UntagResourceRequest, in place: AccountRegion) async throws -> EmptyResponse {
        try Constraints.taggedARN(request.resourceARN)
        try Constraints.tagKeys(request.tagKeys)
        return try await store.update { state in
            let position = try state.position(of: request.resourceARN, in: place)
            state[tagsOf: position] = request.tagKeys.reduce(state[tagsOf: position]) { $0.removing($1) }
            return EmptyResponse()
        }
    }
}

extension SandboxState {
    fileprivate subscript(tagsOf position: Position) -> Tags {
        get {
            switch position {
            case .project(let project): projects[project].tags
            case .dataset(let project, let index): projects[project].datasets[index].tags
            case .version(let project, let index): projects[project].versions[index].request.tags ?? .none
            }
        }
        set {
            switch position {
            case .project(let project): projects[project].tags = newValue
            case .dataset(let project, let index): projects[project].datasets[index].tags = newValue
            case .version(let project, let index):
                projects[project].versions[index].request.tags = newValue.isEmpty ? nil : newValue
            }
        }
    }
}
