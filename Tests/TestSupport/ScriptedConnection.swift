import AWSProfiles
package import AWSRuntime
import Host
import Synchronization

/// A transport that answers from a list, or by a rule, and records the requests.
package final class ScriptedTransport: HTTPTransport {
    package typealias Answer = Result<HTTPResponse, TransportError>

    private let sent = Mutex<[HTTPRequest]>([])
    private let rule: @Sendable (HTTPRequest, Int) -> Answer

    /// After the last answer, each request fails.
    package convenience init(_ answers: [Answer]) {
        self.init { _, number in
            number < answers.count ? answers[number] : .failure(.notConnected("the script is over"))
        }
    }

    /// - Parameter rule: gets the request and the number of requests before it.
    package init(_ rule: @escaping @Sendable (HTTPRequest, Int) -> Answer) {
        self.rule = rule
    }

    package var requests: [HTTPRequest] { sent.withLock { $0 } }

    package func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let number = sent.withLock { requests in
            requests.append(request)
            return requests.count - 1
        }
        return try rule(request, number).get()
    }
}

extension ScriptedTransport.Answer {
    package static func ok(_ body: String = "{\"Value\": 1}") -> Self {
        .success(HTTPResponse(status: 200, body: Array(body.utf8)))
    }

    /// An error of a service that speaks JSON.
    package static func error(
        _ code: String,
        _ status: Int = 400,
        message: String = "no",
        headers: [(name: String, value: String)] = []
    ) -> Self {
        .success(
            HTTPResponse(
                status: status,
                headers: [(name: "x-amzn-RequestId", value: "r-1")] + headers,
                body: Array("{\"__type\":\"\(code)\",\"message\":\"\(message)\"}".utf8)
            )
        )
    }

    /// A web page, as proxies send it.
    package static func page(_ status: Int, _ body: String) -> Self {
        .success(
            HTTPResponse(status: status, headers: [(name: "Content-Type", value: "text/html")], body: Array(body.utf8))
        )
    }
}

extension HTTPRequest {
    package func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }

    package var text: String { String(decoding: body, as: UTF8.self) }
    package var url: String { "\(endpoint.isSecure ? "https" : "http")://\(endpoint.authority)\(target)" }

    /// The access key of the signature.
    package var accessKey: String? {
        header("authorization")?.split(separator: "Credential=").last?.split(separator: "/").first.map(String.init)
    }

    /// A value of the form in the body.
    package func form(_ name: String) -> String? {
        text.split(separator: "&").first { $0.hasPrefix("\(name)=") }
            .map { String($0.dropFirst(name.utf8.count + 1)).replacing("%3A", with: ":").replacing("%2F", with: "/") }
    }
}

/// A connection with static keys, no files and no programs, over a scripted transport.
package struct ScriptedConnection {
    package let transport: ScriptedTransport
    package let connection: AWSConnection
    package let clock = VirtualClock()

    package init(
        _ transport: ScriptedTransport,
        environment: [String: String] = [:],
        endpointURL: String? = nil
    ) throws {
        self.transport = transport
        let keys = ["AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret"]
        let process = ProcessContext.test(
            environment: keys.merging(environment) { $1 },
            clock: clock,
            // The time at which botocore signed the recorded requests.
            wallClock: ManualWallClock(UnixTime(seconds: 1_795_464_007))
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
