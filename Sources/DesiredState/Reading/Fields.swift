package import Diagnostics
package import ModelVersions
import Text
package import YAMLTree

/// Reads the nodes of one document and collects its errors: the desired state's, and that of the settings.
package protocol FieldReader {
    var document: YAMLDocument { get }
    /// The variables that the document contained.
    var references: References { get }
    var diagnostics: DiagnosticList { get set }
    /// What other programs call the keys, in lower case, and the keys.
    static var otherNames: [String: String] { get }
}

/// The entries of a mapping.
package struct Fields {
    package let entries: [YAMLEntry]
    /// The start of the mapping.
    package let position: SourcePosition
    /// The known keys that unknown ones, already reported, probably mean.
    package let misspelt: Set<String>

    package subscript(key: String) -> YAMLEntry? {
        // By index: each entry that a loop gives is a copy with a retain of its text.
        for index in entries.indices where entries[index].key.isKey(key) { return entries[index] }
        return nil
    }
}

extension String {
    /// Whether it is a key. Most keys differ in their length, which costs no call. A key is ASCII: another text that
    /// Swift counts as equal to it has more bytes.
    fileprivate func isKey(_ key: String) -> Bool {
        utf8.count == key.utf8.count && self == key
    }
}

extension FieldReader {
    /// The fields of a mapping. Unknown keys are reported with the most similar known key.
    ///
    /// - Parameter keys: nil where the file chooses the keys.
    package mutating func mapping(_ node: YAMLNode, what: String, keys: [String]?) -> Fields? {
        guard case .mapping(let entries) = node.content else {
            report(
                "\(what) must be a mapping (`key: value`), not \(node.kindOfContent)",
                at: node.position,
                help: keys.map { "the keys are \($0.map { "`\($0)`" }.joined(separator: ", "))" }
            )
            return nil
        }
        for index in entries.indices {
            guard let character = InvisibleCharacter.indentation(of: entries[index].key) else { continue }
            report(
                IndentationWording.message(character),
                at: entries[index].keyPosition,
                help: IndentationWording.help
            )
            return nil
        }
        var misspelt: Set<String> = []
        guard let keys else { return Fields(entries: entries, position: node.position, misspelt: misspelt) }
        for index in entries.indices where !keys.contains(where: { $0.isKey(entries[index].key) }) {
            if let meant = reportUnknown(entries[index], in: what, keys: keys) { misspelt.insert(meant) }
        }
        return Fields(entries: entries, position: node.position, misspelt: misspelt)
    }

    /// - Returns: the known key that is probably meant.
    private mutating func reportUnknown(_ entry: YAMLEntry, in what: String, keys: [String]) -> String? {
        let meant = Self.otherNames[entry.key.lowercased()].flatMap { key in
            keys.contains { key == $0 || key.hasPrefix($0 + ".") } || key.contains(".") ? key : nil
        }
        let known = meant ?? guess(entry.key, among: keys)
        // A key with a look-alike letter reads like the known one, and no known one has other letters than ASCII.
        let scalars = entry.key.unicodeScalars
        let odd = scalars.contains(where: \.isASCIIAlphanumeric) ? scalars.first { !$0.isASCII } : nil
        let with = odd.map { ", with \(HarmlessText.codePoint(of: $0))," } ?? ""
        let message = "unknown key `\(entry.key.excerpt)`\(with) in \(what)"
        if let meant = known {
            report("\(message); did you mean `\(meant)`?", at: entry.keyPosition)
        } else {
            report(
                message,
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
    package mutating func list(_ node: YAMLNode, _ label: String) -> [YAMLNode]? {
        guard case .sequence(let nodes) = node.content else {
            report("\(label) must be a list, not \(node.kindOfContent)", at: node.position)
            return nil
        }
        return nodes
    }
}

extension YAMLNode {
    var isNull: Bool {
        if case .scalar(let scalar) = content { scalar.isNull } else { false }
    }

    /// The kind of the node, with an article.
    package var kindOfContent: String {
        switch content {
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .scalar(let scalar): scalar.isNull ? "null" : "a single value"
        }
    }
}

/// A setting that a document may give.
package enum FieldValue<Value> {
    case absent
    /// Given, but invalid and already reported. Follow-up errors are not reported.
    case invalid
    case given(Value)

    package var value: Value? {
        if case .given(let value) = self { value } else { nil }
    }

    var optional: FieldValue<Value?> {
        switch self {
        case .absent: .absent
        case .invalid: .invalid
        case .given(let value): .given(value)
        }
    }

    /// This setting, or the fallback if it is absent.
    func or(_ fallback: FieldValue) -> FieldValue {
        if case .absent = self { fallback } else { self }
    }
}

extension FieldValue: Sendable where Value: Sendable {}

extension FieldReader {
    /// The exact text of a scalar, without a conversion to numbers, dates or booleans.
    package mutating func string(_ node: YAMLNode, _ label: @autoclosure () -> String) -> String? {
        guard case .scalar(let scalar) = node.content else {
            report("\(label()) must be a string, not \(node.kindOfContent)", at: node.position)
            return nil
        }
        guard !scalar.isNull else {
            report(
                "\(label()) must be a string, not null",
                at: node.position,
                help: scalar.text.isEmpty
                    ? "write the value, or remove the key"
                    : "put it in quotes if you mean the text: \"\(scalar.text.excerpt)\""
            )
            return nil
        }
        checkVisible(scalar.text, label(), at: node.position)
        return scalar.text
    }

    /// A string that must follow a rule of its type.
    package mutating func value<Value>(
        _ node: YAMLNode,
        _ label: @autoclosure () -> String,
        _ make: (String) throws(InvalidValue) -> Value
    ) -> FieldValue<Value> {
        guard let text = string(node, label()) else { return .invalid }
        do throws(InvalidValue) {
            return .given(try make(text))
        } catch {
            report("\(label()) \(references.clause(error, at: node.position))", at: node.position)
            return .invalid
        }
    }

    /// `true` or `false`, but not the other booleans of YAML 1.1.
    package mutating func bool(_ node: YAMLNode, _ label: String) -> FieldValue<Bool> {
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
    package mutating func number(_ node: YAMLNode, _ label: String, in range: ClosedRange<Double>) -> FieldValue<Double>
    {
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

/// The values of `apiVersion` that files of the desired state and settings may have.
package enum APIVersion {
    package static let supported = "rekon/v1"
}

extension FieldReader {
    /// The supported value of `apiVersion`.
    package static var apiVersion: String { APIVersion.supported }

    package mutating func readAPIVersion(_ fields: Fields) {
        guard let entry = fields["apiVersion"] else {
            report("`apiVersion` is missing", at: fields.position, help: "write `apiVersion: \(Self.apiVersion)`")
            return
        }
        guard let text = string(entry.value, "`apiVersion`") else { return }
        if !text.utf8.elementsEqual(Self.apiVersion.utf8) {
            report(
                "this version of rekon does not support "
                    + (references[entry.value.position].isEmpty
                        ? "`apiVersion: \(text.excerpt)`" : "this `apiVersion`"),
                at: entry.value.position,
                help: "write `apiVersion: \(Self.apiVersion)`"
            )
        }
    }

    package mutating func readIgnoredUnmanaged(_ fields: Fields) -> [(pattern: Glob, location: SourceLocation)] {
        guard let entry = fields["ignoreUnmanaged"],
            let nodes = list(entry.value, "`ignoreUnmanaged`")
        else { return [] }
        return nodes.compactMap { node in
            value(node, "a pattern of `ignoreUnmanaged`") { text throws(InvalidValue) in try Glob(text) }.value
                .map { ($0, document.location(of: node.position)) }
        }
    }
}

extension FieldReader {
    /// Warns about characters of a value that a reader does not see, where the service allows them.
    mutating func checkVisible(_ text: String, _ label: @autoclosure () -> String, at position: SourcePosition) {
        warn(
            InvisibleCharacter.problem(in: text, isSecret: references.remark(at: position) != nil).map {
                "\(label()) \($0)"
            },
            at: position,
            help: "remove the character if it is there by mistake: it is part of the value"
        )
    }

    /// - Parameter message: nil without a problem.
    mutating func warn(_ message: String?, at position: SourcePosition, help: String) {
        guard let message, !references.hasFailed(at: position) else { return }
        let remark = references.remark(at: position) ?? ""
        diagnostics.append(.warning(message + remark, at: document.location(of: position), help: help))
    }

    /// Reports an error. A message about a value with variables names them.
    package mutating func report(
        _ message: String,
        at position: SourcePosition,
        related: [Diagnostic.Related] = [],
        help: String? = nil
    ) {
        // The failed variable is already reported.
        if references.hasFailed(at: position) { return }
        let message = message + (references.remark(at: position) ?? "")
        diagnostics.append(.error(message, at: document.location(of: position), related: related, help: help))
    }
}
