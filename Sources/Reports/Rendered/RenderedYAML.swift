package import DesiredState
internal import Diagnostics
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
    /// The text is read again to know the lines. Each value ends its line: the writer begins a line for each, and writes
    /// line breaks as escapes.
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
