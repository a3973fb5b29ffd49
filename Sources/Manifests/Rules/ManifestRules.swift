/// What the rules know of a manifest, line by line.
///
/// A structure, so that a line costs one check of exclusive access, not one for each thing that is looked at.
struct ManifestRules {
    let dataset: Dataset
    let options: ManifestChecker.Options
    let emit: (ManifestFinding) -> Void
    /// Called with the image of each valid line, as it is read.
    let image: ((ImageReference) -> Void)?
    var summary: ManifestSummary
    var labels = LabelTable()
    var record = LineRecord()
    /// The label attributes of the line at hand, among its members.
    var pairs: [(value: Int, metadata: Int)] = []
    /// The labels of the line at hand.
    var uses: [LabelUse] = []
    /// Of the line at hand, where somebody wants images.
    var reference: ImageReference?
    /// Of the first image.
    var bucket: [UInt8]?
    var isBucketMixed = false

    struct LabelUse {
        var label: Int
        var useCase: UseCase
        var boxes: Int
    }

    // MARK: Telling

    mutating func report(
        _ code: FindingCode,
        level: ManifestFinding.Level? = nil,
        line: Int? = nil,
        _ message: @autoclosure () -> String
    ) {
        guard let level = count(code, level) else { return }
        emit(
            ManifestFinding(code, level: level, in: dataset, line: line, column: line.map { _ in 1 }, message())
        )
    }

    /// Of the line at hand.
    mutating func report(_ code: FindingCode, at offset: Int, _ bytes: LineBytes, _ message: @autoclosure () -> String)
    {
        guard let level = count(code, nil) else { return }
        emit(
            ManifestFinding(
                code,
                level: level,
                in: dataset,
                line: summary.totalLines,
                column: bytes.column(offset),
                message()
            )
        )
    }

    /// - Returns: The level to tell it with; nil where there were enough of the code.
    private mutating func count(_ code: FindingCode, _ level: ManifestFinding.Level?) -> ManifestFinding.Level? {
        let level = level ?? (code.effect == .none ? .warning : .error)
        return summary.add(code, level) <= options.findingsPerCode ? level : nil
    }

    mutating func reject(line: Int, column: Int, as code: FindingCode, because reason: @autoclosure () -> String) {
        summary.invalidLines += 1
        summary.validLines = max(summary.validLines - 1, 0)
        guard let level = count(code, nil) else { return }
        emit(ManifestFinding(code, level: level, in: dataset, line: line, column: column, reason()))
    }

    mutating func leaveUnchecked(line: Int, column: Int, count lines: Int, because reason: String) {
        summary.uncheckedImages += lines
        guard let level = count(.imageNotChecked, nil) else { return }
        let others = lines > 1 ? "; so for \(lines - 1) more image\(lines > 2 ? "s" : "")" : ""
        emit(
            ManifestFinding(
                .imageNotChecked,
                level: level,
                in: dataset,
                line: line,
                column: column,
                "the image could not be checked: \(reason)\(others)"
            )
        )
    }
}
