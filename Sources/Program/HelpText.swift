import ArgumentParser

extension ParsableCommand {
    /// The text of a usage error or of a request for help.
    ///
    /// The argument parser folds the whole help. Examples are taken from an unfolded one, so they stay as written.
    ///
    /// - Parameter columns: of the terminal behind the output; nil without a terminal.
    package static func message(for error: any Error, columns: Int?) -> String {
        var lines = lines(of: fullMessage(for: error, columns: columns))
        guard let folded = examples(in: lines) else { return lines.joined(separator: "\n") }
        let unfolded = Self.lines(of: fullMessage(for: error, columns: 10_000))
        if let written = examples(in: unfolded) { lines.replaceSubrange(folded, with: unfolded[written]) }
        return lines.joined(separator: "\n")
    }

    private static func lines(of text: String) -> [Substring] {
        text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// The last block of a description: from its heading to the usage.
    private static func examples(in help: [Substring]) -> Range<Int>? {
        guard let heading = help.firstIndex(of: "EXAMPLES"),
            let usage = help[heading...].firstIndex(where: { $0.utf8.starts(with: "USAGE: ".utf8) })
        else { return nil }
        return heading..<usage
    }
}
