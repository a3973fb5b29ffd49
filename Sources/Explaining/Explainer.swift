internal import JSONBytes
internal import Manifests
package import ModelVersions
internal import Planning
package import Reconciler
package import S3

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
        at location: LiveSettings.Manifest,
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
        at location: LiveSettings.Manifest,
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
