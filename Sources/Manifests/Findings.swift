/// The kinds of findings. The raw value is the service's code. A code without `ERROR_` or `WARNING_` is rekon's own,
/// for a rule that the guide states without a code. specs/manifest-rules.md lists all of them.
package enum FindingCode: String, Sendable, CaseIterable {
    // In a line: "Non-Terminal JSON Line Validation Errors" in the guide.
    case invalidJSONLine = "ERROR_INVALID_JSON_LINE"
    case missingSourceRef = "ERROR_MISSING_SOURCE_REF"
    case invalidSourceRefFormat = "ERROR_INVALID_SOURCE_REF_FORMAT"
    case noLabelAttributes = "ERROR_NO_LABEL_ATTRIBUTES"
    case invalidLabelAttributeFormat = "ERROR_INVALID_LABEL_ATTRIBUTE_FORMAT"
    case invalidLabelAttributeMetadataFormat = "ERROR_INVALID_LABEL_ATTRIBUTE_METADATA_FORMAT"
    case noValidLabelAttributes = "ERROR_NO_VALID_LABEL_ATTRIBUTES"
    case missingBoundingBoxConfidence = "ERROR_MISSING_BOUNDING_BOX_CONFIDENCE"
    case missingClassMapID = "ERROR_MISSING_CLASS_MAP_ID"
    case invalidImage = "ERROR_INVALID_IMAGE"
    case invalidImageDimension = "ERROR_INVALID_IMAGE_DIMENSION"
    case invalidBoundingBox = "ERROR_INVALID_BOUNDING_BOX"
    case noValidAnnotations = "ERROR_NO_VALID_ANNOTATIONS"
    case boundingBoxTooSmall = "ERROR_BOUNDING_BOX_TOO_SMALL"
    case tooManyBoundingBoxes = "ERROR_TOO_MANY_BOUNDING_BOXES"
    case unsupportedUseCaseType = "ERROR_UNSUPPORTED_USE_CASE_TYPE"
    case invalidLabelNameLength = "ERROR_INVALID_LABEL_NAME_LENGTH"
    case unannotatedRecord = "WARNING_UNANNOTATED_RECORD"
    case noAnnotations = "WARNING_NO_ANNOTATIONS"
    case noAttributeAnnotations = "WARNING_NO_ATTRIBUTE_ANNOTATIONS"
    case lineTooLong = "LINE_TOO_LONG"
    case duplicateSourceRef = "DUPLICATE_SOURCE_REF"
    case imageInTrainingAndTesting = "IMAGE_IN_TRAINING_AND_TESTING"
    case tooManyLabelsPerImage = "TOO_MANY_LABELS_PER_IMAGE"
    case fractionalBoundingBoxes = "FRACTIONAL_BOUNDING_BOXES"
    case imageSizeWithoutList = "IMAGE_SIZE_WITHOUT_LIST"
    // In a line of an adapter's manifest.
    case unknownModerationLabel = "UNKNOWN_MODERATION_LABEL"
    case imageNotChecked = "IMAGE_NOT_CHECKED"

    // In a whole file: they end a training.
    case unsupportedFormat = "ERROR_MANIFEST_INACCESSIBLE_OR_UNSUPPORTED_FORMAT"
    case emptyManifest = "ERROR_EMPTY_MANIFEST"
    case manifestSizeTooLarge = "ERROR_MANIFEST_SIZE_TOO_LARGE"
    case manifestRowsExceedsMaximum = "ERROR_MANIFEST_ROWS_EXCEEDS_MAXIMUM"
    case tooManyInvalidRows = "ERROR_TOO_MANY_INVALID_ROWS_IN_MANIFEST"
    case imagesInMultipleBuckets = "ERROR_IMAGES_IN_MULTIPLE_S3_BUCKETS"
    case insufficientImagesPerLabelForAutosplit = "ERROR_INSUFFICIENT_IMAGES_PER_LABEL_FOR_AUTOSPLIT"
    case tooFewLabels = "ERROR_MANIFEST_TOO_FEW_LABELS"
    case tooManyLabels = "ERROR_MANIFEST_TOO_MANY_LABELS"
    case tooFewUsableLabels = "ERROR_MANIFEST_TOO_FEW_USABLE_LABELS"
    case insufficientLabelOverlap = "ERROR_INSUFFICIENT_LABEL_OVERLAP"
    case insufficientUsableLabelOverlap = "ERROR_INSUFFICIENT_USABLE_LABEL_OVERLAP"
    case manifestOfOtherFeature = "MANIFEST_OF_OTHER_FEATURE"
    case tooFewAdapterImages = "TOO_FEW_ADAPTER_IMAGES"
    case tooManyAdapterImages = "TOO_MANY_ADAPTER_IMAGES"
    case labelWithoutImages = "LABEL_WITHOUT_IMAGES"
    case tooManyTestImagesPerLabel = "TOO_MANY_TEST_IMAGES_PER_LABEL"

    package enum Effect: String, Sendable {
        /// The training fails.
        case terminal
        /// The line, or a part of it, is left out of the training.
        case line
        /// The training is not affected.
        case none
    }

    package var effect: Effect {
        switch self {
        case .unannotatedRecord, .noAnnotations, .noAttributeAnnotations, .duplicateSourceRef,
            .imageInTrainingAndTesting, .tooManyLabelsPerImage, .fractionalBoundingBoxes, .imageSizeWithoutList,
            .imageNotChecked, .unknownModerationLabel, .tooFewAdapterImages, .tooManyAdapterImages, .labelWithoutImages,
            .tooManyTestImagesPerLabel:
            .none
        case .unsupportedFormat, .emptyManifest, .manifestSizeTooLarge, .manifestRowsExceedsMaximum,
            .tooManyInvalidRows, .imagesInMultipleBuckets, .insufficientImagesPerLabelForAutosplit, .tooFewLabels,
            .tooManyLabels, .tooFewUsableLabels, .insufficientLabelOverlap, .insufficientUsableLabelOverlap,
            .manifestOfOtherFeature:
            .terminal
        default: .line
        }
    }
}

extension FindingCode {
    /// Of the findings in lines, and of most others.
    var level: ManifestFinding.Level { effect == .none ? .warning : .error }

    /// The position in `allCases`: summaries count findings by it.
    var index: Int { Self.indices[self] ?? 0 }

    private static let indices = Dictionary(uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })

    /// What to do.
    package var help: String {
        switch self {
        case .invalidJSONLine:
            "write one whole JSON object on each line, in UTF-8, with no blank lines between; or remove the line"
        case .missingSourceRef: "add \"source-ref\": \"s3://BUCKET/KEY\" of the image, or remove the line"
        case .invalidSourceRefFormat: "write it as \"s3://BUCKET/KEY\", or remove the line"
        case .noLabelAttributes:
            """
            give the line a label attribute NAME and its NAME-metadata, spelt alike (for an adapter \
            `content-moderation-groundtruth` alone); or remove the line
            """
        case .invalidLabelAttributeFormat:
            """
            an image-level label is a whole number; bounding boxes are an object with `image_size` and `annotations`; \
            the label of an adapter is an object with `ModerationLabels`
            """
        case .invalidLabelAttributeMetadataFormat: "add or correct the member; the guide requires it"
        case .noValidLabelAttributes: "correct the errors of the line's label attributes, or remove the line"
        case .missingBoundingBoxConfidence:
            "give `objects` as many entries with a `confidence` as `annotations` has boxes, in the same order"
        case .missingClassMapID: "add the `class_id` to `class-map`, or correct it"
        case .invalidImage:
            "use a PNG or JPEG of at most 15 MB, of 64 to 4096 pixels each way and at most 20:1, or remove the line"
        case .invalidImageDimension:
            "use an image of 64 to 4096 pixels each way and correct `image_size` and the boxes, or remove the line"
        case .invalidBoundingBox: "draw the box inside the image, or remove it with its entry in `objects`"
        case .noValidAnnotations: "correct the line's bounding boxes, or remove the line"
        case .boundingBoxTooSmall: "enlarge the box, or remove it with its entry in `objects`"
        case .tooManyBoundingBoxes: "keep 50 boxes at most, and as many entries in `objects`"
        case .unsupportedUseCaseType:
            "set `type` to groundtruth/image-classification or groundtruth/object-detection, or remove the line"
        case .invalidLabelNameLength: "shorten the label's name to 256 characters"
        case .unannotatedRecord: "label the image, or remove the line"
        case .noAnnotations, .noAttributeAnnotations: "add bounding boxes, or remove the line"
        case .lineTooLong: "shorten the line: remove members that are not needed, or boxes"
        case .duplicateSourceRef: "keep one line for each image"
        case .imageInTrainingAndTesting: "remove the image from one of the two: it makes the test look too good"
        case .fractionalBoundingBoxes: "nothing has to be done: AWS's own conversions write fractions too"
        case .imageSizeWithoutList: "write it as a list of one, `[{...}]`: the guide does not say that the object works"
        case .unknownModerationLabel: "write the label as the guide does, page moderation-api, or remove it"
        case .manifestOfOtherFeature:
            "train it in a project of its feature, or use a manifest of the project's feature (--feature)"
        case .tooFewAdapterImages: "add images; each counts, also those without a label"
        case .tooManyAdapterImages: "keep 10,000 images at most"
        case .tooManyLabelsPerImage: "keep 50 labels at most"
        case .imageNotChecked: "fix the cause in the message and run the command again: these images were not checked"
        case .unsupportedFormat: "give the service the manifest itself: JSON Lines in UTF-8, not compressed"
        case .emptyManifest: "add a line for each image"
        case .manifestSizeTooLarge: "remove lines, or members that the service does not need"
        case .manifestRowsExceedsMaximum: "remove lines, or ask AWS to raise the quota where it can be raised"
        case .tooManyInvalidRows: "correct or remove the invalid lines"
        case .imagesInMultipleBuckets: "copy the images into one bucket and correct `source-ref`"
        case .insufficientImagesPerLabelForAutosplit: "add images of these labels, or give a testing manifest"
        case .tooFewLabels: "add images with further labels"
        case .tooManyLabels: "remove labels"
        case .tooFewUsableLabels: "label all images in one format"
        case .insufficientLabelOverlap: "test with images of the training's labels, or remove labels from the training"
        case .insufficientUsableLabelOverlap:
            "label the testing images in the training's format and with its labels"
        case .labelWithoutImages:
            "correct the lines of the label; for bounding boxes, draw one, or remove the label from `class-map`"
        case .tooManyTestImagesPerLabel: "keep 1,000 testing images for a label at most"
        }
    }
}

/// A rule that a manifest does not follow, and the place.
package struct ManifestFinding: Sendable, Equatable {
    package enum Level: String, Sendable {
        case error, warning
    }

    package var code: FindingCode
    package var level: Level
    /// Which of the two manifests.
    package var dataset: Dataset
    /// From 1; nil if the finding concerns the whole manifest.
    package var line: Int?
    /// From 1, in characters (Unicode scalars).
    package var column: Int?
    /// A phrase without a full stop. It may quote the manifest without any escaping.
    package var message: String
    /// What to do.
    package var help: String

    /// - Parameter help: nil for that of the code.
    package init(
        _ code: FindingCode,
        level: Level? = nil,
        in dataset: Dataset,
        line: Int? = nil,
        column: Int? = nil,
        _ message: String,
        help: String? = nil
    ) {
        self.code = code
        self.level = level ?? code.level
        self.dataset = dataset
        self.line = line
        self.column = column
        self.message = message
        self.help = help ?? code.help
    }
}

extension ManifestFinding {
    /// For more images than eu-west-2 or ap-south-1 take: that quota is not adjustable (guide: limits.html).
    package static let regionalLimitHelp = "remove lines, or train in another region: AWS does not raise this quota"
}

/// The use of a manifest.
package enum Dataset: String, Sendable, CaseIterable {
    case training, testing
}
