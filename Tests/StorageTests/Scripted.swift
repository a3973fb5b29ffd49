import AWSRuntime
import Host
import Synchronization
import TestSupport

/// A connection over a transport that answers by a rule.
struct ScriptedConnection {
    let transport: ScriptedTransport
    let connection: AWSConnection

    init(
        _ environment: [String: String] = [:],
        endpointURL: String? = nil,
        flags: (fips: Bool, dualStack: Bool) = (false, false),
        answering rule: @escaping @Sendable (HTTPRequest, Int) -> HTTPResponse
    ) throws {
        transport = ScriptedTransport(rule)
        let keys = ["AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret"]
        let process = ProcessContext.test(
            environment: keys.merging(environment) { $1 }.merging([
                "AWS_USE_FIPS_ENDPOINT": "\(flags.fips)", "AWS_USE_DUALSTACK_ENDPOINT": "\(flags.dualStack)",
            ]) { $1 }
        )
        let settings = try ConnectionSettings(
            environment: process.environment,
            files: process.files,
            endpointURL: endpointURL
        )
        connection = AWSConnection(
            settings,
            in: process,
            transport: transport,
            product: "rekon/test"
        )
    }
}

extension HTTPResponse {
    /// - Parameter headers: beside those that S3 always sends.
    init(_ status: Int, _ headers: [String: String] = [:], body: String = "") {
        self.init(
            status: status,
            headers: [(name: "x-amz-request-id", value: "R1")] + headers.map { (name: $0.key, value: $0.value) },
            body: Array(body.utf8)
        )
    }
}

extension HTTPRequest {
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

final class ScriptedTransport: HTTPTransport {
    private let state = Mutex<[HTTPRequest]>([])
    private let rule: @Sendable (HTTPRequest, Int) -> HTTPResponse

    init(_ rule: @escaping @Sendable (HTTPRequest, Int) -> HTTPResponse) { self.rule = rule }

    var requests: [HTTPRequest] { state.withLock { $0 } }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let number = state.withLock { requests in
            requests.append(request)
            return requests.count - 1
        }
        return rule(request, number)
    }
}
