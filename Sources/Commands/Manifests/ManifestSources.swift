internal import Host
internal import ModelVersions
internal import S3

/// Opens what a command line names as a manifest.
struct ManifestSources {
    /// S3 as it is to be asked.
    struct Storage {
        let service: StorageService
        /// Where a bucket is looked for first.
        let region: String
    }

    let files: any FileReader
    /// Nil where nothing in S3 was named.
    var storage: Storage?

    static func isInS3(_ name: String) -> Bool { name.hasPrefix("s3://") }

    func open(_ name: String) async throws -> ByteStream {
        if let storage, Self.isInS3(name) { return try await storage.open(name) }
        do throws(FileError) {
            return try files.stream(name)
        } catch {
            throw CommandFailure(message: error.description, help: error.advice)
        }
    }
}

extension ManifestSources.Storage {
    fileprivate func open(_ uri: String) async throws -> ByteStream {
        let location: ManifestLocation
        do throws(InvalidValue) {
            location = try ManifestLocation(uri: uri)
        } catch {
            throw CommandFailure(message: "\(uri): the location \(error)", status: .usage)
        }
        do {
            return try await open(location, in: region)
        } catch let error as WrongRegion {
            // It says where it is.
            return try await open(location, in: error.actual)
        }
    }

    private func open(_ location: ManifestLocation, in region: String) async throws -> ByteStream {
        let client = try service.s3(region)
        let head = try await client.headObject(
            HeadObjectRequest(bucket: location.bucket.text, key: location.key, versionID: location.version)
        )
        let request = GetObjectRequest(
            bucket: location.bucket.text,
            key: location.key,
            versionID: location.version ?? head.versionID
        )
        let reader = ChunkReader(S3ObjectChunks(request, from: client))
        return ByteStream(size: head.contentLength.map { Int($0) }) {
            do {
                return try await reader.next()
            } catch is S3ObjectChanged {
                throw CommandFailure(message: "\(location) was written over while it was read", help: "run it again")
            }
        }
    }
}

/// The one iterator of a stream that is read once.
private actor ChunkReader {
    private let iterator: S3ObjectChunks.Iterator

    init(_ chunks: S3ObjectChunks) {
        iterator = chunks.makeAsyncIterator()
    }

    func next() async throws -> [UInt8]? { try await iterator.next() }
}
