extension FindingCode {
    /// What to do about it.
    package var help: String {
        switch self {
        case .invalidJSONLine:
            "write one whole JSON object on each line, in UTF-8, with no blank lines between; or remove the line"
        case .missingSourceRef: "add \"source-ref\": \"s3://BUCKET/KEY\" of the image, or remove the line"
        case .invalidSourceRefFormat: "write it as \"s3://BUCKET/KEY\", or remove the line"
        case .noLabelAttributes:
            "give the line a label attribute NAME and its NAME-metadata, spelt alike; or remove the line"
        case .invalidLabelAttributeFormat:
            "an image-level label is a whole number; bounding boxes are an object with `image_size` and `annotations`"
        case .invalidLabelAttributeMetadataFormat: "add or correct the member; the guide requires it"
        case .noValidLabelAttributes: "correct the errors of the line's label attributes, or remove the line"
        case .missingBoundingBoxConfidence:
            "give `objects` as many entries with a `confidence` as `annotations` has boxes, in the same order"
        case .missingClassMapID: "add the `class_id` to `class-map`, or correct it"
        case .invalidImage: "use a PNG or JPEG of at most 15 MB and at most 20:1, or remove the line"
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
        case .tooManyLabelsPerImage: "keep 50 labels at most"
        case .imageNotChecked: "mend what the message says, and run it again: nothing is known of these images"
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
        case .labelWithoutImages: "draw boxes for the label, or remove it from `class-map`"
        case .tooManyTestImagesPerLabel: "keep 1,000 testing images for a label at most"
        }
    }
}
