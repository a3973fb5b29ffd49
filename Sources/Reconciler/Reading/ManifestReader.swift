import AWSRuntime
import Host
import ModelVersions
package import Planning
package import Storage
import Synchronization

/// Asks S3 when manifests were last written: one HeadObject for each.
package struct ManifestReader: Sendable {
    /// How many are asked for at a time.
    static let concurrency = 16
    /// After how many questions in a row without an answer in time no more are asked.
    static let patience = 3

    private let s3: @Sendable (_ region: String) throws -> any S3API

    /// - Parameter s3: The client for a region.
    package init(s3: @escaping @Sendable (_ region: String) throws -> any S3API) {
        self.s3 = s3
    }

    /// Reads every manifest. One that cannot be read is in the result with the reason.
    ///
    /// - Throws: `AWSError` for want of credentials; what `s3` throws, before anything is read; `CancellationError`.
    package func read(_ objects: [ManifestObject]) async throws -> ManifestReadings {
        var clients: [String: any S3API] = [:]
        for object in objects where clients[object.region] == nil { clients[object.region] = try s3(object.region) }
        let known = clients
        let silence = Silence()
        let answers = try await concurrently(objects, width: Self.concurrency) { object in
            guard let client = known[object.region] else {
                return ManifestReading.unreadable(reason: "it was not read")
            }
            guard !silence.isComplete else {
                return .unreadable(
                    reason: "S3 was not asked, as \(Self.patience) requests in a row had no answer in time"
                )
            }
            return try await read(object, client, silence)
        }
        return ManifestReadings(Dictionary(zip(objects, answers)) { first, _ in first })
    }

    private func read(
        _ object: ManifestObject,
        _ client: any S3API,
        _ silence: Silence
    ) async throws -> ManifestReading {
        let request = HeadObjectRequest(object.object)
        do {
            let answer: HeadObjectResponse
            do {
                answer = try await client.headObject(request)
            } catch let error as WrongRegion {
                answer = try await s3(error.actual).headObject(request)
            }
            silence.isBroken()
            guard let modified = answer.lastModified else {
                return .unreadable(reason: "S3 does not say when it was written")
            }
            return .present(modified: modified.milliseconds)
        } catch let error as AWSError where error.statusCode == 404 {
            silence.isBroken()
            return .absent
        } catch {
            silence.note(error)
            let reason = try ReadingProblem(error).reason
            guard (error as? AWSError)?.statusCode == 403 else { return .unreadable(reason: reason) }
            return .unreadable(
                reason: """
                    \(reason) It takes s3:GetObject on the object, and s3:ListBucket on its bucket to see that one is gone; \
                    `--no-manifests` leaves manifests out
                    """
            )
        }
    }
}

/// Requests in a row that had no answer in time: a network without a way to S3 must not cost a minute for each manifest.
private final class Silence: Sendable {
    private let count = Mutex(0)

    var isComplete: Bool { count.withLock { $0 >= ManifestReader.patience } }

    func isBroken() { count.withLock { $0 = 0 } }

    func note(_ error: any Error) {
        guard let error = error as? AWSError else { return }
        if case .timedOut = error.cause {
            count.withLock { $0 += 1 }
        } else if error.statusCode != nil {
            isBroken()
        }
    }
}
