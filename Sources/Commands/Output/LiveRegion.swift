internal import Synchronization

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
