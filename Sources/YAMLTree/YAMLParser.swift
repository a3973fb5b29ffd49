package import Diagnostics

/// What a file holds and what is wrong with it.
package struct YAMLParseResult: Sendable {
    /// The documents that could be read; where an error stopped the reading, those before it.
    package var documents: [YAMLDocument]
    /// In the order they were found. One error: nothing of the file should be acted upon.
    package var diagnostics: [Diagnostic]
    /// The text that the positions speak of: UTF-8 without a byte order mark, whatever the file was written in.
    package var source: [UInt8]
}

/// Reads YAML (1.1, and 1.2 as far as libyaml goes) into trees of nodes.
///
/// The first error of syntax ends the reading. Errors of meaning (a key twice, an alias of nothing, an unknown tag) are
/// all collected. Time and memory are in proportion to the length of the file, whatever it holds.
package enum YAMLParser {
    /// - Parameter path: names the file in messages; nothing is read from there.
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
                        "\(path) is larger than \(limit), the most that is read",
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
        // libyaml takes an empty input for a missing one.
        if text.bytes.isEmpty { return YAMLParseResult(documents: [], diagnostics: [], source: []) }

        var builder = TreeBuilder(path: path, limits: limits, positions: PositionMap(of: text))
        LibYAMLEventReader.read(text.bytes) { events in
            builder.readStream(&events, source: text.bytes)
        }
        return YAMLParseResult(documents: builder.documents, diagnostics: builder.diagnostics, source: text.bytes)
    }
}

/// What a file may ask of the program. Every limit is an error at the place where it is passed, never a crash.
package struct YAMLLimits: Sendable {
    /// The length of the file in bytes.
    package var bytes = 64 * 1024 * 1024
    /// How many lists and mappings may stand in each other, aliases followed.
    package var depth = 64
    /// How many keys, values, lists and mappings may be written in a file.
    package var nodes = 5_000_000
    /// How many nodes (a text counts one more for each KiB) aliases may add in any file, and how many more for each node that is written, so that what a
    /// file grows to stays in proportion to its length.
    package var aliasedNodes = 100_000
    package var aliasedNodesPerWrittenNode = 10
    /// How many documents a file may hold.
    package var documents = 100_000
    /// The length of a key in bytes.
    package var keyBytes = 1024
    /// After how many errors reading stops.
    package var diagnostics = 1000
    /// For how many unknown anchors the one that was probably meant is looked for, and among how many at most.
    package var guesses = 20
    package var guessedAnchors = 100

    package init() {}

    package static let standard = YAMLLimits()
}
