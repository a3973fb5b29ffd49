import AWSRuntime
import Manifests
import ModelVersions
import Storage

/// Asks S3 about the objects of a bucket, and interprets the answers and errors.
struct ObjectInspector: Sendable {
    /// Reads of one JPEG, at most.
    private static let reads = 16

    let api: any S3API
    let bucket: String
    let folder: String
    let depth: ImageInspection.Depth

    typealias Counted = (answer: BucketSearch.Answer, requests: Int)

    /// - Throws: errors that end the run: see `ImageInspection.inspect`.
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
        /// The end of the part that was read.
        var end = Int64(first.body.count)
        while case .jpegContinues(let offset) = header {
            guard max(offset, end) < size else { return .problem(.damaged("JPEG")) }
            guard requests < Self.reads else { return .unknown(reason: "its size is too far from its start") }
            request.range = offset...(offset + ImageHeader.length - 1)
            requests += 1
            let next = try await api.getObject(request)
            header = ImageHeader(continuing: next.body, at: offset)
            end = offset + Int64(next.body.count)
            // A segment that a read truncates is read again from its start. One that still does not fit is damage.
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
        if let error = error as? ConfigurationError { throw error }
        let code = (error as? AWSError)?.code
        if code == "InvalidRange" { return .problem(.empty) }
        if code == "InvalidObjectState" { return .problem(.archived) }
        let problem = try ObjectProblem(error, reading: S3Object(bucket: bucket, key: ""))
        switch problem.kind {
        case .noBucket: return .noBucket
        case .absent: return .problem(.missing)
        case .elsewhere(let region): return .elsewhere(region: region)
        case .denied:
            // Without s3:ListBucket, S3 also denies access to an object that does not exist.
            return .unknown(
                reason: "S3 denies access, or the object does not exist: allow s3:GetObject on the images and "
                    + "s3:ListBucket on \(bucket)"
            )
        case .deleteMarker, .invalidVersion, .other:
            // Without the request id, so that one reason for many images is reported once.
            guard problem != .overwritten, let code, let operation = (error as? AWSError)?.operation else {
                return .unknown(reason: problem.message)
            }
            return .unknown(reason: "S3 answers \(code) to \(operation)")
        }
    }
}
