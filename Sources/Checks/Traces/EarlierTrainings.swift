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
    ///   - live: the files of its versions are no traces of others.
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
        async let files = answers(to: asked) { place in
            try await self.files(of: wanted[place] ?? [], at: place, except: claimed)
        }
        async let recorded = events ? self.events(of: Set(asked.map(\.project))) : [:]
        let result = EarlierTrainings(files: try await files.compactMapValues { $0 }, events: try await recorded)
        return result.files.isEmpty && result.events.isEmpty ? nil : result
    }

    private typealias Look = EarlierTrainings.Look<[VersionName: TrainingTrace.File]>

    /// - Returns: nil where S3 must not be asked.
    private func files(
        of versions: Set<VersionName>,
        at place: TracePlace,
        except claimed: ClaimedFiles
    ) async throws -> Look? {
        let bucket = place.output.bucket
        do {
            let region = place.project.region
            do {
                return try await files(of: versions, at: place, except: claimed, asking: try s3(region))
            } catch {
                guard let actual = error.regionOfBucket, actual != region else { throw error }
                return try await files(of: versions, at: place, except: claimed, asking: try s3(actual))
            }
        } catch let error as ConfigurationError where error.isOfLoneEndpoint {
            return nil
        } catch let error as AWSError where error.isDenial {
            return .denied(permission: "s3:ListBucket on \(bucket)")
        } catch let error as AWSError where error.isAbsence {
            return .failed(reason: "the bucket \(bucket) does not exist")
        } catch {
            return .failed(reason: try reason(error))
        }
    }

    private func files(
        of versions: Set<VersionName>,
        at place: TracePlace,
        except claimed: ClaimedFiles,
        asking api: any S3API
    ) async throws -> Look {
        async let summaries = TraceList(.summaries, of: versions, at: place).read(api, except: claimed)
        async let folders = TraceList(.folders, of: versions, at: place).read(api, except: claimed)
        let lists = try await [summaries, folders]
        let standing = try await concurrently(lists.flatMap(\.candidates), width: 8) { candidate in
            try await candidate.isRefuted(asking: api) ? nil : candidate
        }
        var found: [VersionName: TrainingTrace.File] = [:]
        for case let candidate? in standing {
            if let known = found[candidate.version], known.lastModified >= candidate.file.lastModified { continue }
            found[candidate.version] = candidate.file
        }
        if let cut = lists.first(where: \.isCut), found.count < versions.count {
            return .failed(reason: "the list of \(cut.place) does not end after \(TraceList.pageLimit) pages")
        }
        return .found(found)
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

/// The files of live versions. Two projects can write to one key: version `b-c` of a project `a`, and version `c` of a
/// project `a-b`, or two projects of one name in two regions.
struct ClaimedFiles: Sendable {
    private var files: Set<S3Object> = []
    private var folders: Set<S3Object> = []

    init(of live: LiveState, in buckets: Set<String>) {
        for (arn, project) in live.present {
            for version in project.versions {
                if let summary = version.training.manifestSummary { files.insert(summary.withoutVersion) }
                guard let output = version.settings.output, buckets.contains(output.bucket) else { continue }
                let names = TrainingFiles(prefix: output.prefix, project: arn.name, version: version.arn.name.text)
                for kind in TrainingFiles.Kind.allCases {
                    files.insert(S3Object(bucket: output.bucket, key: names.key(kind)))
                }
                folders.insert(S3Object(bucket: output.bucket, key: names.folder))
            }
        }
    }

    func contains(_ key: String, of target: TraceList.Target, in bucket: String) -> Bool {
        files.contains(S3Object(bucket: bucket, key: key))
            || folders.contains(S3Object(bucket: bucket, key: target.key))
    }
}

/// A file that is a trace of a version unless its evaluation summary names another one.
struct TraceCandidate: Sendable {
    let version: VersionName
    let project: ProjectARN
    let file: TrainingTrace.File
    let evaluationKey: String

    /// Bytes of an evaluation summary; that of 250 labels, with its confusion matrix, is smaller.
    private static let sizeLimit: Int64 = 16 * 1_048_576

    /// Whether the training that wrote the file was one of another version. Without a readable summary it is not known,
    /// and the file stands.
    ///
    /// Source: Custom Labels guide, im-summary-file-api.html.
    ///
    /// - Throws: only errors that end the run.
    func isRefuted(asking api: any S3API) async throws -> Bool {
        let request = GetObjectRequest(
            S3Object(bucket: file.bucket, key: evaluationKey),
            range: 0...Self.sizeLimit - 1,
            expectedBucketOwner: project.account
        )
        do {
            let text = try JSONValue(parsing: try await api.getObject(request).body)["EvaluationDetails"]?[
                "ProjectVersionArn"
            ]?.text
            guard let text, let arn = try? VersionARN(text) else { return false }
            return !project.contains(partWithARN: text) || arn.name != version
                || arn.creationTime < project.creationTime
        } catch {
            try error.rethrowIfFatal()
            return false
        }
    }
}
