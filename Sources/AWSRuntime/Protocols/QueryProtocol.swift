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

    /// The service's own error: `Error/Code`, `Error/Message` and `RequestId` below the root, whatever its name.
    static func error(_ response: HTTPResponse) -> ServiceError? {
        guard let texts = try? XMLTexts(response.body), let code = texts[[texts.root, "Error", "Code"]], !code.isEmpty
        else { return nil }
        return ServiceError(
            code: ServiceText.harmless(code),
            message: ServiceText.harmless(texts[[texts.root, "Error", "Message"]] ?? ""),
            requestID: (texts[[texts.root, "RequestId"]])
                .map { ServiceText.harmless($0, limit: 100) }
        )
    }
}
