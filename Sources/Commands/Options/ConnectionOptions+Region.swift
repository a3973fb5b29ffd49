internal import AWSProfiles
internal import ArgumentParser
internal import Rekognition
internal import Sandbox

extension ConnectionOptions {
    /// Gives a command the operations that only read, of one region, where there is no project to tell it.
    func withReadingAPI<Result>(
        in region: String,
        _ context: Context,
        _ body: (any RekognitionAPI) async throws -> Result
    ) async throws -> Result {
        if let engine = sandbox.engine(in: context) {
            return try await body(SandboxClient(engine, region: region))
        }
        return try await aws.withConnection(region: region, endpointURL: endpointURL, in: context) { connection in
            let partition = Partition.of(region: region).id
            return try await body(try RekognitionClient(connection, region: region, partition: partition))
        }
    }
}
