import AWSRuntime
import DesiredState
package import Manifests
import ModelVersions
import Reconciler
import Storage

/// What a manifest's lines are to be read for.
package struct ContentQuestion: Sendable, Hashable {
    package var manifest: ManifestQuestion
    package var dataset: Dataset
    /// Whether the service takes its test images from it.
    package var splitsAutomatically: Bool

    /// The manifests of a training, each for what it is used for.
    static func all(of settings: TrainingSettings, in project: ProjectARN) -> [ContentQuestion] {
        guard case .manifests(let training, let testing) = settings.datasets else { return [] }
        let tests: [ManifestLocation] = if case .manifests(let tests) = testing { tests } else { [] }
        return training.map {
            ContentQuestion(
                manifest: ManifestQuestion($0, for: project),
                dataset: .training,
                splitsAutomatically: testing == .autoCreate
            )
        }
            + tests.map {
                ContentQuestion(
                    manifest: ManifestQuestion($0, for: project),
                    dataset: .testing,
                    splitsAutomatically: false
                )
            }
    }
}

package enum ContentFact: Sendable, Equatable {
    case read(ManifestContent)
    case denied
    case unreadable(reason: String)
}

/// What the published rules say of a manifest's lines.
package struct ManifestContent: Sendable, Equatable {
    package var lines = 0
    package var images = 0
    package var errors = 0
    /// Errors that end a training.
    package var terminalErrors = 0
    package var warnings = 0
    /// The first of the gravest kind that there is.
    package var first: ManifestFinding?
}

extension OutsideWorld {
    /// How many manifests are read at a time: each takes memory, and a core.
    private static let readers = 2

    /// Reads the manifests that were found, and holds their lines against the published rules: one version of an object
    /// is read once, however it is named.
    ///
    /// - Throws: as `facts`.
    package func contents(
        of projects: [ProjectTrainings],
        found manifests: [ManifestQuestion: ManifestFact]
    ) async throws -> [ContentQuestion: ContentFact] {
        var objects: [StoredManifest: [ContentQuestion]] = [:]
        for project in projects {
            for question in Set(
                project.trainings.flatMap { ContentQuestion.all(of: $0.settings, in: project.project) }
            ) {
                // What is empty or too large is told by another check, and may be of any size.
                guard case .found(let head) = manifests[question.manifest],
                    1...ManifestCheck.sizeLimit ~= head.contentLength ?? 1
                else { continue }
                var object = question.manifest.manifest.object
                object.version = object.version ?? head.versionID
                let stored = StoredManifest(
                    region: question.manifest.region,
                    object: object,
                    eTag: head.eTag,
                    dataset: question.dataset,
                    splitsAutomatically: question.splitsAutomatically
                )
                objects[stored, default: []].append(question)
            }
        }
        let order = Array(objects.keys)
        let facts = try await concurrently(order, width: Self.readers) { try await read($0) }
        var result: [ContentQuestion: ContentFact] = [:]
        for (object, fact) in zip(order, facts) {
            for question in objects[object] ?? [] { result[question] = fact }
        }
        return result
    }

    private func read(_ object: StoredManifest) async throws -> ContentFact {
        do {
            // What a saved plan is to hold is the content that was judged, and no other.
            let request = GetObjectRequest(object.object, ifMatch: object.eTag)
            return .read(try await check(S3ObjectChunks(request, from: try s3(object.region)), object))
        } catch let error as AWSError where error.isDenial {
            return .denied
        } catch is S3ObjectChanged {
            return .unreadable(reason: "it was written over while it was read")
        } catch {
            return .unreadable(reason: try reason(error))
        }
    }

    private func check(_ chunks: S3ObjectChunks, _ object: StoredManifest) async throws -> ManifestContent {
        var options = ManifestChecker.Options()
        options.splitsAutomatically = object.splitsAutomatically
        let gravest = GravestFinding()
        let checker = ManifestChecker(object.dataset, options: options) { gravest.take($0) }
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
            first: gravest.finding
        )
    }
}

/// One content, as it is to be read.
private struct StoredManifest: Hashable {
    var region: String
    var object: S3Object
    var eTag: String?
    var dataset: Dataset
    var splitsAutomatically: Bool
}

/// What a closure keeps.
private final class GravestFinding {
    private(set) var finding: ManifestFinding?

    func take(_ other: ManifestFinding) {
        guard let finding else { return finding = other }
        if other.gravity > finding.gravity { self.finding = other }
    }
}

extension FindingCode {
    /// Whether another manifest of the same training may have what this one lacks.
    var isShortage: Bool {
        switch self {
        case .tooFewLabels, .tooFewUsableLabels, .insufficientImagesPerLabelForAutosplit: true
        default: false
        }
    }
}

extension ManifestFinding {
    fileprivate var gravity: Int {
        if level == .warning { return 0 }
        guard code.effect == .terminal else { return 1 }
        return code.isShortage ? 2 : 3
    }
}
