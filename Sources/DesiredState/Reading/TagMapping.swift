internal import Diagnostics
internal import ModelVersions
internal import YAMLTree

extension DocumentReader {
    /// `tags`: keys and values, both strings whatever they look like.
    mutating func readTags(_ node: YAMLNode) -> Setting<Tags> {
        guard case .mapping(let entries) = node.content else {
            report("`tags` must be a mapping (`key: value`), and is \(node.kindOfContent) here", at: node.position)
            return .invalid
        }
        var tags: [(key: String, value: String)] = []
        var isValid = true
        for entry in entries {
            do throws(InvalidValue) {
                try Tags.check(key: entry.key)
            } catch {
                report("the tag key `\(entry.key)` \(error)", at: entry.keyPosition)
                isValid = false
            }
            let value = value(entry.value, "the value of tag `\(entry.key)`") { text throws(InvalidValue) in
                try Tags.check(value: text)
                return text
            }
            guard let text = value.value else {
                isValid = false
                continue
            }
            tags.append((entry.key, text))
        }
        if entries.count > Tags.limit {
            report("`tags` has \(entries.count) tags; the service takes at most \(Tags.limit)", at: node.position)
            isValid = false
        }
        return isValid ? .given(Tags(tags)) : .invalid
    }
}
