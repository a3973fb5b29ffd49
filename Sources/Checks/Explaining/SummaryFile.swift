package import JSON
package import Manifests

/// The content of a manifest summary (Custom Labels guide, "Understanding the manifest summary").
///
/// Unknown members and `null` are skipped.
package struct SummaryFile: Sendable, Equatable {
    /// Bytes of the file. A file that lists a million invalid lines is smaller.
    static let sizeLimit = 32 * 1_048_576

    package struct Statistics: Sendable, Equatable {
        /// How many line numbers are kept.
        static let indexLimit = 1000

        package var dataset: Dataset
        /// `IMAGE_LEVEL_LABELS`, `OBJECT_LOCALIZATION`, `NOT_DETERMINED`, or a newer one.
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

    /// How many errors of one list are kept; the guide has a dozen codes.
    static let errorLimit = 100

    package var datasets: [Statistics] = []
    /// Errors that concern both datasets.
    package var errors: [ReportedError] = []
    package var errorCount = 0

    /// - Throws: `JSONError`, also for JSON of another shape.
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
            // The guide uses both names.
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
        // A member that occurs twice: the last one counts.
        datasets.removeAll { $0.dataset == dataset }
        datasets.append(statistics)
    }

    /// The errors of whole manifests: first those of one dataset, then those of both.
    package var findings: [ReportedFinding] {
        datasets.flatMap { statistics in
            statistics.errors.map { ReportedFinding($0, dataset: statistics.dataset) }
        } + errors.map { ReportedFinding($0, dataset: nil) }
    }

    /// How many errors are counted but not kept.
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
    /// Characters of a code and of a message; longer ones are truncated.
    static let codeLimit = 100
    /// In place of the code, where the service wrote none.
    package static let noCode = "(no code)"
    static let messageLimit = 1000

    package var code: String
    package var message: String

    package init(code: String, message: String) {
        self.code = code.cut(to: Self.codeLimit)
        self.message = message.cut(to: Self.messageLimit)
    }
}

extension ReportedError {
    /// Reads an object of `code` and `message`, or a text; nil for `null`.
    fileprivate init?(_ json: inout JSONReader) throws(JSONError) {
        var code: String?
        var message: String?
        if json.kind() == .string {
            message = try json.string()
        } else {
            let isThere = try json.object { json, name throws(JSONError) in
                switch name {
                case "code" where json.kind() == .string: code = try json.string()
                case "message" where json.kind() == .string: message = try json.string()
                default: break
                }
            }
            guard isThere else { return nil }
        }
        self.init(code: code ?? Self.noCode, message: message ?? (code == nil ? "an entry without a message" : ""))
    }
}

extension String {
    /// The first characters (Unicode scalars), with an ellipsis if there are more.
    func cut(to limit: Int) -> String {
        guard utf8.count > limit, unicodeScalars.count > limit else { return self }
        return String(unicodeScalars.prefix(limit)) + "..."
    }
}

/// An error that the service reports, and its place.
package struct ReportedFinding: Sendable, Equatable {
    package var error: ReportedError
    /// Nil if the error concerns both manifests.
    package var dataset: Dataset?
    /// From 1; nil if the error concerns a whole manifest.
    package var line: Int?
    /// The column of the value with the error, in characters from 1, in the validation manifest.
    package var column: Int?
    /// The JSON pointer (RFC 6901) of the value; nil for the whole line.
    package var pointer: String?
    /// Whether it is in a list of warnings.
    var isWarning: Bool

    package init(
        _ error: ReportedError,
        dataset: Dataset?,
        line: Int? = nil,
        column: Int? = nil,
        pointer: String? = nil,
        isWarning: Bool = false
    ) {
        self.error = error
        self.dataset = dataset
        self.line = line
        self.column = column
        self.pointer = pointer
        self.isWarning = isWarning
    }

    package var level: ManifestFinding.Level { isWarning || error.code.hasPrefix("WARNING_") ? .warning : .error }

    package var effect: FindingCode.Effect {
        if line == nil { return level == .warning ? .none : .terminal }
        return level == .warning ? .none : .line
    }

    /// What to do, as `manifest check` says it.
    package var help: String {
        if error.code == ReportedError.noCode { return "the service wrote no code: its text is all that is known" }
        return FindingCode(rawValue: error.code)?.help
            ?? "see the code in the guide, under \"Debugging a failed model training\""
    }
}
