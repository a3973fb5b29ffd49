internal import Diagnostics

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

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
