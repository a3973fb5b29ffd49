import AWSRuntime
import Manifests
import ModelVersions
import Storage

/// Asks S3 about the objects of a bucket, and says what its answers and its errors mean.
struct ObjectInspector: Sendable {
    /// Of one JPEG: how many reads its metadata may take.
    private static let reads = 16

    let api: any S3API
    let bucket: String
    let folder: String
    let depth: ImageInspection.Depth

    typealias Counted = (answer: BucketSearch.Answer, requests: Int)

    /// - Throws: what ends the whole run: see `ImageInspection.inspect`.
    func page(after key: String) async throws -> Counted {
        do {
            let request = ListObjectsV2Request(
                bucket: bucket,
                prefix: folder.isEmpty ? nil : folder,
                startAfter: key
            )
            return (.page(try await api.listObjectsV2(request)), 1)
        } catch {
            return (try meaning(of: error), 1)
        }
    }

    /// - Throws: as `page`.
    func image(_ key: String) async throws -> Counted {
        var requests = 1
        do {
            switch depth {
            case .existence:
                let head = try await api.headObject(HeadObjectRequest(S3Object(bucket: bucket, key: key)))
                return (Self.answer(head.contentLength.flatMap { ImageLimits.problem(size: $0) }), 1)
            case .content:
                return (try await content(key, &requests), requests)
            }
        } catch {
            return (try meaning(of: error), requests)
        }
    }

    private static func answer(_ problem: ImageProblem?) -> BucketSearch.Answer {
        problem.map { .problem($0) } ?? .usable
    }

    private func content(_ key: String, _ requests: inout Int) async throws -> BucketSearch.Answer {
        var request = GetObjectRequest(S3Object(bucket: bucket, key: key), range: 0...(ImageHeader.length - 1))
        let first = try await api.getObject(request)
        let size = first.totalLength ?? Int64(first.body.count)
        if let problem = ImageLimits.problem(size: size) { return .problem(problem) }
        request.ifMatch = first.head.eTag
        var header = ImageHeader(first.body)
        /// Of what was read.
        var end = Int64(first.body.count)
        while case .jpegContinues(let offset) = header {
            guard max(offset, end) < size else { return .problem(.damaged("JPEG")) }
            guard requests < Self.reads else { return .unknown(reason: "its size stands behind too much else") }
            request.range = offset...(offset + ImageHeader.length - 1)
            requests += 1
            let next = try await api.getObject(request)
            header = ImageHeader(continuing: next.body, at: offset)
            end = offset + Int64(next.body.count)
            // A segment that is cut off at the end of a read is read from its start; one that does not fit is none.
            if case .jpegContinues(offset) = header { return .problem(.damaged("JPEG")) }
        }
        switch header {
        case .png(let width, let height), .jpeg(let width, let height):
            return Self.answer(ImageLimits.problem(width: width, height: height))
        case .other(let kind): return .problem(.format(kind))
        case .damaged(let format): return .problem(.damaged(format))
        case .jpegContinues: return .problem(.damaged("JPEG"))
        }
    }

    // MARK: Errors

    private func meaning(of error: any Error) throws -> BucketSearch.Answer {
        try error.rethrowIfFatal()
        switch error {
        case is ConfigurationError: throw error
        case let error as WrongRegion: return .elsewhere(region: error.actual)
        case let error as AWSError: return meaning(of: error)
        default: return .unknown(reason: "\(error)")
        }
    }

    private func meaning(of error: AWSError) -> BucketSearch.Answer {
        if error.code == "NoSuchBucket" { return .noBucket }
        if error.isAbsence { return .problem(.missing) }
        if error.isDenial {
            // Whoever may not list a bucket does not learn what is not in it.
            return .unknown(
                reason: "S3 does not let these credentials see it, or it is not there: allow them s3:GetObject on the "
                    + "images, and s3:ListBucket on \(bucket)"
            )
        }
        switch error.code {
        case "InvalidRange": return .problem(.empty)
        case "InvalidObjectState": return .problem(.archived)
        case "PreconditionFailed": return .unknown(reason: "it was written over while it was read")
        default:
            // Without the id of the request, so that the same trouble is told once.
            return .unknown(reason: error.code.map { "S3 says \($0) to \(error.operation)" } ?? error.description)
        }
    }
}
