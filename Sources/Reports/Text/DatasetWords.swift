/// The words for the datasets of a project.
enum DatasetWords {
    /// A refusal, and what to allow.
    static func denial(_ reason: String) -> String { "\(reason). Allow rekognition:DescribeDataset on the dataset" }
}
