/// The rules for label attributes and their metadata.
extension ManifestRules {
    enum AttributeResult {
        case imageLevel, objects
        /// Well formed, with nothing in it.
        case empty
        case invalid
        /// The image cannot be used, so the whole line is invalid.
        case invalidImage
    }

    mutating func judge(
        _ value: Member,
        _ metadata: Member,
        _ parser: LineParser,
        _ boxes: inout (usable: Int, dropped: Int)
    ) -> AttributeResult {
        let bytes = parser.bytes
        guard let index = metadata.attribute else {
            report(
                .invalidLabelAttributeMetadataFormat,
                at: metadata.value.offset,
                bytes,
                "\(parser.quoted(metadata.key)) is not an object"
            )
            return .invalid
        }
        let facts = record.attributes[index]
        guard facts.type.kind == .string else {
            reportMetadata("`type`", facts.type, "a string", metadata, bytes)
            return .invalid
        }
        if isText(facts.type, "groundtruth/object-detection", parser) {
            return judgeObjects(value, metadata, facts, parser, &boxes)
        }
        if isText(facts.type, "groundtruth/image-classification", parser) {
            return judgeImageLevel(value, metadata, facts, parser)
        }
        report(
            .unsupportedUseCaseType,
            at: facts.type.offset,
            bytes,
            "`type` of \(parser.quoted(metadata.key)) is \(parser.quoted(facts.type.string))"
        )
        return .invalid
    }

    func isText(_ slot: Slot, _ text: StaticString, _ parser: LineParser) -> Bool {
        slot.kind == .string && parser.isName(slot.string, text)
    }

    mutating func reportMetadata(_ name: String, _ slot: Slot, _ wanted: String, _ metadata: Member, _ bytes: LineBytes)
    {
        let isAbsent = slot.kind == .absent
        report(
            .invalidLabelAttributeMetadataFormat,
            at: isAbsent ? metadata.value.offset : slot.offset,
            bytes,
            isAbsent ? "\(name) is missing" : "\(name) is not \(wanted)"
        )
    }

    /// The members that both formats require.
    mutating func judgeOrigin(_ facts: AttributeRecord, _ metadata: Member, _ parser: LineParser) -> Bool {
        var isValid = true
        if !isText(facts.humanAnnotated, "yes", parser), !isText(facts.humanAnnotated, "no", parser) {
            reportMetadata("`human-annotated`", facts.humanAnnotated, "\"yes\" or \"no\"", metadata, parser.bytes)
            isValid = false
        }
        if facts.creationDate.kind != .string || facts.creationDate.string.length == 0 {
            reportMetadata("`creation-date`", facts.creationDate, "a date and time", metadata, parser.bytes)
            isValid = false
        }
        return isValid
    }

    private mutating func judgeImageLevel(
        _ value: Member,
        _ metadata: Member,
        _ facts: AttributeRecord,
        _ parser: LineParser
    ) -> AttributeResult {
        let bytes = parser.bytes
        var isValid = true
        if value.value.kind != .number || value.value.number.integer == Number.noInteger {
            report(
                .invalidLabelAttributeFormat,
                at: value.value.offset,
                bytes,
                "\(parser.quoted(value.key)) is not a whole number"
            )
            isValid = false
        }
        if facts.confidence.kind != .number || !facts.confidence.number.isFraction {
            reportMetadata("`confidence`", facts.confidence, "a number from 0 to 1", metadata, bytes)
            isValid = false
        }
        if !judgeOrigin(facts, metadata, parser) { isValid = false }
        guard facts.className.kind == .string, facts.className.string.length > 0 else {
            reportMetadata("`class-name`", facts.className, "a name", metadata, bytes)
            return .invalid
        }
        guard isLabelName(facts.className, parser), isValid else { return .invalid }
        if let label = label(facts.className.string, parser) {
            uses.append(LabelUse(label: label, useCase: .imageLevelLabels, boxes: 0))
        }
        return .imageLevel
    }

    // MARK: Labels

    mutating func isLabelName(_ slot: Slot, _ parser: LineParser) -> Bool {
        guard slot.string.length > Limits.labelCharacters else { return true }
        let name = String(decoding: parser.unescaped(slot.string), as: UTF8.self)
        let count = name.unicodeScalars.count
        if count <= Limits.labelCharacters { return true }
        report(
            .invalidLabelNameLength,
            at: slot.offset,
            parser.bytes,
            "the label's name has \(count) characters; the limit is 256"
        )
        return false
    }

    mutating func label(_ name: StringRange, _ parser: LineParser) -> Int? {
        if name.hasEscapes { return labels.number(parser.unescaped(name)) }
        let hash = ByteHash.of(parser.bytes, name.start, name.length)
        return labels.number(hash, bytes: parser.bytes, name.start, name.length)
    }
}
