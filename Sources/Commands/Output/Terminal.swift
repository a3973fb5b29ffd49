import LibC
import Synchronization
import Text

/// What the three standard streams are connected to.
package struct Terminal: Sendable {
    package var inputIsTerminal: Bool
    package var outputIsTerminal: Bool
    package var errorsAreTerminal: Bool
    /// Of the terminal behind the output; nil without a terminal.
    package var columns: Int?
    /// The present size of the terminal behind the errors: users resize their windows.
    package var size: @Sendable () -> (columns: Int, rows: Int)
    /// Reads a line that a person types; nil at the end of the input.
    package var readLine: @Sendable () -> String?

    package init(
        inputIsTerminal: Bool = false,
        outputIsTerminal: Bool = false,
        errorsAreTerminal: Bool = false,
        columns: Int? = nil,
        readLine: @escaping @Sendable () -> String? = { nil },
        size: @escaping @Sendable () -> (columns: Int, rows: Int) = { (80, 24) }
    ) {
        self.inputIsTerminal = inputIsTerminal
        self.outputIsTerminal = outputIsTerminal
        self.errorsAreTerminal = errorsAreTerminal
        self.columns = columns
        self.size = size
        self.readLine = readLine
    }

    package static func current() -> Terminal {
        let outputIsTerminal = isatty(STDOUT_FILENO) == 1
        return Terminal(
            inputIsTerminal: isatty(STDIN_FILENO) == 1,
            outputIsTerminal: outputIsTerminal,
            errorsAreTerminal: isatty(STDERR_FILENO) == 1,
            columns: outputIsTerminal ? currentSize(STDOUT_FILENO).columns : nil,
            readLine: { Swift.readLine() },
            size: { currentSize(STDERR_FILENO) }
        )
    }

    private static func currentSize(_ descriptor: Int32) -> (columns: Int, rows: Int) {
        var size = winsize()
        guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return (80, 24) }
        return (Int(size.ws_col), size.ws_row > 0 ? Int(size.ws_row) : 24)
    }

    /// Whether the command can ask a question. Questions go to stderr, because stdout contains only results.
    var canAsk: Bool { inputIsTerminal && errorsAreTerminal }
}

/// The last lines of a terminal, which are drawn again and again. Other text is written above them.
///
/// The cursor is never hidden and no mode of the terminal is changed. So the process may end at any time.
package final class LiveRegion: TextSink {
    private let sink: any TextSink
    /// The lines that are shown. The cursor is at the end of the last one.
    private let lines = Mutex<[String]>([])

    package init(over sink: any TextSink) {
        self.sink = sink
    }

    package var failure: WriteFailure? { sink.failure }

    package func write(_ text: String) {
        lines.withLock { lines in
            guard !lines.isEmpty else { return sink.write(text) }
            // After a line without an end, such as a question, nothing may be drawn.
            let isWhole = text.hasSuffix("\n")
            sink.write(Self.wiping(lines) + text + (isWhole ? lines.joined(separator: "\n") : ""))
            if !isWhole { lines = [] }
        }
    }

    package func write(utf8 bytes: [UInt8]) {
        let isWritten = lines.withLock { lines in
            if lines.isEmpty { sink.write(utf8: bytes) }
            return lines.isEmpty
        }
        if !isWritten { write(String(decoding: bytes, as: UTF8.self)) }
    }

    /// Replaces the lines that are shown.
    ///
    /// - Parameter new: lines that fit into the width of the terminal.
    func show(_ new: [String]) {
        lines.withLock { lines in
            guard !(lines.isEmpty && new.isEmpty) else { return }
            sink.write(Self.wiping(lines) + new.joined(separator: "\n"))
            lines = new
        }
    }

    func clear() { show([]) }

    private static func wiping(_ lines: [String]) -> String {
        guard !lines.isEmpty else { return "" }
        return "\r" + (lines.count > 1 ? "\u{1B}[\(lines.count - 1)A" : "") + "\u{1B}[J"
    }
}

/// How text is laid out.
struct TextLayout {
    var style: TextStyle
    /// In columns; nil: not folded.
    var width: Int?
    /// Whether the text goes to a file, whose reader does not see stderr.
    var isFile = false

    static let file = TextLayout(style: .plain, width: nil, isFile: true)

    static func of(_ terminal: Terminal, style: TextStyle) -> TextLayout {
        TextLayout(style: style, width: terminal.columns)
    }
}
