package import JSON
package import Manifests

/// What the service writes into `manifest_summary.json` (Custom Labels guide, "Understanding the manifest summary").
///
/// Members that it does not know, and such as are `null`, are passed over.
package struct SummaryFile: Sendable, Equatable {
    /// Of the file, in bytes: with a line of its own for the number of each of a million bad lines it is smaller.
    static let sizeLimit = 32 * 1_048_576

    package struct Statistics: Sendable, Equatable {
        /// How many of the numbers of bad lines are kept.
        static let indexLimit = 1000

        package var dataset: Dataset
        /// `IMAGE_LEVEL_LABELS`, `OBJECT_LOCALIZATION` or `NOT_DETERMINED`; others may come.
        package var useCase: String?
        package var totalLines: Int?
        package var validLines: Int?
        package var invalidLines: Int?
        package var ignoredLines: Int?
        /// The first lines with errors, from 1.
        package var errorLines: [Int] = []
        package var errorLineCount = 0
        package var errors: [ReportedError] = []
        package var errorCount = 0
    }

    /// How many errors of one list are kept; there are a dozen codes.
    static let errorLimit = 100

    package var datasets: [Statistics] = []
    /// Errors that concern both datasets.
    package var errors: [ReportedError] = []
    package var errorCount = 0

    /// - Throws: `JSONError`, also where it is JSON of another shape.
    package init(_ bytes: [UInt8]) throws(JSONError) {
        var json = JSONReader(bytes)
        var isSummary = false
        let isThere = try json.object { json, name throws(JSONError) in
            switch name {
            case "statistics":
                isSummary = true
                try json.object { json, name throws(JSONError) in
                    switch name {
                    case "training": try readStatistics(.training, &json)
                    case "testing": try readStatistics(.testing, &json)
                    default: break
                    }
                }
            case "errors":
                isSummary = true
                try json.errors(&errors, &errorCount)
            default: break
            }
        }
        guard isThere, isSummary else { throw json.error("`statistics` or `errors` is missing") }
        try json.end()
        datasets.sort { $0.dataset == .training && $1.dataset == .testing }
    }

    private mutating func readStatistics(_ dataset: Dataset, _ json: inout JSONReader) throws(JSONError) {
        var statistics = Statistics(dataset: dataset)
        let isThere = try json.object { json, name throws(JSONError) in
            switch name {
            case "use_case": statistics.useCase = try json.string()?.cut(to: ReportedError.codeLimit)
            case "total_json_lines": statistics.totalLines = try json.count()
            case "valid_json_lines": statistics.validLines = try json.count()
            case "invalid_json_lines": statistics.invalidLines = try json.count()
            case "ignored_json_lines": statistics.ignoredLines = try json.count()
            // The guide has both names.
            case "error_json_line_indices", "error_line_indices":
                try json.array { json throws(JSONError) in
                    guard let line = try json.count() else { return }
                    statistics.errorLineCount += 1
                    if statistics.errorLines.count < Statistics.indexLimit { statistics.errorLines.append(line) }
                }
            case "errors": try json.errors(&statistics.errors, &statistics.errorCount)
            default: break
            }
        }
        guard isThere else { return }
        // Of a member that comes twice, the last counts.
        datasets.removeAll { $0.dataset == dataset }
        datasets.append(statistics)
    }

    /// Of the whole manifests: those of the datasets first.
    package var findings: [ReportedFinding] {
        datasets.flatMap { statistics in
            statistics.errors.map { ReportedFinding($0, dataset: statistics.dataset) }
        } + errors.map { ReportedFinding($0, dataset: nil) }
    }

    /// How many errors there are beyond those that are kept.
    package var omittedErrors: Int {
        datasets.reduce(errorCount - errors.count) { $0 + $1.errorCount - $1.errors.count }
    }
}

extension JSONReader {
    /// A whole number from 0; nil for `null`.
    fileprivate mutating func count() throws(JSONError) -> Int? {
        let start = offset
        guard let number = try int() else { return nil }
        guard number >= 0 else { throw JSONError("a negative count", at: start) }
        return number
    }

    fileprivate mutating func errors(_ errors: inout [ReportedError], _ count: inout Int) throws(JSONError) {
        try array { json throws(JSONError) in
            guard let error = try ReportedError(&json) else { return }
            count += 1
            if errors.count < SummaryFile.errorLimit { errors.append(error) }
        }
    }
}

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
