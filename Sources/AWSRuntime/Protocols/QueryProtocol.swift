/// The query protocol of AWS: a form goes in, XML comes out.
enum QueryProtocol {
    /// - Parameter parameters: in the order in which they are sent, after the action and the version.
    static func request(
        _ action: String,
        version: String,
        _ parameters: [(name: String, value: String)] = []
    ) -> CallRequest {
        let form = [(name: "Action", value: action), (name: "Version", value: version)] + parameters
        return CallRequest(
            operation: action,
            headers: [(name: "content-type", value: "application/x-www-form-urlencoded; charset=utf-8")],
            body: Array(PercentEncoding.encode(form).utf8)
        )
    }

    /// The service's own error: `Error/Code` and `Error/Message` below the root, whatever its name, or below `Errors`
    /// (botocore: `QueryParser._do_error_parse`); and `RequestId`.
    static func error(_ response: HTTPResponse) -> ServiceError? {
        guard let texts = try? XMLTexts(response.body) else { return nil }
        let place = [[texts.root, "Error"], [texts.root, "Errors", "Error"]].first { texts[$0 + ["Code"]] != nil }
        guard let place, let code = texts[place + ["Code"]], !code.isEmpty else { return nil }
        return ServiceError(
            code: code,
            message: texts[place + ["Message"]] ?? "",
            requestID: texts[[texts.root, "RequestId"]]
        )
    }
}
