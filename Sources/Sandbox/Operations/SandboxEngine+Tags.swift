internal import ModelVersions
package import Rekognition

extension SandboxEngine {
    /// API: ListTagsForResource.
    package func listTagsForResource(
        _ request: ListTagsForResourceRequest,
        region: String
    ) throws -> ListTagsForResourceResponse {
        try Constraints.taggedARN(request.resourceARN)
        let state = try store.read()
        return ListTagsForResourceResponse(tags: state[tagsOf: try state.position(of: request.resourceARN, in: region)])
    }

    /// API: TagResource.
    package func tagResource(_ request: TagResourceRequest, region: String) async throws -> EmptyResponse {
        try Constraints.taggedARN(request.resourceARN)
        try Constraints.tags(request.tags)
        return try await store.update { state in
            let position = try state.position(of: request.resourceARN, in: region)
            let tags = state[tagsOf: position].merging(request.tags) { _, new in new }
            guard tags.count <= Tags.limit else {
                throw ServiceRefusal.quotaExceeded("A resource may have at most \(Tags.limit) tags.")
            }
            state[tagsOf: position] = tags
            return EmptyResponse()
        }
    }

    /// API: UntagResource. Keys that the resource does not have are no error.
    package func untagResource(_ request: UntagResourceRequest, region: String) async throws -> EmptyResponse {
        try Constraints.taggedARN(request.resourceARN)
        try Constraints.tagKeys(request.tagKeys)
        return try await store.update { state in
            let position = try state.position(of: request.resourceARN, in: region)
            for key in request.tagKeys { state[tagsOf: position][key] = nil }
            return EmptyResponse()
        }
    }
}

extension SandboxState {
    fileprivate subscript(tagsOf position: Position) -> [String: String] {
        get {
            switch position {
            case .project(let project): projects[project].tags
            case .dataset(let project, let index): projects[project].datasets[index].tags
            case .version(let project, let index): projects[project].versions[index].request.tags ?? [:]
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
