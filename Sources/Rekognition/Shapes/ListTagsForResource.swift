/// API: ListTagsForResourceRequest.
package struct ListTagsForResourceRequest: Codable, Sendable, Equatable {
    package var resourceARN: String

    package init(resourceARN: String) {
        self.resourceARN = resourceARN
    }

    private enum CodingKeys: String, CodingKey {
        case resourceARN = "ResourceArn"
    }
}

/// API: ListTagsForResourceResponse.
package struct ListTagsForResourceResponse: Codable, Sendable, Equatable {
    package var tags: [String: String]?

    package init(tags: [String: String]?) {
        self.tags = tags
    }

    private enum CodingKeys: String, CodingKey {
        case tags = "Tags"
    }
}
