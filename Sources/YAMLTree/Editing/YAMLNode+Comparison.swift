package import Diagnostics
import Text

extension YAMLNode {
    /// Whether a reader finds the expected content: the same texts, lists and keys. Positions do not count, nor the
    /// order of keys. Where a string is expected, quotes do not count either.
    package func hasContent(of expected: YAMLNode) -> Bool {
        switch (content, expected.content) {
        case (.scalar(let scalar), .scalar(let other)):
            return scalar.text.hasSameBytes(as: other.text) && (other.isPlain ? scalar.isPlain : !scalar.isNull)
        case (.sequence(let items), .sequence(let others)):
            return items.count == others.count && zip(items, others).allSatisfy { $0.hasContent(of: $1) }
        case (.mapping(let entries), .mapping(let others)):
            guard entries.count == others.count else { return false }
            return zip(entries.inOrderOfKeys, others.inOrderOfKeys).allSatisfy {
                $0.key.hasSameBytes(as: $1.key) && $0.value.hasContent(of: $1.value)
            }
        default:
            return false
        }
    }
}

extension [YAMLEntry] {
    fileprivate var inOrderOfKeys: [YAMLEntry] {
        sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }
}

extension YAMLOutput {
    /// What a reader finds after it is written.
    package func node(at position: SourcePosition) -> YAMLNode {
        func scalar(_ text: String, isPlain: Bool) -> YAMLNode {
            YAMLNode(.scalar(YAMLScalar(text: text, isPlain: isPlain)), at: position)
        }
        return switch self {
        case .string(let text): scalar(text, isPlain: false)
        case .bool(let value): scalar(value ? "true" : "false", isPlain: true)
        case .number(let value): scalar(DecimalText.of(value), isPlain: true)
        case .null: scalar("null", isPlain: true)
        case .sequence(let items, _):
            YAMLNode(.sequence(items.filter { !$0.isCommentedOut }.map { $0.node.node(at: position) }), at: position)
        case .mapping(let entries, _):
            YAMLNode(
                .mapping(
                    entries.map { YAMLEntry(key: $0.key, keyPosition: position, value: $0.value.node(at: position)) }
                ),
                at: position
            )
        }
    }
}
