package import Diagnostics

/// The documents of a file and its errors.
package struct YAMLParseResult: Sendable {
    /// All documents, or those before the error that stopped the reading.
    package var documents: [YAMLDocument]
    /// In the order of detection. After any error, do not use the documents.
    package var diagnostics: [Diagnostic]
    /// The text that the positions refer to: UTF-8 without a byte order mark.
    package var source: [UInt8]
}

/// Reads YAML (1.1, and 1.2 as far as libyaml goes) into trees of nodes.
///
/// The first syntax error ends the reading. All other errors (duplicate keys, unknown anchors, unknown tags) are
/// collected. Time and memory are proportional to the length of the file.
package enum YAMLParser {
    /// - Parameter path: the name of the file in messages. The parser does not read it.
    package static func parse(
        _ bytes: [UInt8],
        path: String,
        limits: YAMLLimits = .standard
    ) -> YAMLParseResult {
        if bytes.count > limits.bytes {
            let limit = limits.bytes >= 1_048_576 ? "\(limits.bytes / 1_048_576) MiB" : "\(limits.bytes) bytes"
            return YAMLParseResult(
                documents: [],
                diagnostics: [
                    .error(
                        "\(path) is larger than \(limit), the limit",
                        help: "split it into several files"
                    )
                ],
                source: []
            )
        }
        let text: InputText
        do throws(InputText.Refusal) {
            text = try InputText.read(bytes)
        } catch {
            let diagnostic = Diagnostic.error(
                error.message,
                at: SourceLocation(path: path, position: error.position),
                help: error.help
            )
            return YAMLParseResult(documents: [], diagnostics: [diagnostic], source: error.source)
        }
        if let line = text.excessDirective(limit: limits.directives) {
            let diagnostic = Diagnostic.error(
                "more than \(limits.directives) `%TAG` lines, the limit",
                at: SourceLocation(path: path, position: SourcePosition(line: line, column: 1)),
                help: "remove them: rekon refuses all tags but those of YAML itself"
            )
            return YAMLParseResult(documents: [], diagnostics: [diagnostic], source: text.bytes)
        }
        // libyaml treats empty input as missing input.
        if text.bytes.isEmpty { return YAMLParseResult(documents: [], diagnostics: [], source: []) }

        var builder = TreeBuilder(text, path: path, limits: limits)
        LibYAMLEventReader.read(text.bytes) { events in
            builder.readStream(&events, source: text.bytes)
        }
        return YAMLParseResult(documents: builder.documents, diagnostics: builder.diagnostics, source: text.bytes)
    }
}

/// The limits of a file. A file that exceeds one gets an error at that place.
///
/// Together they keep the memory for a file of N bytes below 20 N + 32 MiB.
package struct YAMLLimits: Sendable {
    /// The length of the file in bytes.
    package var bytes = 64 * 1024 * 1024
    /// Nested lists and mappings, with aliases expanded.
    package var depth = 64
    /// Keys, values, lists and mappings in a file.
    package var nodes = 5_000_000
    /// Keys, values, lists and mappings in any file, and the bytes of the file for each further one. A node takes about
    /// 75 bytes, and one of a dense file two: `[a,a,a]`. The shortest version, `- {name: v000001}`, has 6 for each.
    package var nodesInAnyFile = 100_000
    package var bytesPerNode = 6
    /// Entries that `<<` adds in any file, and the bytes of the file for each further one.
    package var mergedEntriesInAnyFile = 400_000
    package var bytesPerMergedEntry = 20
    /// Different keys in a file.
    package var distinctKeys = 100_000
    /// Anchors in a document.
    package var anchors = 10_000
    /// `%TAG` lines before a document. libyaml compares each with all others.
    package var directives = 16
    /// Nodes that aliases may add in any file (a text counts one more for each KiB), and the further nodes for each
    /// node of the file. The expanded file stays proportional to its length.
    package var aliasedNodes = 100_000
    package var aliasedNodesPerWrittenNode = 10
    /// Documents in a file.
    package var documents = 100_000
    /// The length of a key in bytes.
    package var keyBytes = 1024
    /// The number of errors after which reading stops.
    package var diagnostics = 1000
    /// Searches for a similar anchor, and the number of anchors in each search.
    package var guesses = 20
    package var guessedAnchors = 100

    package init() {}

    package static let standard = YAMLLimits()
}
