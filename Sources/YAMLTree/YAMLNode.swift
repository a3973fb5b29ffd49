package import Diagnostics

/// A node of a YAML document that knows where it was written.
///
/// Aliases and merge keys are already resolved: an aliased node stands at the place where it was anchored.
package struct YAMLNode: Sendable {
    package enum Content: Sendable {
        case scalar(YAMLScalar)
        case sequence([YAMLNode])
        case mapping([YAMLEntry])
    }

    package var content: Content
    /// Where the node starts.
    package var position: SourcePosition

    package init(_ content: Content, at position: SourcePosition) {
        self.content = content
        self.position = position
    }
}

/// A key of a mapping and its value, in the order of the file.
package struct YAMLEntry: Sendable {
    package var key: String
    package var keyPosition: SourcePosition
    package var value: YAMLNode

    package init(key: String, keyPosition: SourcePosition, value: YAMLNode) {
        self.key = key
        self.keyPosition = keyPosition
        self.value = value
    }
}

/// A scalar's text, never guessed into a number, a date or a truth value.
package struct YAMLScalar: Sendable, Equatable {
    package var text: String
    /// Whether it stands without quotes (and without an explicit `!!str`): only then may the reader of a field take it
    /// for something other than a string.
    package var isPlain: Bool
    /// How many columns behind the node's start the text begins, where it stands there on one line, character for
    /// character; nil where it does not (escapes, several lines, an anchor or a tag before it), and where the text holds
    /// no `$`, for which alone anybody asks.
    package var inset: UInt8?

    package init(text: String, isPlain: Bool, inset: UInt8? = nil) {
        self.text = text
        self.isPlain = isPlain
        self.inset = inset
    }

    /// Whether it is a plain `null`, `Null`, `NULL`, `~` or nothing at all.
    package var isNull: Bool {
        isPlain && (text.isEmpty || text == "~" || text == "null" || text == "Null" || text == "NULL")
    }
}

/// One document of a YAML stream.
package struct YAMLDocument: Sendable {
    package var root: YAMLNode
    /// The path of the file it was read from.
    package var path: String
    /// Whether a `$` stands in a key or a scalar: a reader that gives it a meaning need not look for it elsewhere.
    package var holdsDollar: Bool

    package init(root: YAMLNode, path: String, holdsDollar: Bool = true) {
        self.root = root
        self.path = path
        self.holdsDollar = holdsDollar
    }

    package func location(of position: SourcePosition) -> SourceLocation {
        SourceLocation(path: path, position: position)
    }
}
