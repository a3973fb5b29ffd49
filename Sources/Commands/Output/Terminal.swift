import LibC
import Synchronization
import Text

/// What the three standard streams are connected to.
package struct Terminal: Sendable {
    package var inputIsTerminal: Bool
    package var outputIsTerminal: Bool
    package var errorsAreTerminal: Bool
    /// Of the terminal behind the output; nil where there is none.
    package var columns: Int?
    /// Of the terminal behind the errors, as it is now: people resize their windows.
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

    /// Whether a person can be asked: what is asked goes to stderr, so that the results stay clean.
    var canAsk: Bool { inputIsTerminal && errorsAreTerminal }
}

/// Lines at the foot of a terminal that are drawn over, below text that stays.
///
/// Whatever else is written comes above them, once they have been wiped. The cursor is never hidden and no mode of the
/// terminal is changed, so that there is nothing to restore whenever the process ends.
package final class LiveRegion: TextSink {
    private let sink: any TextSink
    /// The lines that are shown; the cursor stands behind the last.
    private let lines = Mutex<[String]>([])

    package init(over sink: any TextSink) {
        self.sink = sink
    }

    package var failure: WriteFailure? { sink.failure }

    package func write(_ text: String) {
        lines.withLock { lines in
            guard !lines.isEmpty else { return sink.write(text) }
            // Behind a line that has not ended, a question say, nothing may be drawn.
            let isWhole = text.hasSuffix("\n")
            sink.write(Self.wiping(lines) + text + (isWhole ? lines.joined(separator: "\n") : ""))
            if !isWhole { lines = [] }
        }
    }

    /// Draws lines instead of those that are shown.
    ///
    /// - Parameter new: none of them longer than the terminal is wide.
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
