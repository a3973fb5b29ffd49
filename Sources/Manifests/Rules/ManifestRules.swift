import ModelVersions
import Text

/// The state of the rules for one manifest.
///
/// A structure: a line costs one check of exclusive access, not one for each property.
struct ManifestRules {
    let dataset: Dataset
    let options: ManifestChecker.Options
    let emit: (ManifestFinding) -> Void
    /// Called with the image of each valid line.
    let image: ((ImageReference) -> Void)?
    /// Takes the names of the images, if the lines are a batch: an earlier batch may have the same image.
    var batch: BatchFindings?
    var summary: ManifestSummary
    var labels = LabelTable()
    var record = LineRecord()
    /// The label attributes of the current line: indices of its members.
    var pairs: [(value: Int, metadata: Int)] = []
    /// The labels of the current line.
    var uses: [LabelUse] = []
    /// The image of the current line, if `image` is set.
    var reference: ImageReference?
    /// The bucket of the first image.
    var bucket: [UInt8]?
    var isBucketMixed = false
    /// Whether a line of another feature was reported.
    var isOfOtherFeature = false
    var unlabelled = UnlabelledLines()
    /// The first line with a box that has a fraction of a pixel.
    var firstFraction: Int?
    /// The first line with an `image_size` that is not in a list.
    var firstBareSize: Int?

    /// Lines without a label before the first line that shows the feature. What is wrong with them depends on it.
    struct UnlabelledLines {
        /// The first of them: as many as are reported.
        var first: [Int] = []
        var count = 0
        /// Those with an image.
        var ignored = 0
    }

    struct LabelUse {
        var label: Int
        var useCase: UseCase
        var boxes: Int
    }

    /// What earlier lines decide for later ones, beside the images and the labels.
    struct State: Sendable, Equatable {
        var feature: ProjectFeature?
        var bucket: [UInt8]?
        var isBucketMixed: Bool
        var isOfOtherFeature: Bool
    }

    var state: State {
        get {
            State(
                feature: summary.feature,
                bucket: bucket,
                isBucketMixed: isBucketMixed,
                isOfOtherFeature: isOfOtherFeature
            )
        }
        set {
            summary.feature = newValue.feature
            bucket = newValue.bucket
            isBucketMixed = newValue.isBucketMixed
            isOfOtherFeature = newValue.isOfOtherFeature
        }
    }

    // MARK: Reporting

    mutating func report(
        _ code: FindingCode,
        level: ManifestFinding.Level? = nil,
        line: Int? = nil,
        _ message: @autoclosure () -> String,
        help: String? = nil
    ) {
        report(code, level: level, line: line, column: line.map { _ in 1 }, message(), help: help)
    }

    /// Reports a finding in the current line.
    mutating func report(_ code: FindingCode, at offset: Int, _ bytes: LineBytes, _ message: @autoclosure () -> String)
    {
        report(code, line: summary.totalLines, column: bytes.column(offset), message())
    }

    mutating func report(
        _ code: FindingCode,
        level: ManifestFinding.Level? = nil,
        line: Int?,
        column: @autoclosure () -> Int?,
        _ message: @autoclosure () -> String,
        help: String? = nil
    ) {
        guard let level = count(code, level) else { return }
        emit(ManifestFinding(code, level: level, in: dataset, line: line, column: column(), message(), help: help))
    }

    /// Reports a finding that was made elsewhere.
    mutating func report(_ finding: ManifestFinding) {
        if count(finding.code, finding.level) != nil { emit(finding) }
    }

    /// - Returns: the level of the finding; nil if enough findings of the code were reported.
    private mutating func count(_ code: FindingCode, _ level: ManifestFinding.Level?) -> ManifestFinding.Level? {
        let level = level ?? code.level
        return summary.add(code, level) <= options.findingsPerCode ? level : nil
    }

    mutating func reject(line: Int, column: Int, because reason: @autoclosure () -> String) {
        summary.invalidLines += 1
        summary.validLines = max(summary.validLines - 1, 0)
        guard let level = count(.invalidImage, nil) else { return }
        emit(ManifestFinding(.invalidImage, level: level, in: dataset, line: line, column: column, reason()))
    }

    mutating func leaveUnchecked(line: Int, column: Int, count lines: Int, because reason: String) {
        summary.uncheckedImages += lines
        guard let level = count(.imageNotChecked, nil) else { return }
        let others = lines > 1 ? "; also \(counted(lines - 1, "more image"))" : ""
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

/// The published limits: "Guidelines and quotas in Amazon Rekognition Custom Labels" and the pages that
/// specs/manifest-rules.md names.
enum Limits {
    /// "1 GB" is one or the other: a size between the two is a warning.
    static let sizeInGB = 1_000_000_000
    static let sizeInGiB = 1_073_741_824
    static let rows = 250_000
    /// Images for training and for testing, in the regions where they are fewer and cannot be raised.
    static let smallRegions: Set = ["eu-west-2", "ap-south-1"]
    static let smallRegionRows = (training: 28_000, testing: 7000)
    /// For image-level labels, if AWS has raised the quota.
    static let raisedRows = 500_000
    static let labels = 250
    static let lineCharacters = 100_000
    static let labelCharacters = 256
    static let labelsPerImage = 50
    static let boxes = 50
    static let dimensions: ClosedRange<Int64> = 64...4096
    static let aspectRatio: Int64 = 20
    /// The service scales larger images down to it.
    static let trainedDimension: Int64 = 1280
    static let testImagesPerLabel = 1000
    static let keyBytes = 1024
    static let bucketCharacters = 3...255
    /// Of an adapter's manifest: the recommended minimum, and the maximum of the console.
    static let adapterImages = 20...10_000

    static func fewestLabels(_ useCase: UseCase) -> Int {
        switch useCase {
        case .imageLevelLabels: 2
        case .objectLocalization: 1
        }
    }
}

/// A `source-ref` in the bytes of a line.
struct SourceRef {
    /// The text without the escapes of JSON; nil if it has none.
    var text: [UInt8]?
    var start: Int
    var length: Int
    /// The range of the bucket, from the start of the text.
    var bucket: Range<Int>

    /// Nil if the text is not `s3://BUCKET/KEY`. The guide writes the scheme in either case.
    init?(_ range: StringRange, in bytes: LineBytes, parser: LineParser) {
        start = range.start
        if range.hasEscapes {
            let text = parser.unescaped(range)
            self.text = text
            length = text.count
            guard let bucket = Self.bucket(count: text.count, at: { text[$0] }) else { return nil }
            self.bucket = bucket
        } else {
            length = range.length
            guard let bucket = Self.bucket(count: length, at: { bytes[range.start + $0] }) else { return nil }
            self.bucket = bucket
        }
    }

    private static func bucket(count: Int, at byte: (Int) -> UInt8) -> Range<Int>? {
        guard count > 5, byte(0) | 0x20 == UInt8(ascii: "s"), byte(1) == UInt8(ascii: "3"),
            byte(2) == UInt8(ascii: ":"), byte(3) == UInt8(ascii: "/"), byte(4) == UInt8(ascii: "/")
        else { return nil }
        var end = 5
        while end < count, byte(end).isOfBucket { end += 1 }
        let key = count - end - 1
        guard end < count, byte(end) == UInt8(ascii: "/"), Limits.bucketCharacters.contains(end - 5),
            (1...Limits.keyBytes).contains(key)
        else { return nil }
        return 5..<end
    }

    func hash(_ bytes: LineBytes) -> UInt64 {
        if let text { return ByteHash.of(text) }
        return ByteHash.of(bytes, start, length)
    }

    func isInBucket(_ name: [UInt8], _ bytes: LineBytes) -> Bool {
        if let text { return text[bucket].elementsEqual(name) }
        return bytes.equals(name, start + bucket.lowerBound, bucket.count)
    }

    func bucketName(_ bytes: LineBytes) -> [UInt8] {
        if let text { return Array(text[bucket]) }
        return bytes.copy(start + bucket.lowerBound, bucket.count)
    }

    func key(_ bytes: LineBytes) -> [UInt8] {
        let range = bucket.upperBound + 1..<length
        if let text { return Array(text[range]) }
        return bytes.copy(start + range.lowerBound, range.count)
    }
}

extension UInt8 {
    fileprivate var isOfBucket: Bool {
        isDigit || (self | 0x20) &- UInt8(ascii: "a") < 26 || self == UInt8(ascii: ".") || self == UInt8(ascii: "-")
            || self == UInt8(ascii: "_")
    }
}
