internal import Diagnostics
internal import ModelVersions
internal import YAMLTree

/// The entries of a mapping whose keys are known.
struct Fields {
    let entries: [YAMLEntry]
    /// Where the mapping starts.
    let position: SourcePosition

    subscript(key: StaticString) -> YAMLEntry? {
        entries.firstIndex { $0.hasKey(key) }.map { entries[$0] }
    }
}

extension YAMLEntry {
    fileprivate func hasKey(_ key: StaticString) -> Bool {
        guard self.key.utf8.count == key.utf8CodeUnitCount else { return false }
        return unsafe self.key.utf8.elementsEqual(
            UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount)
        )
    }
}

/// What people write who know the API: the key that it has here.
private let keysOfAPIMembers = [
    "projectarn": "project",
    "versionname": "name",
    "versiondescription": "description",
    "outputconfig": "output",
    "trainingdata": "datasets.training",
    "testingdata": "datasets.testing",
    "kmskeyid": "kmsKey",
    "assets": "training",
    "s3bucket": "bucket",
    "s3keyprefix": "prefix",
]

extension DocumentReader {
    /// The fields of a mapping. Unknown keys are reported, each with the known key that was probably meant.
    mutating func mapping(_ node: YAMLNode, what: String, keys: [String]) -> Fields? {
        guard case .mapping(let entries) = node.content else {
            report(
                "\(what) must be a mapping (`key: value`), and is \(node.kindOfContent) here",
                at: node.position,
                help: "its keys are \(keys.map { "`\($0)`" }.joined(separator: ", "))"
            )
            return nil
        }
        for entry in entries where !keys.contains(where: { $0.hasSameBytes(as: entry.key) }) {
            reportUnknown(entry, in: what, keys: keys)
        }
        return Fields(entries: entries, position: node.position)
    }

    private mutating func reportUnknown(_ entry: YAMLEntry, in what: String, keys: [String]) {
        let meant = keysOfAPIMembers[entry.key.lowercased()].flatMap { key in
            keys.contains { key == $0 || key.hasPrefix($0 + ".") } || key.contains(".") ? key : nil
        }
        if let meant = meant ?? guess(entry.key, among: keys) {
            report("unknown key `\(entry.key)` in \(what); did you mean `\(meant)`?", at: entry.keyPosition)
        } else {
            report(
                "unknown key `\(entry.key)` in \(what)",
                at: entry.keyPosition,
                help: "its keys are \(keys.map { "`\($0)`" }.joined(separator: ", "))"
            )
        }
    }

    /// What was probably meant. Guessing costs time: a file of nothing but unknown keys gets no more of it.
    private func guess(_ key: String, among keys: [String]) -> String? {
        diagnostics.omitted < 1000 ? nearestName(to: key, among: keys) : nil
    }

    /// The nodes of a list.
    mutating func list(_ node: YAMLNode, _ label: String) -> [YAMLNode]? {
        guard case .sequence(let nodes) = node.content else {
            report("\(label) must be a list, and is \(node.kindOfContent) here", at: node.position)
            return nil
        }
        return nodes
    }
}

extension YAMLNode {
    /// What stands there, with an article.
    var kindOfContent: String {
        switch content {
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .scalar(let scalar): scalar.isNull ? "nothing (null)" : "a single value"
        }
    }
}
