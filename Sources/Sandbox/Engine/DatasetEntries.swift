import JSON
import Manifests

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A JSON Line of a dataset, and what the filters of ListDatasetEntries and the counts of DescribeDataset see in it.
struct DatasetEntry {
    let sourceRef: String
    private(set) var labels: Set<String> = []
    /// Those at bounding boxes.
    private(set) var boxLabels: Set<String> = []
    private(set) var hasErrors = false

    /// Nil for a line that is not an object with a `source-ref`.
    init?(_ line: String) {
        guard case .object(let object)? = try? JSONValue(parsing: Array(line.utf8)),
            let sourceRef = object["source-ref"]?.text
        else { return nil }
        self.sourceRef = sourceRef
        for member in object.members where member.name.hasSuffix("-metadata") {
            guard let attribute = object[String(member.name.dropLast("-metadata".count))] else { continue }
            readLabels(of: attribute, member.value)
            hasErrors = hasErrors || member.value.hasErrorList
        }
        if case .array(let moderation)? = object["content-moderation-groundtruth"]?["ModerationLabels"] {
            labels.formUnion(moderation.compactMap { $0["Name"]?.text })
        }
        let values = object.members.map(\.value) + [.object(object)]
        hasErrors = hasErrors || values.contains(where: \.hasErrorList)
    }

    private mutating func readLabels(of attribute: JSONValue, _ metadata: JSONValue) {
        if let name = metadata["class-name"]?.text { labels.insert(name) }
        guard case .array(let boxes)? = attribute["annotations"] else { return }
        for box in boxes {
            guard case .integer(let number)? = box["class_id"],
                let name = metadata["class-map"]?["\(number)"]?.text
            else { continue }
            labels.insert(name)
            boxLabels.insert(name)
        }
    }
}

extension JSONValue {
    /// API: ListDatasetEntries, "Non terminal errors are reported in errors lists within each JSON Line". The guide's
    /// page tm-debugging-json-line-errors also shows lists named `cl-errors`.
    fileprivate var hasErrorList: Bool {
        ["errors", "cl-errors"].contains { name in
            if case .array(let errors)? = self[name] { !errors.isEmpty } else { false }
        }
    }
}

enum DatasetEntries {
    /// The JSON Lines of a text. A line that breaks a rule gets the service's error in a list named `errors`.
    ///
    /// - Throws: `ServiceRefusal` for a line that is not an object with a `source-ref`, which cannot be an entry.
    static func read(_ text: String) throws -> [String] {
        var errors: [Int: [JSONValue]] = [:]
        var options = ManifestChecker.Options()
        options.findingsPerCode = .max
        let checker = ManifestChecker(.training, options: options) { finding in
            guard let line = finding.line, finding.code.effect == .line else { return }
            let error: [JSONObject.Member] = [
                .init(name: "code", value: .string(finding.code.rawValue)),
                .init(name: "message", value: .string(finding.message)),
            ]
            errors[line, default: []].append(.object(JSONObject(error)))
        }
        checker.feed(Array(text.utf8))
        _ = checker.finish()
        var entries: [String] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = line.trimmed
            guard !line.isEmpty else { continue }
            guard let entry = DatasetEntry(line) else {
                throw ServiceRefusal.invalidParameter("Line \(index + 1) is not a JSON object with a source-ref.")
            }
            // A line that was listed before has its errors.
            if let found = errors[index + 1], !entry.hasErrors {
                let list = String(decoding: JSONValue.array(found).bytes(), as: UTF8.self)
                entries.append("\(line.dropLast()),\"errors\":\(list)}")
            } else {
                entries.append(line)
            }
        }
        return entries
    }

    /// API: UpdateDatasetEntries. A line replaces the entry with its `source-ref`, or is added.
    static func merge(_ lines: [String], into entries: inout [String]) {
        var places: [String: Int] = [:]
        for (index, entry) in entries.enumerated() {
            if let entry = DatasetEntry(entry) { places[entry.sourceRef] = index }
        }
        for line in lines {
            guard let entry = DatasetEntry(line) else { continue }
            if let index = places[entry.sourceRef] {
                entries[index] = line
            } else {
                places[entry.sourceRef] = entries.count
                entries.append(line)
            }
        }
    }

    /// The text of a blob in base64; nil if it is not UTF-8 in base64.
    static func text(base64: String) -> String? {
        Data(base64Encoded: base64).flatMap { String(validating: $0, as: UTF8.self) }
    }
}

extension Substring {
    fileprivate var trimmed: String {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
        let bytes = utf8.drop(while: isBlank)
        let end = bytes.lastIndex { !isBlank($0) }.map { bytes.index(after: $0) } ?? bytes.startIndex
        return String(self[bytes.startIndex..<end])
    }
}
