internal import ModelVersions
package import Rekognition

extension SandboxEngine {
    /// API: ListTagsForResource.
    package func listTagsForResource(_ request: ListTagsForResourceRequest) throws -> ListTagsForResourceResponse {
        var state = try store.read()
        return ListTagsForResourceResponse(tags: try state.withTags(of: request.resourceARN) { $0 })
    }

    /// API: TagResource.
    package func tagResource(_ request: TagResourceRequest) async throws -> EmptyResponse {
        try Constraints.tags(request.tags)
        return try await store.update { state in
            try state.withTags(of: request.resourceARN) { tags in
                tags.merge(request.tags) { _, new in new }
                guard tags.count <= Tags.limit else {
                    throw ServiceRefusal(
                        code: "ServiceQuotaExceededException",
                        message: "A resource may have at most \(Tags.limit) tags."
                    )
                }
            }
            return EmptyResponse()
        }
    }

    /// API: UntagResource.
    package func untagResource(_ request: UntagResourceRequest) async throws -> EmptyResponse {
        try await store.update { state in
            try state.withTags(of: request.resourceARN) { tags in
                for key in request.tagKeys { tags[key] = nil }
            }
            return EmptyResponse()
        }
    }
}

extension SandboxState {
    /// Gives the tags of a project, a dataset or a version to a piece of work that may change them.
    fileprivate mutating func withTags<Result>(
        of arn: String,
        _ work: (inout [String: String]) throws -> Result
    ) throws -> Result {
        for project in projects.indices {
            if projects[project].arn == arn { return try work(&projects[project].tags) }
            if let index = projects[project].datasets.firstIndex(where: { $0.arn == arn }) {
                return try work(&projects[project].datasets[index].tags)
            }
            if let index = projects[project].versions.firstIndex(where: { $0.arn == arn }) {
                var tags = projects[project].versions[index].request.tags ?? [:]
                let result = try work(&tags)
                projects[project].versions[index].request.tags = tags.isEmpty ? nil : tags
                return result
            }
        }
        throw ServiceRefusal.notFound(arn)
    }
}
