import Text

/// The query protocol of AWS: requests are forms, answers are XML.
package enum QueryProtocol {
    /// - Parameter parameters: in their order, after the action and the version.
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

    /// The service's error: `Error/Code` and `Error/Message` below a root of any name, or below `Errors`
    /// (botocore: `QueryParser._do_error_parse`); and `RequestId`.
    package static func error(_ response: HTTPResponse) -> ServiceError? {
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

/// The errors of S3: XML, or a status alone where the request was HEAD.
package enum S3Protocol {
    /// - Returns: nil where the answer is not from the service.
    package static func error(_ response: HTTPResponse) -> ServiceError? {
        let region = response.header("x-amz-bucket-region")
        if response.body.isEmpty {
            // Without such a header, a proxy may have answered.
            guard response.headers.contains(where: { $0.name.lowercased().hasPrefix("x-amz") }) else { return nil }
            let code = codes[response.status] ?? "\(response.status)"
            return ServiceError(code: code, message: "", bucketRegion: region)
        }
        guard let texts = try? XMLTexts(response.body), let code = texts[["Error", "Code"]], !code.isEmpty else {
            return nil
        }
        return ServiceError(
            code: code,
            message: texts[["Error", "Message"]] ?? "",
            requestID: texts[["Error", "RequestId"]],
            bucketRegion: region ?? texts[["Error", "Region"]]
        )
    }

    /// The codes of answers without a body (S3 API reference, "List of error codes").
    private static let codes = [
        301: "PermanentRedirect", 307: "TemporaryRedirect", 400: "BadRequest", 403: "Forbidden", 404: "NotFound",
        405: "MethodNotAllowed", 412: "PreconditionFailed", 416: "InvalidRange", 500: "InternalError",
        503: "ServiceUnavailable",
    ]
}
