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
