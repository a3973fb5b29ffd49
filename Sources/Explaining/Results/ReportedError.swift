internal import JSONBytes
package import Manifests

/// An error as the service reports it: in a manifest summary, or in a line of a validation manifest.
package struct ReportedError: Sendable, Equatable {
    /// Of a code and of a message, in characters: what is longer is cut off.
    static let codeLimit = 100
    static let messageLimit = 1000

    package var code: String
    package var message: String

    package init(code: String, message: String) {
        self.code = code.cut(to: Self.codeLimit)
        self.message = message.cut(to: Self.messageLimit)
    }
}

extension ReportedError {
    /// Reads an object of `code` and `message`; nil where there is no code in it: then it is something else.
    init?(_ json: inout JSONReader) throws(JSONError) {
        var code: String?
        var message: String?
        try json.object { json, name throws(JSONError) in
            switch name {
            case "code": if json.kind() == .string { code = try json.string() }
            case "message": if json.kind() == .string { message = try json.string() }
            default: break
            }
        }
        guard let code else { return nil }
        self.init(code: code, message: message ?? "")
    }
}

extension String {
    /// The first characters (Unicode scalars), with an ellipsis where there are more.
    func cut(to limit: Int) -> String {
        guard utf8.count > limit, unicodeScalars.count > limit else { return self }
        return String(unicodeScalars.prefix(limit)) + "..."
    }
}

/// An error, and where it is.
package struct ReportedFinding: Sendable, Equatable {
    package enum Effect: String, Sendable {
        /// The training fails.
        case terminal
        /// The line, or a part of it, is left out of the training.
        case line
        /// The training runs as it is.
        case none
    }

    package var error: ReportedError
    /// Nil for what concerns both manifests.
    package var dataset: Dataset?
    /// From 1; nil for what concerns a whole manifest.
    package var line: Int?
    /// Of the value that the error is about, from 1, in characters, in the validation manifest.
    package var column: Int?
    /// The same value as a JSON pointer (RFC 6901); nil for the whole line.
    package var pointer: String?

    package init(
        _ error: ReportedError,
        dataset: Dataset?,
        line: Int? = nil,
        column: Int? = nil,
        pointer: String? = nil
    ) {
        self.error = error
        self.dataset = dataset
        self.line = line
        self.column = column
        self.pointer = pointer
    }

    /// Nil for a code that `manifest check` does not have.
    private var known: FindingCode? { FindingCode(rawValue: error.code) }

    package var level: ManifestFinding.Level { error.code.hasPrefix("WARNING_") ? .warning : .error }

    package var effect: Effect {
        if line == nil { return level == .warning ? .none : .terminal }
        return level == .warning ? .none : .line
    }

    /// What to do about it: what `manifest check` says.
    package var help: String {
        known?.help ?? "see the code in the guide, under \"Debugging a failed model training\""
    }
}
