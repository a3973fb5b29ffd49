package import Manifests
package import ModelVersions
package import Planning

/// Why a training failed, or what it ran without: what the service wrote about its manifests.
package struct TrainingExplanation: Sendable {
    package enum Summary: Sendable {
        /// The training has not ended.
        case notYet
        /// The service names none.
        case notNamed
        case read(SummaryFile)
        case unreadable(ObjectProblem)
    }

    package struct ValidationManifest: Sendable {
        /// As a reviewer reads it.
        package var location: String
        /// What was read of it, up to the problem if there is one.
        package var tally: ValidationTally
        package var problem: ObjectProblem?

        package init(location: String, tally: ValidationTally, problem: ObjectProblem? = nil) {
            self.location = location
            self.tally = tally
            self.problem = problem
        }
    }

    package var project: ProjectARN
    package var version: LiveVersion
    package var summary: Summary
    /// Those of the training, then those of the test.
    package var manifests: [ValidationManifest]

    package init(project: ProjectARN, version: LiveVersion, summary: Summary, manifests: [ValidationManifest]) {
        self.project = project
        self.version = version
        self.summary = summary
        self.manifests = manifests
    }

    /// Whether all that is there could be read.
    package var isComplete: Bool {
        if case .unreadable = summary { return false }
        return manifests.allSatisfy { $0.problem == nil && $0.tally.unreadLines == 0 }
    }

    package var summaryFile: SummaryFile? {
        if case .read(let file) = summary { file } else { nil }
    }

    /// Where the summary is, as a reviewer reads it.
    package var summaryLocation: String? { version.training.manifestSummary?.description }

    /// Whether the errors of a dataset's lines were read.
    package func hasLines(of dataset: Dataset) -> Bool {
        manifests.contains { $0.tally.dataset == dataset && $0.problem == nil }
    }
}
