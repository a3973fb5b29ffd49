import AWSRuntime
import JSON
package import ModelVersions
package import Planning
import Reconciler
import Storage

extension CheckSources {
    /// Looks for what earlier trainings of versions left behind. It reads at most two lists of each place, and the
    /// evaluation summary beside each file that it finds.
    ///
    /// - Parameters:
    ///   - wanted: the versions to look for at each place. A place without any is not asked.
    ///   - live: a file that one of its versions may have written is no proof of another.
    ///   - events: whether to ask CloudTrail too, for the accounts and regions of the places.
    /// - Returns: nil where nothing is asked. S3 is not asked where only Rekognition's endpoint is configured.
    /// - Throws: as `facts`.
    package func earlierTrainings(
        of wanted: [TracePlace: Set<VersionName>],
        live: LiveState,
        events: Bool
    ) async throws -> EarlierTrainings? {
        let asked = wanted.keys.filter { wanted[$0]?.isEmpty == false }
        guard !asked.isEmpty else { return nil }
        let claimed = ClaimedFiles(of: live, in: Set(asked.map(\.output.bucket)))
        async let found = answers(to: asked, in: { AccountRegion($0.project) }) { place in
            try await self.files(of: wanted[place] ?? [], at: place, beside: claimed)
        }
        async let recorded = events ? self.events(of: Set(asked.map(\.project))) : [:]
        let files = try await found.compactMapValues { $0 }
        let result = EarlierTrainings(
            files: files.mapValues(\.look),
            doubtful: files.mapValues(\.doubtful).filter { !$0.value.isEmpty },
            events: try await recorded
        )
        return result.files.isEmpty && result.events.isEmpty ? nil : result
    }

    private struct PlaceFiles {
        var look: EarlierTrainings.Look<[VersionName: TrainingTrace.File]>
        var doubtful: [VersionName: TrainingTrace.File] = [:]
    }

    /// - Returns: nil where S3 must not be asked.
    private func files(
        of versions: Set<VersionName>,
        at place: TracePlace,
        beside claimed: ClaimedFiles
    ) async throws -> PlaceFiles? {
        let bucket = place.output.bucket
        do {
            let home = AccountRegion(place.project)
            do {
                return try await files(of: versions, at: place, beside: claimed, asking: try s3(home))
            } catch {
                guard let actual = error.regionOfBucket, actual != home.region else { throw error }
                return try await files(of: versions, at: place, beside: claimed, asking: try s3(home.at(actual)))
            }
        } catch let error as ConfigurationError where error.isOfLoneEndpoint {
            return nil
        } catch let error as AWSError where error.isDenial {
            return PlaceFiles(look: .denied(permission: "s3:ListBucket on \(bucket)"))
        } catch let error as AWSError where error.isAbsence {
            return PlaceFiles(look: .failed(reason: "the bucket \(bucket) does not exist"))
        } catch {
            return PlaceFiles(look: .failed(reason: try reason(error)))
        }
    }

    private func files(
        of versions: Set<VersionName>,
        at place: TracePlace,
        beside claimed: ClaimedFiles,
        asking api: any S3API
    ) async throws -> PlaceFiles {
        async let summaries = TraceList(.summaries, of: versions, at: place).read(api, beside: claimed)
        async let folders = TraceList(.folders, of: versions, at: place).read(api, beside: claimed)
        let lists = try await [summaries, folders]
        let candidates = lists.flatMap(\.candidates)
        let origins = try await concurrently(candidates, width: 8) { try await $0.origin(asking: api) }
        var (found, doubtful): ([VersionName: TrainingTrace.File], [VersionName: TrainingTrace.File]) = ([:], [:])
        for (candidate, origin) in zip(candidates, origins) {
            switch origin {
            case .another: break
            case .unknown where candidate.isClaimed: doubtful[candidate.version] = candidate.file
            case .this, .unknown:
                if let known = found[candidate.version], known.lastModified >= candidate.file.lastModified { continue }
                found[candidate.version] = candidate.file
            }
        }
        if let cut = lists.first(where: \.isCut), found.count < versions.count {
            return PlaceFiles(
                look: .failed(reason: "the list of \(cut.place) does not end after \(TraceList.pageLimit) pages")
            )
        }
        return PlaceFiles(look: .found(found), doubtful: doubtful.filter { found[$0.key] == nil })
    }
}

extension Error {
    /// The region of the bucket, by an answer that refuses the request; nil if it does not say.
    fileprivate var regionOfBucket: String? {
        switch self {
        case let error as WrongRegion: error.actual
        case let error as AWSError where error.isDenial: error.bucketRegion
        default: nil
        }
    }
}

/// The files that live versions may have written. Two projects can write to one key: version `b-c` of a project `a`,
/// and
/// version `c` of a project `a-b`, or two projects of one name in two regions.
struct ClaimedFiles: Sendable {
    /// With the creation of the oldest version that may have written it: a file that is older is not its own.
    private var files: [S3Object: Int64] = [:]
    private var folders: [S3Object: Int64] = [:]

    init(of live: LiveState, in buckets: Set<String>) {
        for (arn, project) in live.present {
            for version in project.versions {
                let created = version.arn.creationTime
                func claim(_ object: S3Object, in files: inout [S3Object: Int64]) {
                    files[object] = min(files[object] ?? created, created)
                }
                if let summary = version.training.manifestSummary { claim(summary.withoutVersion, in: &files) }
                guard let output = version.settings.output, buckets.contains(output.bucket) else { continue }
                let names = TrainingFiles(prefix: output.prefix, project: arn.name, version: version.arn.name.text)
                for kind in TrainingFiles.Kind.allCases {
                    claim(S3Object(bucket: output.bucket, key: names.key(kind)), in: &files)
                }
                claim(S3Object(bucket: output.bucket, key: names.folder), in: &folders)
            }
        }
    }

    func contains(_ file: TrainingTrace.File, of target: TraceList.Target) -> Bool {
        let created = [
            files[S3Object(bucket: file.bucket, key: file.key)],
            folders[S3Object(bucket: file.bucket, key: target.key)],
        ].compactMap(\.self).min()
        // S3 gives whole seconds.
        return created.map { file.lastModified / 1000 >= $0 / 1000 } ?? false
    }
}

/// A file that is a trace of a version unless its evaluation summary names another one.
struct TraceCandidate: Sendable {
    let version: VersionName
    let project: ProjectARN
    let file: TrainingTrace.File
    let evaluationKey: String
    /// Whether a live version may have written it.
    var isClaimed = false

    /// Whose training wrote a file.
    enum Origin: Sendable {
        case this
        case another
        /// There is no evaluation summary that can be read.
        case unknown
    }

    /// Bytes of an evaluation summary; that of 250 labels, with its confusion matrix, is smaller.
    private static let sizeLimit: Int64 = 16 * 1_048_576

    /// By the evaluation summary beside the file.
    ///
    /// Source: Custom Labels guide, im-summary-file-api.html.
    ///
    /// - Throws: only errors that end the run.
    func origin(asking api: any S3API) async throws -> Origin {
        let request = GetObjectRequest(
            S3Object(bucket: file.bucket, key: evaluationKey),
            range: 0...Self.sizeLimit - 1,
            expectedBucketOwner: project.account
        )
        do {
            let text = try JSONValue(parsing: try await api.getObject(request).body)["EvaluationDetails"]?[
                "ProjectVersionArn"
            ]?.text
            guard let text, let arn = try? VersionARN(text) else { return .unknown }
            let isThis =
                project.contains(partWithARN: text) && arn.name == version && arn.creationTime >= project.creationTime
            return isThis ? .this : .another
        } catch {
            try error.rethrowIfFatal()
            return .unknown
        }
    }
}
