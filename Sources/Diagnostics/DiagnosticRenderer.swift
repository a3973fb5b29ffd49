package import Text

/// Writes diagnostics as text: the place, the message, the line with a caret, the help.
///
/// Text of files passes `HarmlessText`, so that no file can control the terminal. The caller decides the order.
package struct DiagnosticRenderer: Sendable {
    private let sources: SourceTexts
    private let style: TextStyle

    /// - Parameter sources: without the text of a file, its lines are not shown.
    package init(sources: SourceTexts = SourceTexts(), style: TextStyle = .plain) {
        self.sources = sources
        self.style = style
    }

    /// Every line ends with "\n".
    package func render(_ diagnostics: some Sequence<Diagnostic>) -> String {
        var page = Page()
        for diagnostic in diagnostics {
            switch diagnostic.severity {
            case .error: write("error", .red, diagnostic.message, at: diagnostic.location, to: &page)
            case .warning: write("warning", .yellow, diagnostic.message, at: diagnostic.location, to: &page)
            }
            if let help = diagnostic.help {
                page.text += "  \(style.paint("help:", .cyan)) \(HarmlessText.shown(help))\n"
            }
            for related in diagnostic.related {
                write("note", .cyan, related.message, at: related.location, to: &page)
            }
        }
        return page.text
    }

    private func write(
        _ label: String,
        _ paint: TextStyle.Paint,
        _ message: String,
        at location: SourceLocation?,
        to page: inout Page
    ) {
        if let location {
            page.text += style.paint(HarmlessText.shown(location.description) + ":", .bold) + " "
        }
        page.text += "\(style.paint(label + ":", paint)) \(HarmlessText.shown(message))\n"
        if let location, let snippet = snippet(at: location, page: &page) {
            let number = String(location.line)
            let gutter = String(repeating: " ", count: max(0, 5 - number.utf8.count)) + number
            let blank = String(repeating: " ", count: gutter.utf8.count)
            page.text += style.paint("\(gutter) |", .faint) + (snippet.text.isEmpty ? "" : " " + snippet.text) + "\n"
            page.text += style.paint("\(blank) |", .faint) + " " + snippet.indent + style.paint("^", .green) + "\n"
        }
    }

    private func snippet(at location: SourceLocation, page: inout Page) -> SourceSnippet? {
        let path = Array(location.path.utf8)
        if page.path != path {
            page.path = path
            page.source = sources[location.path].map(SourceText.init)
            page.line = 0
        }
        guard let line = page.source?.line(location.line) else { return nil }
        if page.line != location.line || page.cursor.column > location.column - 200 {
            page.line = location.line
            page.cursor = LineCursor(startOf: line)
        }
        // Many errors on one very long line must not each search it from its start.
        page.cursor.advance(to: location.column - 200, in: line)
        if page.cursor.offset == line.endIndex { page.cursor = LineCursor(startOf: line) }
        return SourceSnippet(line: line, column: location.column, from: page.cursor)
    }

    /// The text so far, and the file and place of the last snippet.
    private struct Page {
        var text = ""
        var path: [UInt8] = []
        var source: SourceText?
        var line = 0
        var cursor = LineCursor(startOf: [])
    }
}
