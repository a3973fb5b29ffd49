/// The training and test data of a version.
package enum Datasets: Sendable, Equatable {
    /// The datasets that are associated with the project.
    case project
    /// Manifests in the request (API: TrainingData and TestingData).
    case manifests(training: [ManifestLocation], testing: TestingManifests)

    /// All manifests, in the order of the request.
    package var manifests: [ManifestLocation] {
        switch self {
        case .project: []
        case .manifests(let training, .autoCreate), .manifests(let training, .omitted): training
        case .manifests(let training, .manifests(let testing)): training + testing
        }
    }
}

extension Datasets {
    /// Whether the request has TrainingData and no TestingData.
    package var isWithoutTestData: Bool {
        if case .manifests(_, .omitted) = self { true } else { false }
    }
}

/// API: TestingData.
package enum TestingManifests: Sendable, Equatable {
    /// The service uses a fifth of the training data (API: AutoCreate).
    case autoCreate
    /// The request has no TestingData. The service refuses that in a project for custom labels. For an adapter, the
    /// guide leaves it open.
    case omitted
    case manifests([ManifestLocation])
}

/// A percentage, 0 to 100 (API: ContentModeration.ConfidenceThreshold, a 32-bit float).
package struct ConfidenceThreshold: Sendable, Hashable, CustomStringConvertible {
    package let percent: Double

    package init(percent: Double) throws(InvalidValue) {
        guard percent.isFinite, (0...100).contains(percent) else {
            throw InvalidValue("must be a number from 0 to 100")
        }
        self.percent = percent
    }

    /// Compares 32 bits, as many as the service keeps.
    package static func == (lhs: ConfidenceThreshold, rhs: ConfidenceThreshold) -> Bool {
        Float(lhs.percent) == Float(rhs.percent)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(Float(percent))
    }

    package var description: String { Float(percent).description }
}

/// The settings of a training. They cannot change after the training.
package struct TrainingSettings: Sendable, Equatable {
    package var output: OutputLocation
    package var datasets: Datasets
    package var kmsKey: KMSKey?
    package var description: VersionDescription?
    package var confidenceThreshold: ConfidenceThreshold?

    package init(
        output: OutputLocation,
        datasets: Datasets,
        kmsKey: KMSKey? = nil,
        description: VersionDescription? = nil,
        confidenceThreshold: ConfidenceThreshold? = nil
    ) {
        self.output = output
        self.datasets = datasets
        self.kmsKey = kmsKey
        self.description = description
        self.confidenceThreshold = confidenceThreshold
    }
}
