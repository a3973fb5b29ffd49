package import Diagnostics
import JSON
import Text

/// An error that ended a run before it had a result: the result of the run in every format.
package struct RunFailure: Sendable, Equatable {
    /// What happened.
    package var message: String
    /// What to do.
    package var help: String?

    package init(message: String, help: String?) {
        self.message = message
        self.help = help
    }

    /// For programs; the format is specs/failure.schema.json.
    ///
    /// - Parameter diagnostics: of a desired state, or of settings, that are not valid.
    package func json(
        _ command: String,
        _ diagnostics: DiagnosticList? = nil,
        sandbox: Bool = false
    ) -> String {
        JSONText.render { json in
            json.member("command", command)
            json.member("complete", false)
            if let diagnostics { json.objects("diagnostics", diagnostics) { $0.write(to: &$1) } }
            json.object("error") { json in
                json.member("help", help)
                json.member("message", message)
            }
            json.member("formatVersion", JSONText.formatVersion)
            json.member("omitted", diagnostics?.omitted)
            json.member("sandbox", sandbox)
        }
    }

    /// For a file of text: as stderr has it, and a summary.
    package func text(_ command: String) -> String {
        "error: \(HarmlessText.shown(message))\n" + (help.map { "  help: \(HarmlessText.shown($0))\n" } ?? "")
            + Self.summary(command) + "\n"
    }

    private static func summary(_ command: String) -> String {
        "\(summaryBeginning)`rekon \(command)` ended with an error and has no result."
    }

    /// Of the summary in every format.
    package static let summaryBeginning = "Failed: "

    /// - Parameter warnings: of the desired state, or the errors of the settings.
    package func review(
        _ command: String,
        warnings: DiagnosticList,
        toolVersion: String,
        paths: [String]
    ) -> Review {
        Review(
            command: command,
            toolVersion: toolVersion,
            summary: Self.summary(command),
            // Errors with a place say more.
            findings: (warnings.hasErrors ? [] : [Finding(.runFailed, .error, message, help: help)])
                + warnings.map { Finding($0) },
            paths: paths
        )
    }
}
