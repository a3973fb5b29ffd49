/// Something a person must know about what they wrote: what is wrong, where, and what to do.
package struct Diagnostic: Sendable, Equatable {
    package enum Severity: String, Sendable {
        /// Nothing is planned or applied while one stands.
        case error
        case warning
    }

    /// A second place that belongs to the message.
    package struct Related: Sendable, Equatable {
        package var message: String
        package var location: SourceLocation

        package init(_ message: String, at location: SourceLocation) {
            self.message = message
            self.location = location
        }
    }

    package var severity: Severity
    /// One sentence, lower case, without a full stop: what is wrong.
    package var message: String
    /// Nil where the whole file or folder is meant; then the message names it.
    package var location: SourceLocation?
    package var related: [Related]
    /// What to do about it, where the message does not say so itself.
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
