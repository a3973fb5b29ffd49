import ModelVersions

/// The rules for lines.
extension ManifestRules {
    enum LineOutcome {
        case valid, ignored, invalid
    }

    mutating func check(_ line: LineSplitter.Line) {
        summary.totalLines += 1
        switch line {
        case .tooLong:
            summary.invalidLines += 1
            tooLong(nil)
        case .bytes(let bytes, let isASCII):
            switch outcome(bytes, isASCII: isASCII) {
            case .valid:
                summary.validLines += 1
                if let image, let reference { image(reference) }
            case .ignored: summary.ignoredLines += 1
            case .invalid: summary.invalidLines += 1
            }
        }
    }

    private mutating func tooLong(_ characters: Int?) {
        report(
            .lineTooLong,
            line: summary.totalLines,
            "the line has \(characters.map(String.init) ?? "far more than 100000") characters; the limit is 100000"
        )
    }

    private mutating func outcome(_ bytes: LineBytes, isASCII: Bool) -> LineOutcome {
        if bytes.count > Limits.lineCharacters {
            let characters = bytes.column(bytes.count) - 1
            guard characters <= Limits.lineCharacters else {
                tooLong(characters)
                return .invalid
            }
        }
        if !isASCII, let offset = bytes.firstInvalidUTF8() {
            report(.invalidJSONLine, at: offset, bytes, "bytes that are not UTF-8")
            return .invalid
        }
        var parser = LineParser(bytes)
        do throws(LineError) {
            try parser.parse(into: &record)
        } catch {
            report(.invalidJSONLine, at: error.offset, bytes, Self.problem(error, parser))
            return .invalid
        }
        return judge(parser)
    }

    private static func problem(_ error: LineError, _ parser: LineParser) -> String {
        let bytes = parser.bytes
        if (0..<bytes.count).allSatisfy({ bytes[$0] == 0x20 || bytes[$0] == 0x09 || bytes[$0] == 0x0D }) {
            return "a blank line: the service counts it as invalid"
        }
        if bytes.word(0) & 0xFF_FFFF == 0xBF_BBEF { return "a byte order mark (U+FEFF) is before the object" }
        return error.problem
    }

    // MARK: Content

    private static let sourceRef = ByteHash.of(Array("source-ref".utf8))
    /// Members that the service itself writes into the lines of a dataset.
    private static let serviceMembers = Set(
        ["source-ref", "cl-metadata", "cl-errors", "errors", "warnings"].map { ByteHash.of(Array($0.utf8)) }
    )

    private mutating func judge(_ parser: LineParser) -> LineOutcome {
        let bytes = parser.bytes
        uses.removeAll(keepingCapacity: true)
        findAttributes()
        guard judgeFeature(parser) else { return .invalid }
        var isInvalid = !judgeSource(parser)
        if summary.feature == .contentModeration { return judgeModeration(parser, hasImage: !isInvalid) }
        var boxes = (usable: 0, dropped: 0)
        var (found, valid, invalid) = (0, 0, 0)
        var formats = (imageLevel: false, object: false)
        for pair in pairs {
            found += 1
            let result = judge(record.members[pair.value], record.members[pair.metadata], parser, &boxes)
            switch result {
            case .imageLevel:
                valid += 1
                formats.imageLevel = true
            case .objects:
                valid += 1
                formats.object = true
            case .empty: break
            case .invalid: invalid += 1
            case .invalidImage:
                invalid += 1
                isInvalid = true
            }
        }
        summary.droppedBoxes += boxes.dropped
        if found == 0 {
            let isUnannotated =
                record.members.contains { $0.hash == Self.sourceRef }
                && record.members.allSatisfy { Self.serviceMembers.contains($0.hash) }
            if isUnannotated {
                if summary.feature == nil {
                    unlabelled.count += 1
                    if unlabelled.first.count < options.findingsPerCode { unlabelled.first.append(summary.totalLines) }
                    if !isInvalid { unlabelled.ignored += 1 }
                    return isInvalid ? .invalid : .ignored
                }
                report(.unannotatedRecord, at: 0, bytes, Self.unannotated)
                return isInvalid ? .invalid : .ignored
            }
            let (members, isOpen) = (record.members, options.feature == nil)
            report(
                .noLabelAttributes,
                at: 0,
                bytes,
                Self.noAttribute + Self.adapterHint(members, parser, isOpen: isOpen)
            )
            return .invalid
        }
        if valid == 0 {
            guard invalid == 0 else {
                report(.noValidLabelAttributes, at: 0, bytes, "no label attribute of the line can be used")
                return .invalid
            }
            report(.noAnnotations, at: 0, bytes, "the line has no bounding boxes: it is not used")
            return isInvalid ? .invalid : .ignored
        }
        if isInvalid { return .invalid }
        summary.boxes += boxes.usable
        if formats.imageLevel { summary.imageLevelLines += 1 }
        if formats.object { summary.objectLines += 1 }
        countLabels(bytes)
        return .valid
    }

    private static let noAttribute = "no label attribute NAME that comes with NAME-metadata"
    static let unannotated = "the image has no label: the line is not used"

    private mutating func countLabels(_ bytes: LineBytes) {
        let line = summary.totalLines
        for use in uses { labels.count(use.label, useCase: use.useCase, boxes: use.boxes, line: line) }
        if uses.count > Limits.labelsPerImage {
            let count = Set(uses.map(\.label)).count
            if count > Limits.labelsPerImage {
                report(.tooManyLabelsPerImage, at: 0, bytes, "the image has \(count) labels; the limit is 50")
            }
        }
    }

    // MARK: Image

    /// - Returns: whether the line has an image.
    private mutating func judgeSource(_ parser: LineParser) -> Bool {
        let bytes = parser.bytes
        guard let member = record.members.last(where: { $0.hash == Self.sourceRef }) else {
            report(.missingSourceRef, at: 0, bytes, "`source-ref` is missing")
            return false
        }
        let value = member.value
        guard value.kind == .string, let source = SourceRef(value.string, in: bytes, parser: parser) else {
            report(
                .invalidSourceRefFormat,
                at: value.offset,
                bytes,
                value.kind == .string
                    ? "`source-ref` is \(parser.quoted(value.string)), not s3://BUCKET/KEY"
                    : "`source-ref` is not a string"
            )
            return false
        }
        summary.images += 1
        let line = summary.totalLines
        if let batch {
            batch.add(source.hash(bytes), line: line, column: bytes.column(value.offset))
        } else {
            judgeName(source.hash(bytes), line: line, column: bytes.column(value.offset))
        }
        judgeBucket(source, value, bytes)
        if image != nil {
            reference = ImageReference(
                object: S3Object(
                    bucket: String(decoding: source.bucketName(bytes), as: UTF8.self),
                    key: String(decoding: source.key(bytes), as: UTF8.self)
                ),
                line: line,
                column: bytes.column(value.offset)
            )
        }
        return true
    }

    /// - Parameter hash: of the image's name.
    mutating func judgeName(_ hash: UInt64, line: Int, column: @autoclosure () -> Int) {
        switch summary.table.insert(hash, line: line, in: dataset) {
        case .new, .unknown: break
        case .before(let first):
            summary.duplicates += 1
            report(
                .duplicateSourceRef,
                line: line,
                column: column(),
                first.map { "the image was named before, on line \($0)" } ?? "the image was named before"
            )
        case .inTraining(let first):
            report(
                .imageInTrainingAndTesting,
                line: line,
                column: column(),
                "the image is also in the training manifest, on line \(first)"
            )
        }
    }

    private mutating func judgeBucket(_ source: SourceRef, _ value: Slot, _ bytes: LineBytes) {
        guard let bucket else {
            bucket = source.bucketName(bytes)
            return
        }
        guard !isBucketMixed, !source.isInBucket(bucket, bytes) else { return }
        isBucketMixed = true
        report(
            .imagesInMultipleBuckets,
            at: value.offset,
            bytes,
            """
            the image is in bucket \(String(decoding: source.bucketName(bytes), as: UTF8.self)), those before it are \
            in \
            \(String(decoding: bucket, as: UTF8.self))
            """
        )
    }

    // MARK: Label attributes

    /// Finds each member that has a metadata member. If a name occurs twice, the last one counts.
    private mutating func findAttributes() {
        pairs.removeAll(keepingCapacity: true)
        let members = record.members
        // A line may have thousands of members.
        let last =
            members.count > 16 ? Dictionary(members.enumerated().map { ($1.hash, $0) }, uniquingKeysWith: { $1 }) : nil
        func place(_ hash: UInt64) -> Int? {
            if let last { return last[hash] }
            return members.lastIndex { $0.hash == hash }
        }
        for (index, metadata) in members.enumerated() {
            guard let stem = metadata.stemHash, stem != Self.sourceRef, place(metadata.hash) == index,
                let value = place(stem)
            else { continue }
            pairs.append((value, index))
        }
    }
}
