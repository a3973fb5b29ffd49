internal import Diagnostics

/// A node of YAML that is to be written.
package indirect enum YAMLOutput: Sendable, Equatable {
    /// A string, whatever it looks like: it is quoted where a reader might take it for something else.
    case string(String)
    case bool(Bool)
    /// Written without an exponent, which readers of YAML 1.1 and 1.2 do not write alike. What is not finite is `null`.
    case number(Double)
    case null
    case sequence([Item], style: Style = .block)
    case mapping([Entry], style: Style = .block)

    package enum Style: Sendable, Equatable {
        /// A line for each item or entry.
        case block
        /// In brackets on one line. What has comments in it is written in block style all the same.
        case flow
    }

    /// An item of a sequence.
    package struct Item: Sendable, Equatable {
        /// Lines above it, without their `#`. They may hold anything: what would end a comment is made harmless.
        package var comment: [String]
        package var node: YAMLOutput
        /// Whether it is written as a comment, for a person to read: to a reader of YAML it is not there.
        package var isCommentedOut: Bool

        package init(_ node: YAMLOutput, comment: [String] = [], isCommentedOut: Bool = false) {
            self.node = node
            self.comment = comment
            self.isCommentedOut = isCommentedOut
        }
    }

    /// A key of a mapping and its value. Keys are strings; each once.
    package struct Entry: Sendable, Equatable {
        package var comment: [String]
        package var key: String
        package var value: YAMLOutput

        package init(_ key: String, _ value: YAMLOutput, comment: [String] = []) {
            self.key = key
            self.value = value
            self.comment = comment
        }
    }
}

/// A document of a YAML stream that is to be written.
package struct YAMLOutputDocument: Sendable, Equatable {
    /// Lines above it, without their `#`.
    package var comment: [String]
    package var root: YAMLOutput

    package init(_ root: YAMLOutput, comment: [String] = []) {
        self.root = root
        self.comment = comment
    }
}

extension YAMLOutput {
    /// Whether there is a comment anywhere in it.
    var hasComments: Bool {
        switch self {
        case .string, .bool, .number, .null: false
        case .sequence(let items, _):
            items.contains { !$0.comment.isEmpty || $0.isCommentedOut || $0.node.hasComments }
        case .mapping(let entries, _): entries.contains { !$0.comment.isEmpty || $0.value.hasComments }
        }
    }

    /// Whether it stands on the line of its key or dash.
    var isOneLine: Bool {
        switch self {
        case .string, .bool, .number, .null: true
        case .sequence(let items, let style): items.isEmpty || style == .flow && !hasComments
        case .mapping(let entries, let style): entries.isEmpty || style == .flow && !hasComments
        }
    }
}

extension YAMLOutput {
    /// Whether every character in it may stand in a file as itself: each can be seen, and acts on nothing. Blanks that
    /// are not ASCII's cannot be told from it.
    var isHarmless: Bool {
        switch self {
        case .string(let text): text.isHarmless
        case .bool, .number, .null: true
        case .sequence(let items, _): items.allSatisfy { $0.node.isHarmless }
        case .mapping(let entries, _): entries.allSatisfy { $0.key.isHarmless && $0.value.isHarmless }
        }
    }
}

extension String {
    fileprivate var isHarmless: Bool {
        utf8.allSatisfy { $0 < 0x80 }
            || unicodeScalars.allSatisfy { scalar in
                scalar.isASCII
                    || HarmlessText.isHarmless(scalar) && scalar.properties.generalCategory != .spaceSeparator
            }
    }
}
