package import ArgumentParser
import Text

/// A failure that does not come from an AWS call.
package struct CommandFailure: Error {
    /// What happened.
    package var message: String
    /// What to do.
    package var help: String?
    package var status: ExitStatus

    package init(message: String, help: String? = nil, status: ExitStatus = .failure) {
        self.message = message
        self.help = help
        self.status = status
    }

    package func write(to errors: any TextSink) {
        // The line breaks are the program's own. The rest of the text may come from elsewhere.
        let lines = message.split(separator: "\n").map { HarmlessText.shown(String($0)) }
        errors.write("error: \(lines.joined(separator: "\n  "))\n")
        if let help { errors.write("  help: \(HarmlessText.shown(help))\n") }
    }
}

extension ParsableCommand {
    /// Writes what the argument parser threw: a usage error, or a request for help, which is a result.
    ///
    /// - Parameter columns: of the terminal behind the output; nil without a terminal.
    package static func write(
        _ error: any Error,
        columns: Int?,
        to output: any TextSink,
        errors: any TextSink
    ) -> ExitStatus {
        let text = message(for: error, columns: columns)
        let code = exitCode(for: error)
        (code.isSuccess ? output : errors).write(text + "\n")
        return ExitStatus(rawValue: code.rawValue) ?? .failure
    }
}
