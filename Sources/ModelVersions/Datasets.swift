/// What a version is trained and tested with.
package enum Datasets: Sendable, Equatable {
    /// The datasets that are associated with the project.
    case project
    /// Manifests named in the request (API: TrainingData and TestingData, which come together).
    case manifests(training: [ManifestLocation], testing: TestingManifests)

    /// All that are named, in the order of the request.
    package var manifests: [ManifestLocation] {
        switch self {
        case .project: []
        case .manifests(let training, .autoCreate): training
        case .manifests(let training, .manifests(let testing)): training + testing
        }
    }
}

/// API: TestingData.
package enum TestingManifests: Sendable, Equatable {
    /// The service puts a fifth of the training data aside (API: AutoCreate).
    case autoCreate
    case manifests([ManifestLocation])
}

/// A share of 0 to 100 (API: ContentModeration.ConfidenceThreshold, a 32-bit float).
package struct ConfidenceThreshold: Sendable, Hashable, CustomStringConvertible {
    package let percent: Double

    package init(percent: Double) throws(InvalidValue) {
        guard percent.isFinite, (0...100).contains(percent) else {
            throw InvalidValue("must be a number from 0 to 100")
        }
        self.percent = percent
    }

    /// The service keeps 32 bits, so more are not compared.
    package static func == (lhs: ConfidenceThreshold, rhs: ConfidenceThreshold) -> Bool {
        Float(lhs.percent) == Float(rhs.percent)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(Float(percent))
    }

    package var description: String { Float(percent).description }
}

/// The settings of a training, none of which can be changed later.
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
