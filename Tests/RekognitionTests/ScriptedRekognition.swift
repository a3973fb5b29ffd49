import AWSRuntime
import Rekognition
import TestSupport

/// A client of Rekognition whose transport answers from a list.
struct ScriptedRekognition {
    let transport: ScriptedTransport
    let client: RekognitionClient

    init(_ answers: ScriptedTransport.Answer...) throws {
        try self.init(answers)
    }

    init(_ answers: [ScriptedTransport.Answer]) throws {
        transport = ScriptedTransport(answers)
        client = try RekognitionClient(
            ScriptedConnection(transport).connection,
            region: "eu-west-1",
            partition: "aws"
        )
    }

    /// The bodies of the requests.
    var bodies: [String] { transport.requests.map(\.text) }
    /// The operation of each request.
    var targets: [String] { transport.requests.map { $0.header("x-amz-target") ?? "none" } }
}
