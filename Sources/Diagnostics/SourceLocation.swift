/// A place in a text: both numbers count from 1, the column in Unicode code points.
package struct SourcePosition: Sendable, Hashable, Comparable {
    package var line: Int
    package var column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    package static func < (lhs: SourcePosition, rhs: SourcePosition) -> Bool {
        (lhs.line, lhs.column) < (rhs.line, rhs.column)
    }
}

/// A place in a file.
package struct SourceLocation: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The path as the user named it.
    package var path: String
    package var position: SourcePosition

    package init(path: String, position: SourcePosition) {
        self.path = path
        self.position = position
    }

    package init(path: String, line: Int, column: Int) {
        self.init(path: path, position: SourcePosition(line: line, column: column))
    }

    package var line: Int { position.line }
    package var column: Int { position.column }

    /// `path:line:column`, which editors and terminals make a link of.
    package var description: String {
        "\(path):\(line):\(column)"
    }

    package static func < (lhs: SourceLocation, rhs: SourceLocation) -> Bool {
        if lhs.path.utf8.elementsEqual(rhs.path.utf8) { return lhs.position < rhs.position }
        return lhs.path.utf8.lexicographicallyPrecedes(rhs.path.utf8)
    }
}
