/// API: TagResourceRequest.
package struct TagResourceRequest: Codable, Sendable, Equatable {
    package var resourceARN: String
    package var tags: [String: String]

    package init(resourceARN: String, tags: [String: String]) {
        self.resourceARN = resourceARN
        self.tags = tags
    }

    private enum CodingKeys: String, CodingKey {
        case resourceARN = "ResourceArn"
        case tags = "Tags"
    }
}

/// API: UntagResourceRequest.
package struct UntagResourceRequest: Codable, Sendable, Equatable {
    package var resourceARN: String
    package var tagKeys: [String]

    package init(resourceARN: String, tagKeys: [String]) {
        self.resourceARN = resourceARN
        self.tagKeys = tagKeys
    }

    private enum CodingKeys: String, CodingKey {
        case resourceARN = "ResourceArn"
        case tagKeys = "TagKeys"
    }
}
