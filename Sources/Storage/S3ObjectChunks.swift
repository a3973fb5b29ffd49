import AWSRuntime
package import ModelVersions

/// An object's bytes, piece by piece, in bounded memory: ranged GETs, of which the next is under way while one is used.
///
/// Each is tried again for itself. All are of one version: what is written over meanwhile ends the reading with
/// `S3ObjectChanged`.
package struct S3ObjectChunks: AsyncSequence, Sendable {
    package typealias Element = [UInt8]

    /// Of a piece, in bytes: even a slow line brings it within the time of an attempt.
    package static let chunkSize: Int64 = 4 * 1_048_576

    private let api: any S3API
    private let request: GetObjectRequest
    private let chunkSize: Int64

    /// - Parameter request: its range and `ifMatch` are set here.
    package init(_ request: GetObjectRequest, from api: any S3API, chunkSize: Int64 = chunkSize) {
        self.api = api
        self.request = request
        self.chunkSize = chunkSize
    }

    package func makeAsyncIterator() -> Iterator {
        Iterator(api: api, request: request, chunkSize: chunkSize)
    }

    package final class Iterator: AsyncIteratorProtocol {
        private let api: any S3API
        private var request: GetObjectRequest
        private let chunkSize: Int64
        /// Where the next request starts; nil when all has been asked for.
        private var offset: Int64? = 0
        private var next: Task<GetObjectResponse, any Error>?
        /// What the first answer says of the object.
        package private(set) var head: HeadObjectResponse?

        fileprivate init(api: any S3API, request: GetObjectRequest, chunkSize: Int64) {
            self.api = api
            self.request = request
            self.chunkSize = chunkSize
        }

        deinit { next?.cancel() }

        package func next() async throws -> [UInt8]? {
            guard let task = next ?? ask() else { return nil }
            next = nil
            let response: GetObjectResponse
            do {
                response = try await withTaskCancellationHandler {
                    try await task.value
                } onCancel: {
                    task.cancel()
                }
            } catch let error as AWSError where error.code == "InvalidRange" && head == nil {
                // No range starts in an object without content.
                offset = nil
                return nil
            } catch let error as AWSError where error.code == "PreconditionFailed" {
                offset = nil
                throw S3ObjectChanged(object: request.object.withoutVersion)
            }
            let start = request.range?.lowerBound ?? 0
            if head == nil {
                head = response.head
                request.object.version = response.head.versionID ?? request.object.version
                request.ifMatch = response.head.eTag
            }
            let end = start + Int64(response.body.count)
            offset = response.body.isEmpty || end >= response.totalLength ?? end ? nil : end
            next = ask()
            return response.body.isEmpty ? nil : response.body
        }

        /// Sends the request for the next piece, unless there is none.
        private func ask() -> Task<GetObjectResponse, any Error>? {
            guard let offset else { return nil }
            request.range = offset...(offset + chunkSize - 1)
            let (api, request) = (api, request)
            return Task { try await api.getObject(request) }
        }
    }
}

/// An object was written over while it was read.
package struct S3ObjectChanged: Error, Sendable, Equatable {
    package var object: S3Object
}
