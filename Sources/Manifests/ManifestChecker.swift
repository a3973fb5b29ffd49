/// Checks one manifest as its bytes come, in bounded memory.
///
///     let checker = ManifestChecker(.training) { finding in ... }
///     while !checker.isRefused, let chunk = try await next() { checker.feed(chunk) }
///     let summary = checker.finish()
///
/// The result does not depend on how the bytes are cut into chunks.
package final class ManifestChecker {
    package struct Options: Sendable {
        /// How many findings of one code are told; the others are counted.
        package var findingsPerCode = 20
        /// Whether the service makes the testing data itself, of the training data: `testing: auto`.
        package var splitsAutomatically = false

        package init() {}
    }

    let dataset: Dataset
    let options: Options
    private let emit: (ManifestFinding) -> Void
    /// Called with each image of the manifest, as it is read.
    let image: ((ImageReference) -> Void)?
    var summary: ManifestSummary
    var labels = LabelTable()
    var record = LineRecord()
    /// The labels of the line at hand.
    var uses: [LabelUse] = []
    /// Of the first image.
    var bucket: [UInt8]?
    var isBucketMixed = false
    private var splitter = LineSplitter()
    /// The first bytes, until there are enough to know what they are.
    private var head: [UInt8]? = []
    /// Whether the content is nothing that can be read line by line: then nothing more needs to be fed.
    package private(set) var isRefused = false

    struct LabelUse {
        var label: Int
        var useCase: UseCase
        var boxes: Int
    }

    /// - Parameters:
    ///   - training: the summary of the training manifest, where this is the testing manifest that goes with it.
    ///   - image: called with each image, as it is read.
    ///   - emit: called with each finding, as it is found.
    package init(
        _ dataset: Dataset,
        options: Options = Options(),
        after training: ManifestSummary? = nil,
        image: ((ImageReference) -> Void)? = nil,
        emit: @escaping (ManifestFinding) -> Void
    ) {
        self.dataset = dataset
        self.options = options
        self.image = image
        self.emit = emit
        summary = ManifestSummary(dataset: dataset, table: training?.table ?? ImageTable())
    }

    package func feed(_ chunk: [UInt8]) {
        guard !isRefused else { return }
        summary.size += chunk.count
        if let start = head {
            head = start + chunk
            // What follows is fed with the next chunk, or at the end.
            guard start.count + chunk.count >= ContentKind.headLength else { return }
            readHead()
        } else {
            split(chunk)
        }
    }

    private func readHead() {
        guard let start = head else { return }
        head = nil
        if let kind = ContentKind(start) {
            isRefused = true
            report(.unsupportedFormat, kind.message)
        } else {
            split(start)
        }
    }

    private func split(_ chunk: [UInt8]) {
        unsafe chunk.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            unsafe splitter.feed(base, count: buffer.count) { check($0) }
        }
    }

    /// To be called after the last chunk.
    package func finish() -> ManifestSummary {
        readHead()
        if !isRefused {
            splitter.finish { check($0) }
            judgeManifest()
        }
        return summary
    }

    /// Counts an image that cannot be had as its line's error: the guide's rule of 20 % includes such images. To be
    /// called before `finish`, once for a line.
    package func reject(_ image: ImageReference, because reason: String) {
        summary.invalidLines += 1
        summary.validLines = max(summary.validLines - 1, 0)
        report(ManifestFinding(.invalidImage, in: dataset, line: image.line, column: image.column, reason))
    }

    // MARK: Telling

    func report(
        _ code: FindingCode,
        level: ManifestFinding.Level? = nil,
        line: Int? = nil,
        _ message: @autoclosure () -> String
    ) {
        tell(code, level: level) {
            ManifestFinding(code, level: level, in: dataset, line: line, column: line.map { _ in 1 }, message())
        }
    }

    /// Of the line at hand.
    func report(_ code: FindingCode, at offset: Int, _ bytes: LineBytes, _ message: @autoclosure () -> String) {
        tell(code) {
            ManifestFinding(code, in: dataset, line: summary.totalLines, column: bytes.column(offset), message())
        }
    }

    private func report(_ finding: ManifestFinding) {
        tell(finding.code, level: finding.level) { finding }
    }

    private func tell(_ code: FindingCode, level: ManifestFinding.Level? = nil, _ finding: () -> ManifestFinding) {
        let level = level ?? (code.effect == .none ? .warning : .error)
        if summary.add(code, level) <= options.findingsPerCode { emit(finding()) }
    }
}
