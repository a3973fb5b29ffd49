/// The names of the files that a training leaves in its output location. They outlive the version.
///
/// Source: recorded answers of DescribeProjectVersions in the documentation of the JavaScript SDK, and the Custom
/// Labels guide (im-access-summary-evaluation-manifest.html). No page of AWS lists all of them.
package struct TrainingFiles: Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        /// API: ManifestSummary. A failed training has it too.
        case manifestSummary = "ManifestSummary-"
        /// API: EvaluationResult.Summary. Only a completed training has it.
        case evaluationSummary = "EvaluationResultSummary-"
        case trainingGroundTruth = "TrainingGroundTruth-"
        case testingGroundTruth = "TestingGroundTruth-"
        case trainingValidation = "TrainingManifestWithValidation-"
        case testingValidation = "TestingManifestWithValidation-"
    }

    /// The start of all keys: the prefix of the output, and a slash after it unless it is empty or ends in one.
    private let base: String
    private let project: String
    private let version: String

    package init(prefix: String, project: String, version: String) {
        let isFolder = prefix.isEmpty || prefix.utf8.last == UInt8(ascii: "/")
        base = isFolder ? prefix : prefix + "/"
        self.project = project
        self.version = version
    }

    package func key(_ kind: Kind) -> String { "\(base)\(name(kind))" }

    /// The start of the keys of older trainings of the console; it ends in a slash.
    package var folder: String { "\(base)\(project)/\(version)/" }

    package func keyInFolder(_ kind: Kind) -> String { "\(folder)\(name(kind))" }

    /// Whether a key is one of a training's files directly in the folder. Data of the user may be in a folder of the
    /// same name, and in folders below it.
    package func isInFolder(_ key: String) -> Bool {
        guard key.utf8.starts(with: folder.utf8) else { return false }
        let file = key.utf8.dropFirst(folder.utf8.count)
        return Kind.allCases.contains { file.elementsEqual(name($0).utf8) }
            || Self.guideNames.contains { file.elementsEqual($0.utf8) }
    }

    /// Source: Custom Labels guide, tm-debugging-summary.html and tm-debugging-scope-json-line.html.
    private static let guideNames = [
        "manifest_summary.json", "training_manifest_with_validation.json", "testing_manifest_with_validation.json",
    ]

    private func name(_ kind: Kind) -> String { "\(kind.rawValue)\(project)-\(version).json" }
}
