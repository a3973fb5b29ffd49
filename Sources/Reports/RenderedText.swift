package import DesiredState
import Diagnostics
import ModelVersions
import Text
package import YAMLTree

/// A desired state as YAML in which nothing is left to defaults and variables: what is read from it is that state.
package enum RenderedYAML {
    /// - Parameter origins: Where the values were written, which is then said in comments.
    package static func render(_ state: DesiredState, origins: Origins? = nil) throws(YAMLWriteError) -> String {
        var texts: [String] = []
        for document in state.documents {
            var text = try YAMLWriter.write([YAMLOutputDocument(document.root)])
            if let origins { text = explained(text, document, origins) }
            texts.append(text)
        }
        return texts.joined(separator: "---\n")
    }

    /// How wide a line may be for the comments to be put in one column behind it.
    private static let alignedWidth = 64

    /// Adds a comment to the line of each value.
    ///
    /// The text is read again to know the lines. Each value ends its line: the writer begins a line for each, and
    /// writes line breaks as escapes.
    private static func explained(_ text: String, _ document: DesiredState.Document, _ origins: Origins) -> String {
        let parsed = YAMLParser.parse(Array(text.utf8), path: "")
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let numbers = parsed.documents.flatMap { $0.root.linesOfScalars }
        let comments = zip(numbers, document.values).filter(\.1.isChosen).map { number, value in
            (line: number - 1, text: OriginWords.comment(on: value.origin(in: origins)))
        }
        let width = comments.map { lines[$0.line].unicodeScalars.count }.filter { $0 <= alignedWidth }.max() ?? 0
        for comment in comments {
            let padding = max(0, width - lines[comment.line].unicodeScalars.count)
            lines[comment.line] += String(repeating: " ", count: padding) + "  # " + comment.text
        }
        return lines.joined(separator: "\n")
    }
}

extension YAMLNode {
    /// In the order of the text.
    fileprivate var linesOfScalars: [Int] {
        switch content {
        case .scalar: [position.line]
        case .sequence(let nodes): nodes.flatMap(\.linesOfScalars)
        case .mapping(let entries): entries.flatMap(\.value.linesOfScalars)
        }
    }
}

/// A value of a rendered document: the part of a line after a key or a dash.
struct RenderedValue {
    /// The keys and the positions in lists that lead to it, from the document's root on.
    let path: [String]
    let document: DesiredState.Document

    /// Where it was written; nil where it is written nowhere.
    func origin(in origins: Origins) -> Origin? {
        if path.first == "project" {
            return origins.project(document.project, list: document.list, Array(path.dropFirst()))
        }
        guard path.count > 2, let index = Int(path[1]), document.versions.indices.contains(index) else { return nil }
        return origins.value(Array(path[2...]), of: document.versions[index], in: document.project)
    }

    /// Whether the files or the program chose it. The version of the format is fixed.
    var isChosen: Bool { path != ["apiVersion"] }
}

extension DesiredState.Document {
    /// In the order in which they are written.
    var values: [RenderedValue] {
        var values: [RenderedValue] = []
        func visit(_ node: YAMLOutput, _ path: [String]) {
            switch node {
            case .mapping(let entries, _): for entry in entries { visit(entry.value, path + [entry.key]) }
            case .sequence(let items, _):
                for (index, item) in items.enumerated() { visit(item.node, path + [String(index)]) }
            case .string, .bool, .number, .null: values.append(RenderedValue(path: path, document: self))
            }
        }
        visit(root, [])
        return values
    }
}

/// Where a value comes from, on one line.
enum OriginWords {
    /// Such as `models/signs.yaml:5:11, defaults; value of var:BUCKET`.
    static func comment(on origin: Origin?) -> String {
        guard let origin else { return "built-in default" }
        var text = origin.location.description
        if origin.source == .defaults { text += ", defaults" }
        if !origin.variables.isEmpty {
            text += "; " + origin.variables.map(describe).joined(separator: ", ")
        }
        // A path may hold anything, and what ends a line would end the comment.
        return HarmlessText.shown(text)
    }

    private static func describe(_ use: VariableUse) -> String {
        "\(use.isDefault ? "default" : "value") of \(use.form.rawValue):\(use.name)"
    }
}
