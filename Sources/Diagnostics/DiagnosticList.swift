import Text

/// The first diagnostics by file, line and column, and the number of the others.
///
/// Diagnostics without a place come first; equal ones count once; those of one place keep their order. The limit
/// protects memory and logs against a file with a million errors.
package struct DiagnosticList: Sendable, RandomAccessCollection {
    /// The default limit.
    package static let standardLimit = 100

    private let limit: Int
    private var kept: [Diagnostic] = []
    /// Hashes of all diagnostics that were added, to recognise repetitions.
    private var known: Set<Int> = []
    private var omittedErrors = 0
    private var omittedWarnings = 0

    /// - Parameter limit: the number of diagnostics to keep.
    package init(_ diagnostics: some Sequence<Diagnostic> = [], limit: Int = standardLimit) {
        self.limit = limit
        append(contentsOf: diagnostics)
    }

    package var startIndex: Int { 0 }
    package var endIndex: Int { kept.count }
    package subscript(index: Int) -> Diagnostic { kept[index] }

    /// The number of diagnostics beyond the limit.
    package var omitted: Int { omittedErrors + omittedWarnings }
    /// Whether one is an error, in the list or beyond the limit.
    package var hasErrors: Bool { omittedErrors > 0 || kept.contains { $0.severity == .error } }

    package mutating func append(_ diagnostic: Diagnostic) {
        guard known.insert(diagnostic.fingerprint).inserted else { return }
        kept.insert(diagnostic, at: insertionIndex(of: diagnostic))
        guard kept.count > limit, let last = kept.popLast() else { return }
        switch last.severity {
        case .error: omittedErrors += 1
        case .warning: omittedWarnings += 1
        }
    }

    package mutating func append(contentsOf diagnostics: some Sequence<Diagnostic>) {
        for diagnostic in diagnostics { append(diagnostic) }
    }

    /// Adds another list, including the diagnostics that it omitted. The two lists must have different places.
    package mutating func merge(_ other: DiagnosticList) {
        for diagnostic in other.kept { append(diagnostic) }
        omittedErrors += other.omittedErrors
        omittedWarnings += other.omittedWarnings
    }

    private func insertionIndex(of diagnostic: Diagnostic) -> Int {
        var low = 0
        var high = kept.count
        while low < high {
            let middle = (low + high) / 2
            if diagnostic.precedes(kept[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

extension DiagnosticList {
    /// For example `3 errors, 1 warning`, including omitted ones; `no errors` for an empty list.
    package var summary: String {
        let errors = omittedErrors + kept.count { $0.severity == .error }
        let warnings = omittedWarnings + kept.count { $0.severity == .warning }
        let parts = [(errors, "error"), (warnings, "warning")].filter { $0.0 > 0 }.map { counted($0, $1) }
        return parts.isEmpty ? "no errors" : parts.joined(separator: ", ")
    }

    /// For example `... and 19,900 more errors`; nil if nothing is omitted.
    package var remainder: String? {
        guard omitted > 0 else { return nil }
        let word = omittedWarnings == 0 ? "error" : omittedErrors == 0 ? "warning" : "error and warning"
        return "... and \(counted(omitted, "more \(word)"))"
    }
}

extension Diagnostic {
    fileprivate func precedes(_ other: Diagnostic) -> Bool {
        switch (location, other.location) {
        case (_, nil): false
        case (nil, _): true
        case (let one?, let other?): one < other
        }
    }

    /// Compares texts byte by byte.
    fileprivate var fingerprint: Int {
        var hasher = Hasher()
        hasher.combine(severity)
        hasher.combine(bytesOf: message)
        hasher.combine(bytesOf: help)
        hasher.combine(location)
        for other in related {
            hasher.combine(bytesOf: other.message)
            hasher.combine(other.location)
        }
        return hasher.finalize()
    }
}

extension Hasher {
    fileprivate mutating func combine(bytesOf text: String?) {
        combine(text?.utf8.count)
        guard var text else { return }
        text.withUTF8 { bytes in unsafe combine(bytes: UnsafeRawBufferPointer(bytes)) }
    }

    fileprivate mutating func combine(_ location: SourceLocation?) {
        combine(bytesOf: location?.path)
        combine(location?.position)
    }
}
