import Host
import ModelVersions
import Planning
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
        /// The newest file of each version.
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

    /// Leaves out the files of live versions, and those that are older than the project.
    ///
    /// - Throws: as `S3API`.
    func read(_ api: any S3API, except claimed: ClaimedFiles) async throws -> Found {
        let bucket = place.output.bucket
        var result = Found(place: S3URI.text(bucket: bucket, prefix: prefix))
        var rest = targets[...]
        var newest: [VersionName: TraceCandidate] = [:]
        var request = ListObjectsV2Request(
            bucket: bucket,
            prefix: prefix,
            startAfter: rest.first?.start,
            expectedBucketOwner: place.project.account
        )
        for number in 1... {
            let page = try await api.listObjectsV2(request)
            for object in page.contents {
                while let target = rest.first, target.isOver(at: object.key) { rest.removeFirst() }
                guard let target = rest.first else { break }
                guard target.matches(object.key), !claimed.contains(object.key, of: target, in: bucket),
                    let candidate = self.candidate(object, target)
                else { continue }
                if let known = newest[target.version], known.file.lastModified >= candidate.file.lastModified {
                    continue
                }
                newest[target.version] = candidate
            }
            guard let token = page.nextContinuationToken, let target = rest.first else { break }
            guard number < Self.pageLimit else {
                result.isCut = true
                break
            }
            if let last = page.contents.last?.key {
                request.continuationToken = nil
                request.startAfter = last.utf8.lexicographicallyPrecedes(target.start.utf8) ? target.start : last
            } else {
                request.continuationToken = token
            }
        }
        result.candidates = Array(newest.values)
        return result
    }

    /// Nil for a file that is older than the project: it is of a deleted project of the same name.
    private func candidate(_ object: S3ObjectSummary, _ target: Target) -> TraceCandidate? {
        let created = place.project.creationTime
        let modified = object.lastModified?.milliseconds ?? created
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
