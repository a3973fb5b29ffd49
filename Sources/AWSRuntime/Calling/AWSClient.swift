internal import AWSProfiles

/// Calls the operations of one service in one region: AWS JSON 1.1.
package struct AWSClient: Sendable {
    package typealias Replay = AWSRuntime.Replay

    package let sender: CallSender
    /// In front of the operation in `X-Amz-Target`.
    private let targetPrefix: String

    init(_ sender: CallSender, targetPrefix: String) {
        self.sender = sender
        self.targetPrefix = targetPrefix
    }

    /// Calls an operation and decodes its answer.
    ///
    /// - Throws: `AWSError`.
    package func call<Input: Encodable & Sendable, Output: Decodable & Sendable>(
        _ operation: String,
        _ input: Input,
        as type: Output.Type,
        replay: Replay
    ) async throws(AWSError) -> Output {
        try await callTellingRequestID(operation, input, as: type, replay: replay).output
    }

    /// Calls an operation, decodes its answer, and tells the request id that AWS knows the call by.
    ///
    /// - Throws: `AWSError`.
    package func callTellingRequestID<Input: Encodable & Sendable, Output: Decodable & Sendable>(
        _ operation: String,
        _ input: Input,
        as type: Output.Type,
        replay: Replay
    ) async throws(AWSError) -> (output: Output, requestID: String?) {
        let body: [UInt8]
        do {
            body = try JSONProtocol.encode(input)
        } catch {
            throw AWSError(
                .unreadableResponse("the request could not be written: \(error)"),
                operation: operation,
                service: sender.service,
                host: sender.endpoint.authority
            )
        }
        return try await sender.send(request(operation, body), replay: replay) { response in
            (try JSONProtocol.decode(type, from: response.body), response.requestID)
        }
    }

    /// Calls an operation whose request is written already, and whose answer the caller reads.
    ///
    /// - Parameter read: makes something of the answer's body, which is an empty object where there was none; what it
    ///   throws says that the answer is not the service's.
    /// - Throws: `AWSError`.
    package func call<Output: Sendable>(
        _ operation: String,
        body: [UInt8],
        replay: Replay,
        reading read: (_ body: [UInt8]) throws -> Output
    ) async throws(AWSError) -> Output {
        try await sender.send(request(operation, body), replay: replay) { response in
            try read(response.body.isEmpty ? Array("{}".utf8) : response.body)
        }
    }

    private func request(_ operation: String, _ body: [UInt8]) -> CallRequest {
        CallRequest(
            operation: operation,
            headers: [
                (name: "content-type", value: "application/x-amz-json-1.1"),
                (name: "x-amz-target", value: "\(targetPrefix).\(operation)"),
            ],
            body: body
        )
    }
}
