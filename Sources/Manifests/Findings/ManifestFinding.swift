/// One thing that is wrong with a manifest.
package struct ManifestFinding: Sendable, Equatable {
    package enum Level: String, Sendable {
        case error, warning
    }

    package var code: FindingCode
    package var level: Level
    /// Which of the two manifests.
    package var dataset: Dataset
    /// From 1; nil for what concerns the whole manifest.
    package var line: Int?
    /// From 1, in characters (Unicode scalars), as editors count.
    package var column: Int?
    /// A phrase without a full stop. What stands in it of the manifest is as it is there.
    package var message: String

    package init(
        _ code: FindingCode,
        level: Level? = nil,
        in dataset: Dataset,
        line: Int? = nil,
        column: Int? = nil,
        _ message: String
    ) {
        self.code = code
        self.level = level ?? (code.effect == .none ? .warning : .error)
        self.dataset = dataset
        self.line = line
        self.column = column
        self.message = message
    }
}

/// What a manifest is for.
package enum Dataset: String, Sendable, CaseIterable {
    case training, testing
}
