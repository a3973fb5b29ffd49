import AWSRuntime
import TestSupport

extension ScriptedConnection {
    init(
        _ environment: [String: String] = [:],
        endpointURL: String? = nil,
        flags: (fips: Bool, dualStack: Bool) = (false, false),
        answering rule: @escaping @Sendable (HTTPRequest, Int) -> HTTPResponse
    ) throws {
        let environment = environment.merging([
            "AWS_USE_FIPS_ENDPOINT": "\(flags.fips)", "AWS_USE_DUALSTACK_ENDPOINT": "\(flags.dualStack)",
        ]) { $1 }
        try self.init(
            ScriptedTransport { .success(rule($0, $1)) },
            environment: environment,
            endpointURL: endpointURL
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
