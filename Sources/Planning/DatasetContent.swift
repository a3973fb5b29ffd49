package import DesiredState
package import ModelVersions

/// What is in a dataset of a project (API: DatasetDescription). Nil for what the service does not report.
package struct DatasetContent: Sendable, Equatable {
    /// Images.
    package var entries: Int?
    /// Images with labels.
    package var labeledEntries: Int?
    /// Labels that the entries declare.
    package var labels: Int?
    /// Entries with at least one error.
    package var errorEntries: Int?
    /// Milliseconds since 1970 (API: LastUpdatedTimestamp).
    package var updated: Int64?

    package init(
        entries: Int? = nil,
        labeledEntries: Int? = nil,
        labels: Int? = nil,
        errorEntries: Int? = nil,
        updated: Int64? = nil
    ) {
        self.entries = entries
        self.labeledEntries = labeledEntries
        self.labels = labels
        self.errorEntries = errorEntries
        self.updated = updated
    }
}

/// The answer of DescribeDataset.
package enum DatasetReading: Sendable, Equatable {
    case notAsked
    case read(DatasetContent)
    /// - reason: a sentence for the user, which names a missing permission.
    /// - isDenied: whether the permission rekognition:DescribeDataset is missing.
    case unreadable(reason: String, isDenied: Bool)

    package var content: DatasetContent? {
        if case .read(let content) = self { content } else { nil }
    }
}

/// The projects whose datasets a command describes, one call for each dataset.
package enum DatasetNeed: Sendable {
    /// Projects with a version to train on their datasets.
    case toTrain
    /// Projects with a described version that is live and was to be trained on their datasets.
    case trained
    case all

    package func includes(_ project: DesiredProject, _ live: LiveProject) -> Bool {
        guard !live.datasets.isEmpty else { return false }
        switch self {
        case .all: return true
        case .toTrain, .trained:
            let names = Set(live.versions.map(\.arn.name))
            return project.versions.contains { version in
                guard case .trained(let settings) = version.intent, settings.datasets == .project else { return false }
                return names.contains(version.name) == (self == .trained)
            }
        }
    }
}

extension LiveProject {
    /// The newest version that was trained on the project's datasets, or is in training on them, as far as is known:
    /// one that the service does not report manifests for.
    package var newestTrainingOnDatasets: LiveVersion? {
        let others: [VersionStatus.Phase] = [.failed, .deleting, .unrecognized]
        return versions.filter { version in
            !others.contains(version.status.phase) && !version.isCopy && (version.settings.training ?? []).isEmpty
        }
        .max { $0.creationTime < $1.creationTime }
    }

    /// The datasets that changed after the newest training on them began; nil if none did, or without such a training.
    package var newData: NewData? {
        guard let newest = newestTrainingOnDatasets else { return nil }
        let changed = datasets.compactMap { dataset -> NewData.Dataset? in
            guard let content = dataset.reading.content, let updated = content.updated,
                updated > newest.creationTime
            else { return nil }
            return NewData.Dataset(kind: dataset.kind, entries: content.entries, updated: updated)
        }
        return changed.isEmpty ? nil : NewData(newest: newest.arn, began: newest.creationTime, datasets: changed)
    }
}

/// Entries that changed after the newest training on the datasets of a project began: they are not trained yet.
package struct NewData: Sendable, Equatable {
    package struct Dataset: Sendable, Equatable {
        package var kind: LiveProject.Dataset.Kind
        /// Now; nil if the service does not report it.
        package var entries: Int?
        /// Milliseconds since 1970.
        package var updated: Int64

        package init(kind: LiveProject.Dataset.Kind, entries: Int?, updated: Int64) {
            self.kind = kind
            self.entries = entries
            self.updated = updated
        }
    }

    /// The newest version that was trained on the datasets.
    package var newest: VersionARN
    /// When its training began: milliseconds since 1970.
    package var began: Int64
    package var datasets: [Dataset]

    package init(newest: VersionARN, began: Int64, datasets: [Dataset]) {
        self.newest = newest
        self.began = began
        self.datasets = datasets
    }
}

extension LiveVersion {
    /// Milliseconds since 1970. The service may not report the time; the ARN always has it.
    package var creationTime: Int64 { training.created ?? arn.creationTime }
}
