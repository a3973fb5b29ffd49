package import Text

/// Writes diagnostics for people: the place, what is wrong, the line with a caret, what to do.
///
/// Pure: the same diagnostics and sources give the same text. Whatever came from a file is shown harmless, so that no
/// file can drive the terminal. The order is the caller's; see `sorted()`.
package struct DiagnosticRenderer: Sendable {
    private let sources: SourceTexts
    private let style: TextStyle

    /// - Parameter sources: a file that is missing here is named, but none of its lines shown.
    package init(sources: SourceTexts = SourceTexts(), style: TextStyle = .plain) {
        self.sources = sources
        self.style = style
    }

    /// Each diagnostic on lines of its own, every line ended by "\n".
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
        // Errors of one endless line must not each walk it from its beginning.
        page.cursor.advance(to: location.column - 200, in: line)
        if page.cursor.offset == line.endIndex { page.cursor = LineCursor(startOf: line) }
        return SourceSnippet(line: line, column: location.column, from: page.cursor)
    }

    /// What is being written, and the file and place that were looked at last.
    private struct Page {
        var text = ""
        var path: [UInt8] = []
        var source: SourceText?
        var line = 0
        var cursor = LineCursor(startOf: [])
    }
}
