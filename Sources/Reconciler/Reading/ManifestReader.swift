import AWSRuntime
import Host
import ModelVersions
package import Planning
package import Storage

/// Asks S3 whether manifests exist, and when they were last written: one HeadObject for each.
package struct ManifestReader: Sendable {
    /// How many requests of one account and region are under way at a time.
    static let concurrency = 16

    private let s3: S3Clients

    package init(s3: @escaping S3Clients) {
        self.s3 = s3
    }

    /// Reads every manifest. The result has the reason for one that cannot be read.
    ///
    /// - Throws: `AWSError` for missing credentials; what `s3` throws, before anything is read; `CancellationError`.
    package func read(_ objects: [ManifestObject]) async throws -> ManifestReadings {
        var clients: [AccountRegion: (api: any S3API, breaker: CircuitBreaker)] = [:]
        for object in objects where clients[object.place] == nil {
            clients[object.place] = (try s3(object.place), CircuitBreaker())
        }
        let answers = try await concurrently(objects, width: Self.concurrency, of: \.place) { [clients] object in
            guard let (api, breaker) = clients[object.place] else {
                return ManifestReading.unreadable(reason: "not read")
            }
            return try await read(object, api, breaker)
        }
        return ManifestReadings(Dictionary(zip(objects, answers)) { first, _ in first })
    }

    private func read(
        _ object: ManifestObject,
        _ client: any S3API,
        _ breaker: CircuitBreaker
    ) async throws -> ManifestReading {
        let request = HeadObjectRequest(object.object)
        do {
            let answer = try await breaker.call("HeadObject") {
                do {
                    return try await client.headObject(request)
                } catch let error as WrongRegion {
                    return try await s3(object.place.at(error.actual)).headObject(request)
                }
            }
            guard let modified = answer.lastModified else {
                return .unreadable(reason: "S3 does not say when it was written")
            }
            return .present(modified: modified.milliseconds)
        } catch let error as AWSError where error.statusCode == 404 {
            return .absent
        } catch {
            let reason = try ReadingProblem(error).reason
            guard (error as? AWSError)?.statusCode == 403 else { return .unreadable(reason: reason) }
            return .unreadable(
                reason: """
                    \(reason) Allow \(object.isPinned ? "s3:GetObjectVersion" : "s3:GetObject") on the object, and \
                    s3:ListBucket on its bucket, which shows whether an object is missing; or skip manifests with \
                    `--no-manifests`
                    """
            )
        }
    }
}
