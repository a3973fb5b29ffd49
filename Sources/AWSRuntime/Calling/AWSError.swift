/// A call to an AWS service that did not succeed, after all its attempts.
package struct AWSError: Error, Sendable, Equatable {
    /// Why the last attempt failed.
    package enum Cause: Sendable, Equatable {
        /// The service refused: its error code (without namespace) and its message.
        case service(code: String, message: String)
        /// No connection could be made, so nothing was sent.
        case notConnected(String)
        /// The request was sent, at least in part, and no complete answer came back.
        case connectionLost(String)
        /// No complete answer came back in time.
        case timedOut(String)
        /// Something answered, but not in the service's protocol: a proxy's error page, a truncated body.
        case unreadableResponse(String)
        /// There are no usable credentials, so nothing was sent.
        case credentials(String)
        /// The caller was cancelled.
        case cancelled
    }

    package var cause: Cause
    /// The API operation, as in `DescribeProjects`.
    package var operation: String
    /// The service's name in signatures, as in `rekognition`.
    package var service: String
    /// The host (and port, where it is not the scheme's own) that the request was for.
    package var host: String
    /// The HTTP status of the last answer.
    package var statusCode: Int?
    /// `x-amzn-RequestId` of the last answer: what AWS support asks for.
    package var requestID: String?
    /// How many times the request was sent or tried.
    package var attempts: Int
    /// Whether any attempt may have been carried out although no success was reported: the request had been sent
    /// and the answer was lost, late, unreadable or a 5xx that is not a throttle.
    package var mayHaveTakenEffect: Bool
    /// Where S3 says the bucket is, which is not always where it was asked.
    package var bucketRegion: String?

    package init(
        _ cause: Cause,
        operation: String,
        service: String = "rekognition",
        host: String,
        statusCode: Int? = nil,
        requestID: String? = nil,
        attempts: Int = 1,
        mayHaveTakenEffect: Bool = false,
        bucketRegion: String? = nil
    ) {
        self.cause = cause
        self.operation = operation
        self.service = service
        self.host = host
        self.statusCode = statusCode
        self.requestID = requestID
        self.attempts = attempts
        self.mayHaveTakenEffect = mayHaveTakenEffect
        self.bucketRegion = bucketRegion
    }

    /// The service's error code, if the service answered.
    package var code: String? {
        if case .service(let code, _) = cause { code } else { nil }
    }
}
