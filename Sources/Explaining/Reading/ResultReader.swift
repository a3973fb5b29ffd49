internal import AWSRuntime
internal import ModelVersions
internal import Planning
internal import S3

/// Reads what a training wrote to S3.
struct ResultReader: Sendable {
    let s3: @Sendable (_ region: String) throws -> any S3API
    /// Where a bucket is looked for first: training needs it in the project's region.
    let region: String

    /// Reads an object piece by piece.
    ///
    /// - Parameter take: what is done with a piece; what it throws ends the reading.
    /// - Throws: `ObjectProblem`; `AWSError` where there are no credentials, and `CancellationError`.
    func read(_ object: LiveSettings.Manifest, _ take: ([UInt8]) throws -> Void) async throws {
        let location: ManifestLocation
        do throws(InvalidValue) {
            location = try ManifestLocation(bucket: S3Bucket(object.bucket), key: object.key, version: object.version)
        } catch {
            throw ObjectProblem("the service names a place that S3 cannot have: it \(error)")
        }
        do {
            do {
                try await read(location, in: region, take)
            } catch let error as WrongRegion {
                // It says where it is, before anything of it is read.
                try await read(location, in: error.actual, take)
            }
        } catch {
            throw try ObjectProblem(error, ofVersion: location.version != nil)
        }
    }

    private func read(_ location: ManifestLocation, in region: String, _ take: ([UInt8]) throws -> Void) async throws {
        let request = GetObjectRequest(bucket: location.bucket.text, key: location.key, versionID: location.version)
        let iterator = S3ObjectChunks(request, from: try s3(region)).makeAsyncIterator()
        while let piece = try await iterator.next() {
            try Task.checkCancellation()
            try take(piece)
        }
    }
}
