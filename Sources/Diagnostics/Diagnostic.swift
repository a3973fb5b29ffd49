/// A problem in an input file: what is wrong, where, and what to do.
package struct Diagnostic: Sendable, Equatable {
    package enum Severity: String, Sendable {
        /// rekon does not plan or apply files with an error.
        case error
        case warning
    }

    /// A second place with a message.
    package struct Related: Sendable, Equatable {
        package var message: String
        package var location: SourceLocation

        package init(_ message: String, at location: SourceLocation) {
            self.message = message
            self.location = location
        }
    }

    package var severity: Severity
    /// What is wrong: one sentence that starts in lower case, without a full stop.
    package var message: String
    /// Nil for a whole file or folder; the message names it.
    package var location: SourceLocation?
    package var related: [Related]
    /// What to do, if the message does not say it.
    package var help: String?

    package init(
        _ severity: Severity,
        _ message: String,
        at location: SourceLocation? = nil,
        related: [Related] = [],
        help: String? = nil
    ) {
        self.severity = severity
        self.message = message
        self.location = location
        self.related = related
        self.help = help
    }

    package static func error(
        _ message: String,
        at location: SourceLocation? = nil,
        related: [Related] = [],
        help: String? = nil
    ) -> Diagnostic {
        Diagnostic(.error, message, at: location, related: related, help: help)
    }

    package static func warning(
        _ message: String,
        at location: SourceLocation? = nil,
        related: [Related] = [],
        help: String? = nil
    ) -> Diagnostic {
        Diagnostic(.warning, message, at: location, related: related, help: help)
    }
}

extension Sequence<Diagnostic> {
    package var hasErrors: Bool {
        contains { $0.severity == .error }
    }
}
