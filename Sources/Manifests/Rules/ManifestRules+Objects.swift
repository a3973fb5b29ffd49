/// The rules for bounding boxes.
extension ManifestRules {
    mutating func judgeObjects(
        _ value: Member,
        _ metadata: Member,
        _ facts: AttributeRecord,
        _ parser: LineParser,
        _ boxes: inout (usable: Int, dropped: Int)
    ) -> AttributeResult {
        guard let index = value.attribute else {
            report(
                .invalidLabelAttributeFormat,
                at: value.value.offset,
                parser.bytes,
                "\(parser.quoted(value.key)) is not an object"
            )
            return .invalid
        }
        let shape = record.attributes[index]
        // Not short-circuited: every finding is reported.
        let hasShape = judgeShape(shape, value, parser)
        let hasMetadata = judgeObjectMetadata(facts, metadata, parser)
        guard hasShape, hasMetadata else { return .invalid }
        guard judgeImageSize(shape, parser) else { return .invalidImage }
        if shape.boxes.isEmpty {
            report(
                .noAttributeAnnotations,
                at: shape.annotations.kind == .absent ? value.value.offset : shape.annotations.offset,
                parser.bytes,
                "\(parser.quoted(value.key)) has no bounding boxes"
            )
            return .empty
        }
        guard shape.boxes.count <= Limits.boxes else {
            report(
                .tooManyBoundingBoxes,
                at: shape.annotations.offset,
                parser.bytes,
                "\(shape.boxes.count) bounding boxes; the limit is 50"
            )
            return .invalid
        }
        let usable = judgeBoxes(shape, facts, parser)
        boxes.dropped += shape.boxes.count - usable
        guard usable > 0 else {
            report(.noValidAnnotations, at: shape.annotations.offset, parser.bytes, "no bounding box can be used")
            return .invalid
        }
        boxes.usable += usable
        return .objects
    }

    // MARK: Form

    private mutating func judgeShape(_ shape: AttributeRecord, _ value: Member, _ parser: LineParser) -> Bool {
        var isValid = true
        func complain(_ offset: Int, _ message: @autoclosure () -> String) {
            report(.invalidLabelAttributeFormat, at: offset, parser.bytes, message())
            isValid = false
        }
        let size = shape.imageSize
        if size.kind == .absent {
            complain(value.value.offset, "`image_size` is missing")
        } else if size.kind != .object, size.kind != .array || shape.sizes != 1 {
            complain(size.offset, "`image_size` is not a list of one object")
        } else if shape.width < 1 || shape.height < 1 || shape.depth < 1 {
            complain(size.offset, "`image_size` lacks a `width`, `height` or `depth` that is a whole number from 1")
        }
        if size.kind == .object { firstBareSize = firstBareSize ?? summary.totalLines }
        if shape.annotations.kind != .absent, shape.annotations.kind != .array {
            complain(shape.annotations.offset, "`annotations` is not a list")
        }
        if let offset = shape.invalidBox { complain(offset, "a bounding box is not an object") }
        for box in record.boxes[shape.boxes] where !box.isComplete {
            complain(
                box.offset,
                """
                a bounding box lacks a `top`, `left`, `width` or `height` that is a number, or a `class_id` that is a \
                whole number
                """
            )
        }
        return isValid
    }

    private mutating func judgeObjectMetadata(_ facts: AttributeRecord, _ metadata: Member, _ parser: LineParser)
        -> Bool
    {
        let bytes = parser.bytes
        var isValid = judgeOrigin(facts, metadata, parser)
        if facts.objects.kind != .array {
            reportMetadata("`objects`", facts.objects, "a list", metadata, bytes)
            isValid = false
        }
        func complain(_ offset: Int, _ message: String) {
            report(.invalidLabelAttributeMetadataFormat, at: offset, bytes, message)
            isValid = false
        }
        if let offset = facts.invalidEntry { complain(offset, "an entry of `objects` is not an object") }
        for entry in record.objects[facts.entries] where entry.confidence != .absent && entry.confidence != .number {
            complain(entry.offset, "a `confidence` is not a number")
        }
        if facts.classMap.kind != .object {
            reportMetadata("`class-map`", facts.classMap, "an object", metadata, bytes)
            isValid = false
        }
        for entry in record.classes[facts.classes] {
            if entry.value.kind != .string || entry.value.string.length == 0 {
                complain(entry.value.offset, "a label in `class-map` is not a name")
            } else if !isLabelName(entry.value, parser) {
                isValid = false
            }
        }
        return isValid
    }

    /// By the size in the manifest; the service uses the image itself.
    private mutating func judgeImageSize(_ shape: AttributeRecord, _ parser: LineParser) -> Bool {
        guard let problem = ImageLimits.problem(width: Int(shape.width), height: Int(shape.height)) else { return true }
        // The guide has a code of its own for the dimensions of an image with bounding boxes
        // (tm-debugging-json-line-errors).
        let code = if case .dimensions = problem { FindingCode.invalidImageDimension } else { FindingCode.invalidImage }
        report(code, at: shape.imageSize.offset, parser.bytes, problem.description)
        return false
    }

    // MARK: Boxes

    /// - Returns: how many can be used.
    private mutating func judgeBoxes(_ shape: AttributeRecord, _ facts: AttributeRecord, _ parser: LineParser) -> Int {
        // Labels without boxes count too.
        for index in facts.classes { record.classes[index].label = label(record.classes[index].value.string, parser) }
        let largest = max(shape.width, shape.height)
        var usable = 0
        for (number, index) in shape.boxes.enumerated() {
            let box = record.boxes[index]
            if box.hasFraction { firstFraction = firstFraction ?? summary.totalLines }
            guard let entry = judge(box, number, shape, facts, largest, parser) else { continue }
            usable += 1
            if let label = record.classes[entry].label {
                uses.append(LabelUse(label: label, useCase: .objectLocalization, boxes: 1))
            }
        }
        return usable
    }

    /// - Returns: the index of the label in `classes`; nil if the box cannot be used.
    private mutating func judge(
        _ box: Box,
        _ number: Int,
        _ shape: AttributeRecord,
        _ facts: AttributeRecord,
        _ largest: Int64,
        _ parser: LineParser
    ) -> Int? {
        let bytes = parser.bytes
        var isUsable = true
        if box.isRelative {
            // md-create-manifest-file-object-detection: the values are pixels.
            report(
                .boundingBoxTooSmall,
                at: box.offset,
                bytes,
                """
                the box of \(box.size) at \(box.place) has values from 0 to 1, and the guide requires pixels: \
                multiply them by the size of the image
                """
            )
            isUsable = false
        } else if !Self.isWithin(shape.width, box.left, box.width)
            || !Self.isWithin(shape.height, box.top, box.height)
        {
            report(
                .invalidBoundingBox,
                at: box.offset,
                bytes,
                "the box of \(box.size) at \(box.place) is not within the image of \(shape.width) x \(shape.height)"
            )
            isUsable = false
        } else if Self.isTooSmall(box.width, largest) || Self.isTooSmall(box.height, largest) {
            report(
                .boundingBoxTooSmall,
                at: box.offset,
                bytes,
                """
                the box of \(box.size)\(largest > Limits.trainedDimension ? ", scaled with its image," : "") is not \
                larger than 1 x 1
                """
            )
            isUsable = false
        }
        let entry = facts.entries.lowerBound + number
        if entry >= facts.entries.upperBound || record.objects[entry].confidence == .absent {
            report(.missingBoundingBoxConfidence, at: box.offset, bytes, "the box has no `confidence` in `objects`")
            isUsable = false
        }
        guard let name = facts.classes.last(where: { record.classes[$0].id == box.classID }) else {
            report(.missingClassMapID, at: box.offset, bytes, "`class_id` \(box.classID) is not in `class-map`")
            return nil
        }
        return isUsable ? name : nil
    }

    /// Whether a side of a box is in the image, or less than a pixel outside.
    ///
    /// tm-debugging-json-line-errors refuses boxes that are off the image frame or have negative values, and
    /// tm-debugging-scope-json-line has whole values. Without their fractions, such boxes are in the image.
    private static func isWithin(_ size: Int64, _ start: Double, _ length: Double) -> Bool {
        start > -1 && length >= 0 && start + length < Double(size) + 1
    }

    private static func isTooSmall(_ length: Double, _ largest: Int64) -> Bool {
        largest > Limits.trainedDimension ? length * Double(Limits.trainedDimension) <= Double(largest) : length <= 1
    }
}

extension Box {
    fileprivate var size: String { "\(Self.text(width)) x \(Self.text(height))" }
    fileprivate var place: String { "left \(Self.text(left)), top \(Self.text(top))" }

    private static func text(_ value: Double) -> String {
        guard value.isFinite else { return value < 0 ? "less than -1e308" : "more than 1e308" }
        return Int64(exactly: value).map(String.init) ?? "\(value)"
    }
}
