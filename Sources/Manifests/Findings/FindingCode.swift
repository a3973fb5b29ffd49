/// What can be wrong with a manifest. The raw value is the service's own code; a code without `ERROR_` or `WARNING_` is
/// this program's, for a rule that the guide states without one. The table of all of them is specs/manifest-rules.md.
package enum FindingCode: String, Sendable, CaseIterable {
    // Of a line: "Non-Terminal JSON Line Validation Errors" in the guide.
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
    case imageNotChecked = "IMAGE_NOT_CHECKED"

    // Of a whole file, and of what it holds: they end a training.
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
    case labelWithoutImages = "LABEL_WITHOUT_IMAGES"
    case tooManyTestImagesPerLabel = "TOO_MANY_TEST_IMAGES_PER_LABEL"

    package enum Effect: String, Sendable {
        /// The training fails.
        case terminal
        /// The line, or a part of it, is left out of the training.
        case line
        /// The training runs as it is.
        case none
    }

    package var effect: Effect {
        switch self {
        case .unannotatedRecord, .noAnnotations, .noAttributeAnnotations, .duplicateSourceRef,
            .imageInTrainingAndTesting, .tooManyLabelsPerImage, .imageNotChecked, .labelWithoutImages,
            .tooManyTestImagesPerLabel:
            .none
        case .unsupportedFormat, .emptyManifest, .manifestSizeTooLarge, .manifestRowsExceedsMaximum,
            .tooManyInvalidRows, .imagesInMultipleBuckets, .insufficientImagesPerLabelForAutosplit, .tooFewLabels,
            .tooManyLabels, .tooFewUsableLabels, .insufficientLabelOverlap, .insufficientUsableLabelOverlap:
            .terminal
        default: .line
        }
    }
}

extension FindingCode {
    /// Of the code among all: findings are counted by it.
    package var index: Int { Self.indices[self] ?? 0 }

    private static let indices = Dictionary(uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })
}
