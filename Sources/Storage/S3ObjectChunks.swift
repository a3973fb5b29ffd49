import AWSRuntime
package import ModelVersions

/// The bytes of an object, in bounded memory: ranged GETs, one ahead of the piece in use.
///
/// Each request has its own retries. All pieces are of one version: if the object is overwritten, reading ends with
/// `S3ObjectChanged`.
package struct S3ObjectChunks: AsyncSequence, Sendable {
    package typealias Element = [UInt8]

    /// Bytes of a piece: a slow connection transfers it within the time limit of an attempt.
    package static let chunkSize: Int64 = 4 * 1_048_576

    private let api: any S3API
    private let request: GetObjectRequest
    private let chunkSize: Int64

    /// - Parameter request: `range` and `ifMatch` are replaced.
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
        /// Where the next request starts; nil after the last one.
        private var offset: Int64? = 0
        private var next: Task<GetObjectResponse, any Error>?
        /// The metadata in the first answer.
        package private(set) var head: HeadObjectResponse?

        fileprivate init(api: any S3API, request: GetObjectRequest, chunkSize: Int64) {
            self.api = api
            self.request = request
            self.chunkSize = chunkSize
        }

        deinit { next?.cancel() }

        package func next() async throws -> [UInt8]? {
            guard let task = next ?? requestPiece() else { return nil }
            next = nil
            let response: GetObjectResponse
            do {
                response = try await withTaskCancellationHandler {
                    try await task.value
                } onCancel: {
                    task.cancel()
                }
            } catch let error as AWSError where error.code == "InvalidRange" && head == nil {
                // An empty object has no range.
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
            next = requestPiece()
            return response.body.isEmpty ? nil : response.body
        }

        /// Sends the request for the next piece, if there is one.
        private func requestPiece() -> Task<GetObjectResponse, any Error>? {
            guard let offset else { return nil }
            request.range = offset...(offset + chunkSize - 1)
            let (api, request) = (api, request)
            return Task { try await api.getObject(request) }
        }
    }
}

/// The object was overwritten while it was read.
package struct S3ObjectChanged: Error, Sendable, Equatable {
    package var object: S3Object
}
