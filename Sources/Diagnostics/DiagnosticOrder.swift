extension Sequence<Diagnostic> {
    /// By file, line and column, those without a place first; equal ones only once.
    ///
    /// What stands at one place keeps the order it was found in, so the result depends on nothing but the input.
    package func sorted() -> [Diagnostic] {
        let ordered = enumerated().sorted { first, second in
            switch (first.element.location, second.element.location) {
            case (nil, nil): first.offset < second.offset
            case (nil, _): true
            case (_, nil): false
            case (let one?, let other?):
                if one < other { true } else if other < one { false } else { first.offset < second.offset }
            }
        }
        var result: [Diagnostic] = []
        // The equal ones stand at one place, so only the last few must be looked at.
        var firstOfPlace = 0
        for (_, diagnostic) in ordered {
            if result.last?.location != diagnostic.location { firstOfPlace = result.count }
            if !result[firstOfPlace...].contains(diagnostic) { result.append(diagnostic) }
        }
        return result
    }

    /// Such as `3 errors, 1 warning`; `no errors` where there is none of either.
    package var summary: String {
        var errors = 0
        var warnings = 0
        for diagnostic in self {
            switch diagnostic.severity {
            case .error: errors += 1
            case .warning: warnings += 1
            }
        }
        let parts = [(errors, "error"), (warnings, "warning")].filter { $0.0 > 0 }
            .map { count, word in "\(count) \(word)\(count == 1 ? "" : "s")" }
        return parts.isEmpty ? "no errors" : parts.joined(separator: ", ")
    }
}
