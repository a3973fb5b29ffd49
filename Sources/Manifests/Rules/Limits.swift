/// The published limits: "Guidelines and quotas in Amazon Rekognition Custom Labels" and the pages that
/// specs/manifest-rules.md names.
enum Limits {
    /// "1 GB" is one or the other: a manifest between the two is warned of.
    static let sizeInGB = 1_000_000_000
    static let sizeInGiB = 1_073_741_824
    static let rows = 250_000
    /// For image-level labels, where AWS has raised the quota.
    static let raisedRows = 500_000
    static let labels = 250
    static let lineCharacters = 100_000
    static let labelCharacters = 256
    static let labelsPerImage = 50
    static let boxes = 50
    static let dimensions: ClosedRange<Int64> = 64...4096
    static let aspectRatio: Int64 = 20
    /// Larger images are made smaller before a training.
    static let trainedDimension: Int64 = 1280
    static let testImagesPerLabel = 1000
    static let keyBytes = 1024
    static let bucketCharacters = 3...255

    static func fewestLabels(_ useCase: UseCase) -> Int {
        switch useCase {
        case .imageLevelLabels: 2
        case .objectLocalization: 1
        }
    }
}
