import JSON
package import Manifests
package import ModelVersions
package import Planning
package import Reconciler
package import Storage

/// Reads what the service wrote about the manifests of a training. It only reads.
package struct Explainer: Sendable {
    private let s3: @Sendable (_ region: String) throws -> any S3API
    private let findingsPerCode: Int

    /// - Parameters:
    ///   - s3: the client for a region.
    ///   - findingsPerCode: how many errors of a code and manifest are kept; the others are counted.
    package init(s3: @escaping @Sendable (_ region: String) throws -> any S3API, findingsPerCode: Int) {
        self.s3 = s3
        self.findingsPerCode = findingsPerCode
    }

    /// - Throws: `AWSError` where there are no credentials, and `CancellationError`. What cannot be read is part of the
    ///   result.
    package func explain(_ results: VersionResults, of project: ProjectARN) async throws -> TrainingExplanation {
        let version = results.version
        var explanation = TrainingExplanation(project: project, version: version, summary: .notYet, manifests: [])
        if version.status.phase == .inProgress { return explanation }
        let reader = ResultReader(s3: s3, region: project.region)
        if let location = version.training.manifestSummary {
            explanation.summary = try await summary(at: location, reader)
        } else {
            explanation.summary = .notNamed
        }
        for (dataset, locations) in [(Dataset.training, results.training), (.testing, results.testing)] {
            for location in locations {
                explanation.manifests.append(try await manifest(at: location, dataset, reader))
            }
        }
        return explanation
    }

    private func summary(
        at location: S3Object,
        _ reader: ResultReader
    ) async throws -> TrainingExplanation.Summary {
        do {
            var bytes: [UInt8] = []
            try await reader.read(location) { piece in
                bytes += piece
                if bytes.count > SummaryFile.sizeLimit {
                    throw ObjectProblem(
                        "it has more than \(SummaryFile.sizeLimit / 1_048_576) MiB, and is no manifest summary"
                    )
                }
            }
            do throws(JSONError) {
                return .read(try SummaryFile(bytes))
            } catch {
                throw ObjectProblem(
                    "it is not a manifest summary: \(error)",
                    help: "look at it yourself: something else may have written over it"
                )
            }
        } catch let problem as ObjectProblem {
            return .unreadable(problem)
        }
    }

    private func manifest(
        at location: S3Object,
        _ dataset: Dataset,
        _ reader: ResultReader
    ) async throws -> TrainingExplanation.ValidationManifest {
        var tally = ValidationTally(dataset, limit: findingsPerCode)
        var problem: ObjectProblem?
        do {
            try await reader.read(location) { tally.feed($0) }
            tally.finish()
        } catch let error as ObjectProblem {
            problem = error
        }
        return TrainingExplanation.ValidationManifest(
            location: location.description,
            tally: tally,
            problem: problem
        )
    }
}

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
