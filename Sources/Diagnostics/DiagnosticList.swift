import Text

/// Diagnostics by file, line and column, those without a place first and equal ones only once: the first of them, and
/// how many more there are.
///
/// Nobody reads more than the first few, and a file that is wrong in a million places must fill neither the memory nor
/// a pipeline's log. What stands at one place keeps the order it was found in.
package struct DiagnosticList: Sendable, RandomAccessCollection {
    /// How many are kept where nothing else is said.
    package static let standardLimit = 100

    private let limit: Int
    private var kept: [Diagnostic] = []
    /// Of everything that was ever added: a hash is enough to see that the same is said again.
    private var known: Set<Int> = []
    private var omittedErrors = 0
    private var omittedWarnings = 0

    /// - Parameter limit: how many diagnostics are kept.
    package init(_ diagnostics: some Sequence<Diagnostic> = [], limit: Int = standardLimit) {
        self.limit = limit
        append(contentsOf: diagnostics)
    }

    package var startIndex: Int { 0 }
    package var endIndex: Int { kept.count }
    package subscript(index: Int) -> Diagnostic { kept[index] }

    /// How many there are beyond those in the list.
    package var omitted: Int { omittedErrors + omittedWarnings }
    /// Whether any is an error, in the list or beyond it.
    package var hasErrors: Bool { omittedErrors > 0 || kept.contains { $0.severity == .error } }

    package mutating func append(_ diagnostic: Diagnostic) {
        guard known.insert(diagnostic.fingerprint).inserted else { return }
        kept.insert(diagnostic, at: placeAfterEqualOnes(of: diagnostic))
        guard kept.count > limit, let last = kept.popLast() else { return }
        switch last.severity {
        case .error: omittedErrors += 1
        case .warning: omittedWarnings += 1
        }
    }

    package mutating func append(contentsOf diagnostics: some Sequence<Diagnostic>) {
        for diagnostic in diagnostics { append(diagnostic) }
    }

    /// Adds what another list has and what it has left out. The two must speak of different places.
    package mutating func merge(_ other: DiagnosticList) {
        for diagnostic in other.kept { append(diagnostic) }
        omittedErrors += other.omittedErrors
        omittedWarnings += other.omittedWarnings
    }

    private func placeAfterEqualOnes(of diagnostic: Diagnostic) -> Int {
        var low = 0
        var high = kept.count
        while low < high {
            let middle = (low + high) / 2
            if diagnostic.stands(before: kept[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

extension DiagnosticList {
    /// Such as `3 errors, 1 warning`, with those that are left out; `no errors` where there is none of either.
    package var summary: String {
        let errors = omittedErrors + kept.count { $0.severity == .error }
        let warnings = omittedWarnings + kept.count { $0.severity == .warning }
        let parts = [(errors, "error"), (warnings, "warning")].filter { $0.0 > 0 }.map { counted($0, $1) }
        return parts.isEmpty ? "no errors" : parts.joined(separator: ", ")
    }

    /// Such as `... and 19900 more errors`; nil where nothing is left out.
    package var remainder: String? {
        guard omitted > 0 else { return nil }
        let word = omittedWarnings == 0 ? "error" : omittedErrors == 0 ? "warning" : "error and warning"
        return "... and \(counted(omitted, "more \(word)"))"
    }
}

extension Diagnostic {
    fileprivate func stands(before other: Diagnostic) -> Bool {
        switch (location, other.location) {
        case (_, nil): false
        case (nil, _): true
        case (let one?, let other?): one < other
        }
    }

    /// Equal where all is equal, byte by byte.
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
