package import ModelVersions

/// The service's answers about the projects of a desired state.
package struct LiveState: Sendable {
    package enum Reading: Sendable {
        case present(LiveProject)
        /// The service has no project with this ARN.
        case absent
        /// It could not be read completely. The reason is a sentence for the user.
        case unreadable(reason: String)
    }

    private var readings: [ProjectARN: Reading]

    package init(_ readings: [ProjectARN: Reading] = [:]) {
        self.readings = readings
    }

    /// The reading of a project. A project that was not read is unreadable, never in sync. So is a project by name
    /// whose ARN is not known: nothing is planned, saved or created in one.
    package subscript(project: ProjectARN) -> Reading {
        get {
            let reading = readings[project] ?? .unreadable(reason: "the project was not read")
            if case .present = reading, !project.isResolved {
                return .unreadable(reason: "the ARN of the project was not read")
            }
            return reading
        }
        set { readings[project] = newValue }
    }

    /// Whether nothing was tried for a project.
    package func isUnread(_ project: ProjectARN) -> Bool { readings[project] == nil }

    /// With the readings of further projects.
    package func merging(_ other: LiveState) -> LiveState {
        LiveState(readings.merging(other.readings) { own, _ in own })
    }

    /// The readable projects, in byte order of their ARNs.
    package var present: [(arn: ProjectARN, project: LiveProject)] {
        readings.compactMap { arn, reading in
            if case .present(let project) = reading, arn.isResolved { (arn, project) } else { nil }
        }.sorted { $0.arn < $1.arn }
    }
}

/// A project in the service.
package struct LiveProject: Sendable {
    /// A dataset that is associated with the project (API: DatasetMetadata).
    package struct Dataset: Sendable, Equatable {
        package enum Kind: String, Sendable {
            case train = "TRAIN"
            case test = "TEST"

            package var word: String {
                switch self {
                case .train: "training"
                case .test: "test"
                }
            }
        }

        package var kind: Kind
        /// API: DatasetStatus.
        package var status: String
        /// API: DatasetArn; nil if the service does not report it. It ends with the creation time, which distinguishes
        /// a dataset from a deleted one.
        package var arn: String?
        package var reading: DatasetReading

        package init(kind: Kind, status: String, arn: String? = nil, reading: DatasetReading = .notAsked) {
            self.kind = kind
            self.status = status
            self.arn = arn
            self.reading = reading
        }

        /// As in `training dataset`.
        package var word: String { kind.word }

        /// Whether a training may use it.
        package var isReady: Bool { status == "CREATE_COMPLETE" || status == "UPDATE_COMPLETE" }
    }

    /// `CREATING`, `CREATED` or `DELETING`; the service may add others.
    package var status: String
    /// Nil for an unknown feature.
    package var feature: ProjectFeature?
    package var datasets: [Dataset]
    /// In any order.
    package var versions: [LiveVersion]

    package init(
        status: String = "CREATED",
        feature: ProjectFeature? = .customLabels,
        datasets: [Dataset] = [],
        versions: [LiveVersion] = []
    ) {
        self.status = status
        self.feature = feature
        self.datasets = datasets
        self.versions = versions
    }
}
