/// Lines of a manifest that are checked beside others.
///
/// The check starts with the state of the rules at the time of the cut. If earlier lines change this state, the lines
/// are checked again in their order, so that the result does not depend on the batches.
struct LineBatch: Sendable {
    let number: Int
    /// The start of the first line.
    private let start: [UInt8]
    private let piece: [UInt8]
    /// Bytes of the piece, up to the last line feed.
    private let count: Int
    private let dataset: Dataset
    private let options: ManifestChecker.Options
    let state: ManifestRules.State

    init(number: Int, start: [UInt8], piece: [UInt8], count: Int, of rules: ManifestRules) {
        self.number = number
        self.start = start
        self.piece = piece
        self.count = count
        dataset = rules.dataset
        options = rules.options
        state = rules.state
    }

    func checked() -> CheckedBatch {
        let found = BatchFindings()
        var rules = ManifestRules(
            dataset: dataset,
            options: options,
            emit: { found.findings.append($0) },
            image: nil,
            batch: found,
            summary: ManifestSummary(dataset: dataset, feature: nil, table: SharedImageTable())
        )
        rules.state = state
        check(with: &rules)
        return CheckedBatch(
            batch: self,
            state: rules.state,
            findings: found.findings,
            images: found.images,
            labels: rules.labels,
            summary: rules.summary,
            firstFraction: rules.firstFraction,
            firstBareSize: rules.firstBareSize
        )
    }

    func check(with rules: inout ManifestRules) {
        var splitter = LineSplitter()
        for (bytes, count) in [(start, start.count), (piece, count)] {
            unsafe bytes.withUnsafeBufferPointer { buffer in
                guard let base = buffer.baseAddress else { return }
                unsafe splitter.feed(base, count: count) { rules.check($0) }
            }
        }
    }
}

/// What a batch gives to the findings and counts of its manifest. Its lines have numbers from 1.
struct CheckedBatch: Sendable {
    let batch: LineBatch
    /// After its last line.
    let state: ManifestRules.State
    /// Those that are reported if no earlier line has findings.
    let findings: [ManifestFinding]
    let images: [NamedImage]
    let labels: LabelTable
    let summary: ManifestSummary
    let firstFraction: Int?
    let firstBareSize: Int?

    var number: Int { batch.number }
}

/// An image that a line names.
struct NamedImage: Sendable {
    /// Of its name.
    var hash: UInt64
    var line: Int
    var column: Int
    /// How many findings are reported before those about the name.
    var findings: Int
}

/// Filled during the check of a batch.
final class BatchFindings {
    var findings: [ManifestFinding] = []
    private(set) var images: [NamedImage] = []

    func add(_ hash: UInt64, line: Int, column: Int) {
        images.append(NamedImage(hash: hash, line: line, column: column, findings: findings.count))
    }
}

extension ManifestRules {
    /// Takes the lines that follow.
    ///
    /// - Returns: false, with no count changed, if the lines must be checked in their order.
    mutating func take(_ checked: CheckedBatch) -> Bool {
        guard checked.batch.state == state, labels.add(checked.labels) else { return false }
        let earlier = summary.totalLines
        var rest = checked.findings[...]
        func reportFindings(until end: Int) {
            while rest.startIndex < end {
                var finding = rest.removeFirst()
                finding.line = finding.line.map { $0 + earlier }
                report(finding)
            }
        }
        for image in checked.images {
            reportFindings(until: image.findings)
            judgeName(image.hash, line: earlier + image.line, column: image.column)
        }
        reportFindings(until: checked.findings.endIndex)
        summary.addLines(of: checked.summary)
        // Those that are only counted.
        if checked.summary.errorCount + checked.summary.warningCount > checked.findings.count {
            let reported = Dictionary(grouping: checked.findings, by: \.code).mapValues(\.count)
            for code in FindingCode.allCases {
                summary.add(code, code.level, times: checked.summary.count(code) - reported[code, default: 0])
            }
        }
        state = checked.state
        firstFraction = firstFraction ?? checked.firstFraction.map { $0 + earlier }
        firstBareSize = firstBareSize ?? checked.firstBareSize.map { $0 + earlier }
        return true
    }
}
