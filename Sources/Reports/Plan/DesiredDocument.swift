import DesiredState
import ModelVersions

/// A desired version with its defaults filled in, under the names that the YAML has.
struct DesiredDocument: Encodable {
    /// `datasets: project` is a string, manifests are an object.
    enum Data: Encodable {
        struct Manifests: Encodable {
            let training: [String]
            /// Nil where the service splits the training data.
            let testing: [String]?
            let autoCreate: Bool
        }

        case project
        case manifests(Manifests)

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .project: try container.encode("project")
            case .manifests(let manifests): try container.encode(manifests)
            }
        }
    }

    let retired: Bool
    let description: String?
    let output: String?
    let datasets: Data?
    let kmsKey: String?
    let confidenceThreshold: Double?
    let tags: [String: String]
    let minF1Score: Double?

    init(_ version: DesiredVersion) {
        tags = Dictionary(version.tags.all.map { ($0.key, $0.value) }) { first, _ in first }
        minF1Score = version.expectation.minimumF1Score
        guard case .trained(let settings) = version.intent else {
            retired = true
            (description, output, kmsKey) = (nil, nil, nil)
            datasets = nil
            confidenceThreshold = nil
            return
        }
        retired = false
        description = settings.description?.text
        output = settings.output.description
        kmsKey = settings.kmsKey?.text
        confidenceThreshold = settings.confidenceThreshold?.percent
        switch settings.datasets {
        case .project:
            datasets = .project
        case .manifests(let training, .autoCreate):
            datasets = .manifests(.init(training: training.map(\.description), testing: nil, autoCreate: true))
        case .manifests(let training, .manifests(let testing)):
            datasets = .manifests(
                .init(
                    training: training.map(\.description),
                    testing: testing.map(\.description),
                    autoCreate: false
                )
            )
        }
    }
}
