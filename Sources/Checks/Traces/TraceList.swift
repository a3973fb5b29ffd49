import AWSRuntime
import Host
import ModelVersions
import Planning
import Rekognition
import Storage
import Text

/// One list of a place, which finds the files of some versions.
///
/// The keys come in the order of their bytes. So the list begins before the first file that a version can have, skips
/// what is between two of them, and ends after the last one.
struct TraceList: Sendable {
    enum Layout {
        /// The manifest summaries, which every ended training has.
        case summaries
        /// The folders of older trainings of the console.
        case folders
    }

    /// What shows a version: a key, or the start of the keys in a folder.
    struct Target: Sendable {
        let version: VersionName
        let names: TrainingFiles
        let key: String
        let isFolder: Bool
        /// The list continues after it: it precedes the target, and hardly any other key is between them.
        let start: String
        let evaluationKey: String

        func matches(_ other: String) -> Bool {
            isFolder ? names.isInFolder(other) : other.hasSameBytes(as: key)
        }

        /// Whether no later key can match.
        func isOver(at other: String) -> Bool {
            key.utf8.lexicographicallyPrecedes(other.utf8) && !(isFolder && other.utf8.starts(with: key.utf8))
        }
    }

    struct Found: Sendable {
        /// The newest file of each version, and the newest of those that a live version may have written.
        var candidates: [TraceCandidate] = []
        /// Whether the list was longer than the limit.
        var isCut = false
        /// For messages.
        let place: String
    }

    /// Pages of at most 1000 objects.
    static let pageLimit = 100

    private let place: TracePlace
    private let prefix: String
    /// In the order of their keys.
    private let targets: [Target]

    init(_ layout: Layout, of versions: Set<VersionName>, at place: TracePlace) {
        func files(_ version: String) -> TrainingFiles {
            TrainingFiles(prefix: place.output.prefix, project: place.project.name, version: version)
        }
        self.place = place
        switch layout {
        // Without `.json` and without `/`: what all versions have in common.
        case .summaries: prefix = String(files("").key(.manifestSummary).dropLast(5))
        case .folders: prefix = String(files("").folder.dropLast(1))
        }
        targets = versions.map { version in
            let names = files(version.text)
            let key = layout == .folders ? names.folder : names.key(.manifestSummary)
            return Target(
                version: version,
                names: names,
                key: key,
                isFolder: layout == .folders,
                start: layout == .folders ? key : String(key.dropLast()),
                evaluationKey: layout == .folders
                    ? names.keyInFolder(.evaluationSummary) : names.key(.evaluationSummary)
            )
        }.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    /// Leaves out files that are older than the project.
    ///
    /// - Throws: as `S3API`; `AWSError` too for keys that are not in order, a token that comes again, and a file
    ///   without a date.
    func read(_ api: any S3API, beside claimed: ClaimedFiles) async throws -> Found {
        let bucket = place.output.bucket
        var result = Found(place: S3URI.text(bucket: bucket, prefix: prefix))
        var rest = targets[...]
        var newest: [Kept: TraceCandidate] = [:]
        var request = ListObjectsV2Request(
            bucket: bucket,
            prefix: prefix,
            startAfter: rest.first?.start,
            expectedBucketOwner: place.project.account
        )
        var tokens = PageTokens(operation: "ListObjectsV2", .standard)
        var last: String?
        for number in 1... {
            let page = try await api.listObjectsV2(request)
            for object in page.contents {
                // Without the order, a gap does not mean that a key is missing, and a list need not end.
                if let last, !last.utf8.lexicographicallyPrecedes(object.key.utf8) {
                    throw Self.unreadable("the key `\(object.key.excerpt)` comes after `\(last.excerpt)`")
                }
                last = object.key
                while let target = rest.first, target.isOver(at: object.key) { rest.removeFirst() }
                guard let target = rest.first else { break }
                guard target.matches(object.key), var candidate = try self.candidate(object, target) else { continue }
                candidate.isClaimed = claimed.contains(candidate.file, of: target)
                let kept = Kept(version: target.version, isClaimed: candidate.isClaimed)
                if let known = newest[kept], known.file.lastModified >= candidate.file.lastModified { continue }
                newest[kept] = candidate
            }
            guard let target = rest.first,
                let token = try tokens.next(page.nextContinuationToken, isEmpty: page.contents.isEmpty)
            else { break }
            guard number < Self.pageLimit else {
                result.isCut = true
                break
            }
            if let last, !page.contents.isEmpty {
                request.continuationToken = nil
                request.startAfter = last.utf8.lexicographicallyPrecedes(target.start.utf8) ? target.start : last
            } else {
                request.continuationToken = token
            }
        }
        result.candidates = Array(newest.values)
        return result
    }

    private struct Kept: Hashable {
        let version: VersionName
        let isClaimed: Bool
    }

    private static func unreadable(_ problem: String) -> AWSError {
        AWSError(.unreadableResponse(problem), operation: "ListObjectsV2", service: "s3", host: "the service")
    }

    /// Nil for a file that is older than the project: it is of a deleted project of the same name.
    ///
    /// - Throws: `AWSError` for an object without a date, which S3 always sends.
    private func candidate(_ object: S3ObjectSummary, _ target: Target) throws -> TraceCandidate? {
        let created = place.project.creationTime
        guard let modified = object.lastModified?.milliseconds else {
            throw Self.unreadable("the object `\(object.key.excerpt)` has no readable LastModified")
        }
        // S3 gives whole seconds.
        guard modified / 1000 >= created / 1000 else { return nil }
        return TraceCandidate(
            version: target.version,
            project: place.project,
            file: TrainingTrace.File(bucket: place.output.bucket, key: object.key, lastModified: modified),
            evaluationKey: target.evaluationKey
        )
    }
}
