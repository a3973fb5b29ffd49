import Diagnostics
import ModelVersions
import Text
import YAMLTree

/// The entries of a mapping.
struct Fields {
    let entries: [YAMLEntry]
    /// The start of the mapping.
    let position: SourcePosition
    /// The known keys that unknown ones, already reported, probably mean.
    let misspelt: Set<String>

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

/// Names of the API, in lower case, and the keys that rekon has for them.
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
    /// The fields of a mapping. Unknown keys are reported with the most similar known key.
    mutating func mapping(_ node: YAMLNode, what: String, keys: [String]) -> Fields? {
        guard case .mapping(let entries) = node.content else {
            report(
                "\(what) must be a mapping (`key: value`), not \(node.kindOfContent)",
                at: node.position,
                help: "the keys are \(keys.map { "`\($0)`" }.joined(separator: ", "))"
            )
            return nil
        }
        for entry in entries {
            guard let character = InvisibleCharacter.indentation(of: entry.key) else { continue }
            report(
                "the line is indented with \(character), and YAML takes only spaces as indentation",
                at: entry.keyPosition,
                help: "replace each such character by a space"
            )
            return nil
        }
        var misspelt: Set<String> = []
        for entry in entries where !keys.contains(where: { $0.hasSameBytes(as: entry.key) }) {
            if let meant = reportUnknown(entry, in: what, keys: keys) { misspelt.insert(meant) }
        }
        return Fields(entries: entries, position: node.position, misspelt: misspelt)
    }

    /// - Returns: the known key that is probably meant.
    private mutating func reportUnknown(_ entry: YAMLEntry, in what: String, keys: [String]) -> String? {
        let meant = keysOfAPIMembers[entry.key.lowercased()].flatMap { key in
            keys.contains { key == $0 || key.hasPrefix($0 + ".") } || key.contains(".") ? key : nil
        }
        let known = meant ?? guess(entry.key, among: keys)
        if let meant = known {
            report("unknown key `\(entry.key.excerpt)` in \(what); did you mean `\(meant)`?", at: entry.keyPosition)
        } else {
            report(
                "unknown key `\(entry.key.excerpt)` in \(what)",
                at: entry.keyPosition,
                help: "the keys are \(keys.map { "`\($0)`" }.joined(separator: ", "))"
            )
        }
        return known
    }

    /// The most similar known key, or one that it abbreviates. The number of searches is limited, because they cost
    /// time.
    private func guess(_ key: String, among keys: [String]) -> String? {
        guard diagnostics.omitted < 1000 else { return nil }
        return nearestName(to: key, among: keys)
            ?? keys.first { key.utf8.count > 2 && $0.utf8.count > key.utf8.count && $0.utf8.starts(with: key.utf8) }
    }

    /// The nodes of a list.
    mutating func list(_ node: YAMLNode, _ label: String) -> [YAMLNode]? {
        guard case .sequence(let nodes) = node.content else {
            report("\(label) must be a list, not \(node.kindOfContent)", at: node.position)
            return nil
        }
        return nodes
    }
}

extension YAMLNode {
    /// The kind of the node, with an article.
    var kindOfContent: String {
        switch content {
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .scalar(let scalar): scalar.isNull ? "null" : "a single value"
        }
    }
}

/// A setting that a document may give.
enum Setting<Value> {
    case absent
    /// Given, but invalid and already reported. Follow-up errors are not reported.
    case invalid
    case given(Value)

    var value: Value? {
        if case .given(let value) = self { value } else { nil }
    }

    var optional: Setting<Value?> {
        switch self {
        case .absent: .absent
        case .invalid: .invalid
        case .given(let value): .given(value)
        }
    }

    /// This setting, or the fallback if it is absent.
    func or(_ fallback: Setting) -> Setting {
        if case .absent = self { fallback } else { self }
    }
}

extension DocumentReader {
    /// The exact text of a scalar, without a conversion to numbers, dates or booleans.
    mutating func string(_ node: YAMLNode, _ label: String) -> String? {
        guard case .scalar(let scalar) = node.content else {
            report("\(label) must be a string, not \(node.kindOfContent)", at: node.position)
            return nil
        }
        guard !scalar.isNull else {
            report(
                "\(label) must be a string, not null",
                at: node.position,
                help: scalar.text.isEmpty
                    ? "write the value, or remove the key"
                    : "put it in quotes if you mean the text: \"\(scalar.text.excerpt)\""
            )
            return nil
        }
        checkVisible(scalar.text, label, at: node.position)
        return scalar.text
    }

    /// A string that must follow a rule of its type.
    mutating func value<Value>(
        _ node: YAMLNode,
        _ label: String,
        _ make: (String) throws(InvalidValue) -> Value
    ) -> Setting<Value> {
        guard let text = string(node, label) else { return .invalid }
        do throws(InvalidValue) {
            return .given(try make(text))
        } catch {
            report("\(label) \(references.clause(error, at: node.position))", at: node.position)
            return .invalid
        }
    }

    /// `true` or `false`, but not the other booleans of YAML 1.1.
    mutating func bool(_ node: YAMLNode, _ label: String) -> Setting<Bool> {
        if case .scalar(let scalar) = node.content, scalar.isPlain {
            switch scalar.text {
            case "true", "True", "TRUE": return .given(true)
            case "false", "False", "FALSE": return .given(false)
            default: break
            }
        }
        report("\(label) must be `true` or `false`", at: node.position)
        return .invalid
    }

    /// A decimal number within bounds.
    mutating func number(_ node: YAMLNode, _ label: String, in range: ClosedRange<Double>) -> Setting<Double> {
        if case .scalar(let scalar) = node.content, scalar.isPlain, scalar.text.isDecimalNumber,
            let number = Double(scalar.text), range.contains(number)
        {
            return .given(number)
        }
        let bounds = "\(range.lowerBound.shortest) to \(range.upperBound.shortest)"
        report("\(label) must be a number from \(bounds), written without quotes", at: node.position)
        return .invalid
    }
}

extension String {
    /// Whether it could be a decimal number of YAML 1.2; `Double` decides. Hexadecimal and infinite numbers are
    /// excluded.
    fileprivate var isDecimalNumber: Bool {
        let digits = utf8.filter { (0x30...0x39).contains($0) }.count
        return digits > 0 && utf8.allSatisfy { (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }
    }
}

extension Double {
    fileprivate var shortest: String {
        self == rounded() ? String(Int(self)) : description
    }
}
