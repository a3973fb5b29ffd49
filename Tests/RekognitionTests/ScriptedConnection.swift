import AWSRuntime
import Host
import Rekognition
import Synchronization
import TestSupport

/// A client of the service over a transport that answers from a list, on a clock that takes no time.
struct ScriptedConnection {
    let transport: ScriptedTransport
    let client: RekognitionClient

    init(_ answers: Result<HTTPResponse, TransportError>...) throws {
        try self.init(answers)
    }

    init(_ answers: [Result<HTTPResponse, TransportError>]) throws {
        transport = ScriptedTransport(answers)
        let process = ProcessContext.test(
            environment: ["AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret"]
        )
        let settings = try ConnectionSettings(environment: process.environment, files: process.files)
        let connection = AWSConnection(
            settings,
            in: process,
            transport: transport,
            product: "rekon/test"
        )
        client = try RekognitionClient(connection, region: "eu-west-1", partition: "aws")
    }

    /// The bodies that were sent.
    var bodies: [String] { transport.requests.map { String(decoding: $0.body, as: UTF8.self) } }
    /// The operations that were called, each time one was sent.
    var targets: [String] {
        transport.requests.map { request in request.headers.first { $0.name == "x-amz-target" }?.value ?? "none" }
    }
}

extension Result where Success == HTTPResponse, Failure == TransportError {
    static func ok(_ body: String) -> Self {
        .success(HTTPResponse(status: 200, body: Array(body.utf8)))
    }

    static func error(_ code: String, _ status: Int) -> Self {
        .success(HTTPResponse(status: status, body: Array("{\"__type\":\"\(code)\",\"Message\":\"no\"}".utf8)))
    }
}

/// Answers from a list and remembers what it was sent.
final class ScriptedTransport: HTTPTransport {
    private let state: Mutex<(answers: [Result<HTTPResponse, TransportError>], requests: [HTTPRequest])>

    init(_ answers: [Result<HTTPResponse, TransportError>]) {
        state = Mutex((answers, []))
    }

    var requests: [HTTPRequest] { state.withLock { $0.requests } }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let answer: Result<HTTPResponse, TransportError> = state.withLock { state in
            state.requests.append(request)
            return state.answers.isEmpty
                ? .failure(.notConnected("the script is over")) : state.answers.removeFirst()
        }
        return try answer.get()
    }
}
