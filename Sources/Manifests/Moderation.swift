import ModelVersions
import Text

/// The labels of content moderation, version 7 of the base model (developer guide, moderation-api.html).
enum ModerationLabels {
    static let known: [String] = [
        "Explicit", "Explicit Nudity", "Exposed Male Genitalia", "Exposed Female Genitalia",
        "Exposed Buttocks or Anus", "Exposed Female Nipple", "Explicit Sexual Activity", "Sex Toys",
        "Non-Explicit Nudity of Intimate parts and Kissing", "Non-Explicit Nudity", "Bare Back", "Exposed Male Nipple",
        "Partially Exposed Buttocks", "Partially Exposed Female Breast", "Implied Nudity", "Obstructed Intimate Parts",
        "Obstructed Female Nipple", "Obstructed Male Genitalia", "Kissing on the Lips", "Swimwear or Underwear",
        "Female Swimwear or Underwear", "Male Swimwear or Underwear", "Violence", "Weapons", "Graphic Violence",
        "Weapon Violence", "Physical Violence", "Self-Harm", "Blood & Gore", "Explosions and Blasts",
        "Visually Disturbing", "Death and Emaciation", "Emaciated Bodies", "Corpses", "Crashes", "Air Crash",
        "Drugs & Tobacco", "Products", "Pills", "Drugs & Tobacco Paraphernalia & Use", "Smoking", "Alcohol",
        "Alcohol Use", "Drinking", "Alcoholic Beverages", "Rude Gestures", "Middle Finger", "Gambling",
        "Hate Symbols", "Nazi Party", "White Supremacy", "Extremist",
    ]
    private static let names = Set(known.map { Array($0.utf8) })

    static func contains(_ name: [UInt8]) -> Bool { names.contains(name) }
}

/// The rules for the lines of an adapter's manifest (developer guide, using-adapters-manifest-files.html).
///
/// The guide has an example of a line, and no codes. What it leaves open is a warning.
extension ManifestRules {
    private static let moderationName = "content-moderation-groundtruth"
    static let moderationMember = ByteHash.of(Array(moderationName.utf8))

    /// - Returns: whether the line is of the feature of the manifest. The first line that shows a feature decides it,
    ///   if no option does.
    mutating func judgeFeature(_ parser: LineParser) -> Bool {
        // The line shows the feature that the manifest has, whatever else it has.
        if summary.feature == .customLabels, !pairs.isEmpty { return true }
        let moderation = record.members.last { $0.hash == Self.moderationMember }
        let shown: ProjectFeature
        if moderation != nil {
            shown = .contentModeration
        } else if !pairs.isEmpty {
            shown = .customLabels
        } else {
            return true
        }
        guard let feature = summary.feature else {
            summary.feature = shown
            reportUnlabelled()
            return true
        }
        if shown == feature || moderation != nil && !pairs.isEmpty { return true }
        if !isOfOtherFeature {
            isOfOtherFeature = true
            report(
                .manifestOfOtherFeature,
                at: moderation?.value.offset ?? 0,
                parser.bytes,
                shown == .contentModeration
                    ? "the line is of an adapter for content moderation, and the manifest is for custom labels"
                    : "the line is for custom labels, and the manifest is of an adapter for content moderation"
            )
        }
        return false
    }

    /// Reports the lines without a label before the first line that shows the feature. Call it once, when the feature
    /// is known or the manifest has ended.
    mutating func reportUnlabelled() {
        let isAdapter = summary.feature == .contentModeration
        let code: FindingCode = isAdapter ? .noLabelAttributes : .unannotatedRecord
        for line in unlabelled.first { report(code, line: line, isAdapter ? Self.noModeration : Self.unannotated) }
        summary.add(code, code.level, times: unlabelled.count - unlabelled.first.count)
        if isAdapter {
            summary.ignoredLines -= unlabelled.ignored
            summary.invalidLines += unlabelled.ignored
        }
        unlabelled = UnlabelledLines()
    }

    private static let noModeration = "`content-moderation-groundtruth` is missing"

    mutating func judgeModeration(_ parser: LineParser, hasImage: Bool) -> LineOutcome {
        let bytes = parser.bytes
        guard let member = record.members.last(where: { $0.hash == Self.moderationMember }) else {
            let members = record.members
            report(
                .noLabelAttributes,
                at: 0,
                bytes,
                Self.noModeration + (Self.similar(members, parser).map { "; \($0) is similar" } ?? "")
            )
            return .invalid
        }
        let facts = member.attribute.map { record.attributes[$0] }
        guard let facts, facts.moderationLabels.kind == .array, facts.invalidLabel == nil else {
            report(
                .invalidLabelAttributeFormat,
                at: facts?.invalidLabel ?? member.value.offset,
                bytes,
                """
                `content-moderation-groundtruth` is not an object with `ModerationLabels`, a list of objects with a \
                `Name`
                """
            )
            return .invalid
        }
        guard hasImage else { return .invalid }
        uses.removeAll(keepingCapacity: true)
        for slot in record.names[facts.names] {
            let name = parser.unescaped(slot.string)
            if !ModerationLabels.contains(name) {
                let text = String(decoding: name, as: UTF8.self)
                let hint =
                    nearestName(to: text, among: ModerationLabels.known).map { "; did you mean \"\($0)\"?" } ?? ""
                report(
                    .unknownModerationLabel,
                    at: slot.offset,
                    bytes,
                    "\(parser.quoted(slot.string)) is not in the guide's list of moderation labels\(hint)"
                )
            }
            if let label = label(slot.string, parser) {
                uses.append(LabelUse(label: label, useCase: .imageLevelLabels, boxes: 0))
            }
        }
        for use in uses { labels.count(use.label, useCase: use.useCase, boxes: use.boxes, line: summary.totalLines) }
        return .valid
    }

    /// For a line without a label attribute of custom labels. If all lines of an adapter have the member misspelt,
    /// nothing else shows that they are of an adapter.
    ///
    /// - Parameter isOpen: Whether no option chooses the feature.
    static func adapterHint(_ members: [Member], _ parser: LineParser, isOpen: Bool) -> String {
        guard isOpen, let member = similar(members, parser) else { return "" }
        return """
            , by the rules for custom labels; \(member) is similar to `\(moderationName)`: for an adapter, correct \
            it, or pass `--feature content-moderation`
            """
    }

    /// The member whose name is similar to that of an adapter's label.
    private static func similar(_ members: [Member], _ parser: LineParser) -> String? {
        members.first { member in
            let name = String(decoding: parser.unescaped(member.key), as: UTF8.self)
            return nearestName(to: name, among: [moderationName]) != nil
        }.map { parser.quoted($0.key) }
    }

    /// using-adapters-best-practices.html and adapters-manual-annotation.html: recommendations, and the limit of the
    /// console.
    mutating func judgeModerationCounts() {
        let (images, use) = (summary.validLines, dataset.rawValue)
        if images < Limits.adapterImages.lowerBound {
            report(
                .tooFewAdapterImages,
                "the manifest has \(counted(images, "image")); the guide recommends at least "
                    + "\(Limits.adapterImages.lowerBound) for \(use)"
            )
        } else if images > Limits.adapterImages.upperBound {
            report(
                .tooManyAdapterImages,
                "the manifest has \(images) images; the guide names a limit of \(Limits.adapterImages.upperBound)"
            )
        }
    }
}
