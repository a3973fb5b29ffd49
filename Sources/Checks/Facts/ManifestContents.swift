import AWSRuntime
import DesiredState
package import Manifests
package import ModelVersions
import Planning
import Reconciler
package import Storage

/// A manifest, and what a training uses it for.
package struct ContentQuestion: Sendable, Hashable {
    package var manifest: ManifestQuestion
    package var dataset: Dataset
    /// Whether the service takes the test images from it.
    package var splitsAutomatically: Bool

    /// The manifests of a training.
    static func all(of settings: TrainingSettings, in project: ProjectARN) -> [ContentQuestion] {
        guard case .manifests(let training, let testing) = settings.datasets else { return [] }
        func question(_ manifest: ManifestLocation, _ dataset: Dataset) -> ContentQuestion {
            ContentQuestion(
                manifest: ManifestQuestion(manifest, for: project),
                dataset: dataset,
                splitsAutomatically: dataset == .training && testing == .autoCreate
            )
        }
        let tests: [ManifestLocation] = if case .manifests(let tests) = testing { tests } else { [] }
        return training.map { question($0, .training) } + tests.map { question($0, .testing) }
    }
}

package enum ContentFact: Sendable, Equatable {
    case read(ManifestContent)
    case problem(ObjectProblem)
}

/// What the published rules say about the lines of a manifest.
package struct ManifestContent: Sendable, Equatable {
    package var lines = 0
    package var images = 0
    package var errors = 0
    /// Errors that end a training.
    package var terminalErrors = 0
    package var warnings = 0
    /// The first of the most severe findings.
    package var first: ManifestFinding?
    /// Of the first image; a finding says whether there are others.
    package var imageBucket: S3Bucket?
    package var labels = DataLabels()
    /// None if the service takes the test images from the manifest: then there is nothing to compare them with.
    package var imageNames = DataImages()
}

extension ContentFact {
    /// Of the images; nil for lines that were not read, or name no image.
    var imageBucket: S3Bucket? {
        if case .read(let content) = self { content.imageBucket } else { nil }
    }
}

/// The bucket of a manifest and the bucket of its images, where these are two.
struct BucketPair: Hashable {
    var manifest: S3Bucket
    var images: S3Bucket
}

extension ProjectTrainings {
    /// The pairs that must have one owner. The guide has no such rule for adapters.
    func bucketPairs(of settings: TrainingSettings, in contents: [ContentQuestion: ContentFact]) -> [BucketPair] {
        guard live?.feature != .contentModeration else { return [] }
        return ContentQuestion.all(of: settings, in: project).compactMap { question in
            let manifest = question.manifest.manifest.bucket
            guard let images = contents[question]?.imageBucket, images != manifest else { return nil }
            return BucketPair(manifest: manifest, images: images)
        }
    }
}

extension CheckSources {
    /// Manifests that are read at the same time: each uses memory and a core.
    private static let readers = 2

    /// Reads the manifests that were found and checks their lines. Reads one version of an object once, even if two
    /// manifests name it.
    ///
    /// - Throws: as `facts`.
    func contents(
        of projects: [ProjectTrainings],
        found manifests: [ManifestQuestion: ManifestFact]
    ) async throws -> [ContentQuestion: ContentFact] {
        var questions: [StoredManifest: [ContentQuestion]] = [:]
        for project in projects {
            for question in Set(
                project.trainings.flatMap { ContentQuestion.all(of: $0.settings, in: project.project) }
            ) {
                // ManifestCheck reports an empty or too large manifest.
                guard case .found(let head) = manifests[question.manifest],
                    1...ManifestChecker.sizeLimit ~= head.contentLength ?? 1
                else { continue }
                var object = question.manifest.manifest.object
                object.version = object.version ?? head.versionID
                let manifest = StoredManifest(
                    place: question.manifest.place,
                    object: object,
                    eTag: head.eTag,
                    dataset: question.dataset,
                    splitsAutomatically: question.splitsAutomatically,
                    feature: project.live?.feature
                )
                questions[manifest, default: []].append(question)
            }
        }
        let order = Array(questions.keys)
        let facts = try await concurrently(order, width: Self.readers) { try await read($0) }
        var result: [ContentQuestion: ContentFact] = [:]
        for (manifest, fact) in zip(order, facts) {
            for question in questions[manifest] ?? [] { result[question] = fact }
        }
        return result
    }

    private func read(_ manifest: StoredManifest) async throws -> ContentFact {
        do {
            // The ETag ties the judgement to the content that a saved plan holds.
            let request = GetObjectRequest(manifest.object, ifMatch: manifest.eTag)
            return .read(try await check(S3ObjectChunks(request, from: try s3(manifest.place)), manifest))
        } catch {
            return .problem(try ObjectProblem(error, reading: manifest.object))
        }
    }

    private func check(_ chunks: S3ObjectChunks, _ manifest: StoredManifest) async throws -> ManifestContent {
        var options = ManifestChecker.Options()
        options.feature = manifest.feature
        options.region = manifest.place.region
        options.splitsAutomatically = manifest.splitsAutomatically
        let worst = WorstFinding()
        let checker = ManifestChecker(manifest.dataset, options: options) { worst.take($0) }
        for try await chunk in chunks {
            try Task.checkCancellation()
            checker.feed(chunk)
            if checker.isRefused { break }
        }
        let summary = checker.finish()
        return ManifestContent(
            lines: summary.totalLines,
            images: summary.images,
            errors: summary.errorCount,
            terminalErrors: summary.terminalErrorCount,
            warnings: summary.warningCount,
            first: worst.finding,
            imageBucket: summary.bucket.flatMap { try? S3Bucket($0) },
            labels: DataLabels(summary),
            imageNames: manifest.splitsAutomatically ? DataImages() : DataImages(summary)
        )
    }
}

/// One content, and how to read it.
private struct StoredManifest: Hashable {
    var place: AccountRegion
    var object: S3Object
    var eTag: String?
    var dataset: Dataset
    var splitsAutomatically: Bool
    var feature: ProjectFeature?
}

/// Filled by a closure.
private final class WorstFinding {
    private(set) var finding: ManifestFinding?

    func take(_ other: ManifestFinding) {
        guard let finding else { return finding = other }
        if other.severity > finding.severity { self.finding = other }
    }
}

extension FindingCode {
    /// Whether another manifest of the training may supply what this one lacks.
    var isShortage: Bool {
        switch self {
        case .tooFewLabels, .tooFewUsableLabels, .insufficientImagesPerLabelForAutosplit: true
        default: false
        }
    }
}

extension ManifestFinding {
    /// A warning that the training may end, as between the two readings of the 20 % rule, says more than an error of
    /// one line.
    fileprivate var severity: Int {
        guard code.effect == .terminal else { return level == .warning ? 0 : 1 }
        if level == .warning { return 2 }
        return code.isShortage ? 3 : 4
    }
}
