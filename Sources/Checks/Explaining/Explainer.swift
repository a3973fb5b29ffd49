import JSON
package import Manifests
package import ModelVersions
package import Planning
package import Reconciler
package import Storage

/// Reads what the service wrote about the manifests of a training. It only reads.
package struct Explainer: Sendable {
    private let s3: S3Clients
    private let findingsPerCode: Int

    /// - Parameter findingsPerCode: how many errors of a code and manifest are kept; the others are counted.
    package init(s3: @escaping S3Clients, findingsPerCode: Int) {
        self.s3 = s3
        self.findingsPerCode = findingsPerCode
    }

    /// - Throws: `AWSError` without credentials; `CancellationError`. Every other problem is part of the result.
    package func explain(_ results: VersionResults, of project: ProjectARN) async throws -> TrainingExplanation {
        let version = results.version
        var explanation = TrainingExplanation(project: project, version: version, summary: .notYet, manifests: [])
        if version.status.phase == .inProgress { return explanation }
        if let object = version.training.manifestSummary {
            explanation.summary = try await summary(object, AccountRegion(project))
        } else {
            explanation.summary = .notNamed
        }
        for (dataset, objects) in [(Dataset.training, results.training), (.testing, results.testing)] {
            for object in objects {
                explanation.manifests.append(try await manifest(object, dataset, AccountRegion(project)))
            }
        }
        return explanation
    }

    private func summary(_ object: S3Object, _ place: AccountRegion) async throws -> TrainingExplanation.Summary {
        do {
            var bytes: [UInt8] = []
            try await read(object, place) { piece in
                bytes += piece
                if bytes.count > SummaryFile.sizeLimit {
                    throw ObjectProblem(
                        """
                        the object has more than \(SummaryFile.sizeLimit / 1_048_576) MiB; it is not a manifest \
                        summary
                        """
                    )
                }
            }
            do throws(JSONError) {
                return .read(try SummaryFile(bytes))
            } catch {
                throw ObjectProblem(
                    "the object is not a manifest summary: \(error)",
                    help: "open the object: another program may have overwritten it"
                )
            }
        } catch let problem as ObjectProblem {
            return .unreadable(problem)
        }
    }

    private func manifest(
        _ object: S3Object,
        _ dataset: Dataset,
        _ place: AccountRegion
    ) async throws -> TrainingExplanation.ValidationManifest {
        var tally = ValidationTally(dataset, limit: findingsPerCode)
        var problem: ObjectProblem?
        do {
            try await read(object, place) { tally.feed($0) }
            tally.finish()
        } catch let error as ObjectProblem {
            problem = error
        }
        return TrainingExplanation.ValidationManifest(location: object.description, tally: tally, problem: problem)
    }

    /// Reads an object piece by piece.
    ///
    /// - Parameters:
    ///   - place: the account, and the region to ask first: training needs the bucket in the project's region.
    ///   - take: processes a piece; an error that it throws ends the reading.
    /// - Throws: `ObjectProblem`; `AWSError` without credentials; `CancellationError`.
    private func read(_ object: S3Object, _ place: AccountRegion, _ take: ([UInt8]) throws -> Void) async throws {
        let request: GetObjectRequest
        do throws(InvalidValue) {
            request = GetObjectRequest(try ManifestLocation(object).object)
        } catch {
            throw ObjectProblem("the service names an object that S3 cannot have: it \(error)")
        }
        do {
            // S3 names another region before the first piece.
            try await withS3(in: place.region, { try s3(place.at($0)) }) { client in
                let iterator = S3ObjectChunks(request, from: client).makeAsyncIterator()
                while let piece = try await iterator.next() {
                    try Task.checkCancellation()
                    try take(piece)
                }
            }
        } catch {
            var problem = try ObjectProblem(error, reading: object)
            if problem.kind == .absent { problem.help = "check the bucket's lifecycle rules" }
            throw problem
        }
    }
}

/// What the service wrote about the manifests of a training: why it failed, or which lines it left out.
package struct TrainingExplanation: Sendable {
    package enum Summary: Sendable {
        /// The training has not ended.
        case notYet
        /// The service names no summary.
        case notNamed
        case read(SummaryFile)
        case unreadable(ObjectProblem)
    }

    package struct ValidationManifest: Sendable {
        /// For people; see `S3Object.description`.
        package var location: String
        /// The part before the problem, if there is one.
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
    /// The training manifests, then the testing manifests.
    package var manifests: [ValidationManifest]

    package init(project: ProjectARN, version: LiveVersion, summary: Summary, manifests: [ValidationManifest]) {
        self.project = project
        self.version = version
        self.summary = summary
        self.manifests = manifests
    }

    /// Whether everything that the service names could be read.
    package var isComplete: Bool {
        if case .unreadable = summary { return false }
        return manifests.allSatisfy { $0.problem == nil && $0.tally.unreadLines == 0 }
    }

    package var summaryFile: SummaryFile? {
        if case .read(let file) = summary { file } else { nil }
    }

    package var summaryLocation: String? { version.training.manifestSummary?.description }

    /// Whether the errors of a dataset's lines were read.
    package func hasLines(of dataset: Dataset) -> Bool {
        manifests.contains { $0.tally.dataset == dataset && $0.problem == nil }
    }
}
