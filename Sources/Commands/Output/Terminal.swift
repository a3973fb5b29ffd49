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
    /// Reads a line that a person types; nil at the end of the input.
    package var readLine: @Sendable () -> String?

    package init(
        inputIsTerminal: Bool = false,
        outputIsTerminal: Bool = false,
        errorsAreTerminal: Bool = false,
        columns: Int? = nil,
        readLine: @escaping @Sendable () -> String? = { nil }
    ) {
        self.inputIsTerminal = inputIsTerminal
        self.outputIsTerminal = outputIsTerminal
        self.errorsAreTerminal = errorsAreTerminal
        self.columns = columns
        self.readLine = readLine
    }

    package static func current() -> Terminal {
        let outputIsTerminal = isatty(STDOUT_FILENO) == 1
        return Terminal(
            inputIsTerminal: isatty(STDIN_FILENO) == 1,
            outputIsTerminal: outputIsTerminal,
            errorsAreTerminal: isatty(STDERR_FILENO) == 1,
            columns: outputIsTerminal ? currentColumns() : nil,
            readLine: { Swift.readLine() }
        )
    }

    private static func currentColumns() -> Int {
        var size = winsize()
        guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Whether a person can be asked: what is asked goes to stderr, so that the results stay clean.
    var canAsk: Bool { inputIsTerminal && errorsAreTerminal }
}
