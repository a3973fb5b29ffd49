/// One attempt that did not succeed: what it was and what may be done about it.
struct Failure: Sendable {
    enum Remedy: Sendable, Equatable {
        /// It will fail again.
        case none
        case retry
        /// A retry that costs more of the quota.
        case retryAfterTimeout
        /// The credentials were refused: get new ones first.
        case newCredentials
        /// The service's clock and this machine's are apart: sign with the service's time.
        case correctClock
    }

    var cause: AWSError.Cause
    var statusCode: Int?
    var requestID: String?
    var remedy: Remedy
    /// Whether the service may have carried out the call all the same.
    var mayHaveTakenEffect: Bool
}

extension Failure {
    init(_ error: TransportError) {
        switch error {
        case .notConnected(let text):
            self.init(cause: .notConnected(text), remedy: .retry, mayHaveTakenEffect: false)
        case .connectionLost(let text):
            self.init(cause: .connectionLost(text), remedy: .retry, mayHaveTakenEffect: true)
        case .timedOut(let text):
            self.init(cause: .timedOut(text), remedy: .retryAfterTimeout, mayHaveTakenEffect: true)
        case .bodyTooLarge(let limit):
            self.init(
                cause: .unreadableResponse("the answer is longer than \(limit / 1_048_576) MiB"),
                remedy: .none,
                mayHaveTakenEffect: true
            )
        case .cancelled:
            self.init(cause: .cancelled, remedy: .none, mayHaveTakenEffect: true)
        }
    }

    /// An answer that is no success.
    init(_ response: HTTPResponse, requestID: String?) {
        self.init(
            cause: .cancelled,
            statusCode: response.status,
            requestID: requestID,
            remedy: .none,
            mayHaveTakenEffect: false
        )
        let isServerError = response.status >= 500
        guard let error = ErrorBody(response) else {
            cause = .unreadableResponse(ErrorBody.excerpt(of: response))
            remedy = [500, 502, 503, 504].contains(response.status) ? .retry : .none
            // Something between here and the service answered; behind a 5xx the call may have gone through.
            mayHaveTakenEffect = isServerError
            return
        }
        cause = .service(code: error.code, message: error.message)
        remedy = Self.remedy(for: error.code, status: response.status)
        mayHaveTakenEffect = isServerError && !throttlingCodes.contains(error.code)
    }

    /// The code counts before the status: Rekognition models a throttle as a 500.
    private static func remedy(for code: String, status: Int) -> Remedy {
        if throttlingCodes.contains(code) || transientCodes.contains(code) { return .retry }
        if expiredCredentialCodes.contains(code) { return .newCredentials }
        if clockSkewCodes.contains(code) { return .correctClock }
        return [500, 502, 503, 504].contains(status) ? .retry : .none
    }
}

/// The SDKs' throttling errors, without `LimitExceededException`: in Rekognition that is a quota of trainings, and
/// trying again within seconds is useless.
private let throttlingCodes: Set<String> = [
    "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException", "RequestThrottled",
    "TooManyRequestsException", "ProvisionedThroughputExceededException", "TransactionInProgressException",
    "RequestLimitExceeded", "BandwidthLimitExceeded", "SlowDown", "PriorRequestNotComplete", "EC2ThrottledException",
]

private let transientCodes: Set<String> = ["RequestTimeout", "RequestTimeoutException"]

private let expiredCredentialCodes: Set<String> = ["ExpiredToken", "ExpiredTokenException"]

/// The first three say that the clocks are apart, the others may.
private let clockSkewCodes: Set<String> = [
    "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture", "InvalidSignatureException", "AuthFailure",
    "SignatureDoesNotMatch",
]
