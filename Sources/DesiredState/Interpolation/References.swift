internal import Diagnostics

/// Where variables stood in a document. A scalar is known by where it starts.
struct References {
    private var uses: [SourcePosition: [VariableUse]] = [:]
    private var failures: Set<SourcePosition> = []

    mutating func add(_ found: [VariableUse], at position: SourcePosition) {
        uses[position] = found
    }

    mutating func fail(at position: SourcePosition) {
        failures.insert(position)
    }

    subscript(position: SourcePosition) -> [VariableUse] { uses[position] ?? [] }

    /// Whether a scalar has no value, which has been reported.
    func hasFailed(at position: SourcePosition) -> Bool { failures.contains(position) }

    /// What a message about a scalar must add: the line that it shows holds only the variable's name.
    func remark(at position: SourcePosition) -> String? {
        guard let all = uses[position], !all.isEmpty else { return nil }
        var seen: Set<VariableUse> = []
        let uses = all.filter { seen.insert($0).inserted }
        let parts = uses.prefix(3).map { use in
            use.isDefault
                ? "`\(use.value.beginning)` is the default of `\(use.name)`"
                : use.value.isEmpty
                    ? "the environment variable `\(use.name)` is empty"
                    : "`\(use.value.beginning)` came from the environment variable `\(use.name)`"
        }
        return " (\(parts.joined(separator: ", "))\(uses.count > 3 ? ", and more" : ""))"
    }
}

extension String {
    /// Enough of it to be recognised.
    fileprivate var beginning: String {
        let limit = 80
        let scalars = unicodeScalars.prefix(limit + 1)
        return scalars.count > limit ? String(String.UnicodeScalarView(scalars.dropLast())) + "…" : self
    }
}
