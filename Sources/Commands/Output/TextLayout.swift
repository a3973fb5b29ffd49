internal import Diagnostics

/// How text is laid out for whoever reads it.
struct TextLayout {
    var style: TextStyle
    /// In columns; nil: not folded.
    var width: Int?
    /// Whether it is a file's: what stdout has beside it on stderr is not at hand there.
    var isFile = false

    static let file = TextLayout(style: .plain, width: nil, isFile: true)

    static func of(_ terminal: Terminal, style: TextStyle) -> TextLayout {
        TextLayout(style: style, width: terminal.columns)
    }
}
