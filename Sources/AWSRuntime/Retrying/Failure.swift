/// One failed attempt, and whether to retry.
struct Failure: Sendable {
    enum Remedy: Sendable, Equatable {
        /// No retry: it would fail again.
        case none
        case retry
        /// A retry at a higher cost of the quota.
        case retryAfterTimeout
        /// The service refused the credentials: get new ones first.
        case newCredentials
        /// The clocks differ: sign with the service's time.
        case correctClock
    }

    var cause: AWSError.Cause
    var statusCode: Int?
    var requestID: String?
    var remedy: Remedy
    /// Whether the service may have carried out the call.
    var mayHaveTakenEffect: Bool
    /// The region of the bucket by the answer of S3.
    var bucketRegion: String?
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

    /// An answer with an error status.
    ///
    /// - Parameter error: the error by the service's protocol; nil where the answer is not from the service.
    init(_ response: HTTPResponse, _ error: ServiceError?, _ rules: RetryRules) {
        self.init(
            cause: .cancelled,
            statusCode: response.status,
            requestID: response.requestID ?? error?.requestID,
            remedy: .none,
            mayHaveTakenEffect: false,
            bucketRegion: error?.bucketRegion
        )
        let isTransient = rules.transientStatuses.contains(response.status)
        guard let error else {
            cause = .unreadableResponse(response.summary)
            remedy = isTransient ? .retry : .none
            // A proxy can give up, block or redirect the answer after it passed the request on.
            mayHaveTakenEffect = true
            return
        }
        cause = .service(code: error.code, message: error.message)
        // The code counts before the status: a throttle of Rekognition can have status 500.
        if rules.throttling.contains(error.code) || rules.transient.contains(error.code) {
            remedy = .retry
        } else if rules.credentials.contains(error.code) {
            remedy = .newCredentials
        } else if rules.clock.contains(error.code) {
            remedy = .correctClock
        } else if isTransient {
            remedy = .retry
        }
        mayHaveTakenEffect = !rules.isRefusal(error.code, status: response.status)
    }

    /// Removes the secrets from the texts of the service.
    func removing(_ secrets: [String]) -> Failure {
        var result = self
        func clean(_ text: String) -> String { Redaction.removing(secrets, from: text) }
        result.requestID = requestID.map(clean)
        switch cause {
        case .service(let code, let message): result.cause = .service(code: clean(code), message: clean(message))
        case .notConnected(let text): result.cause = .notConnected(clean(text))
        case .connectionLost(let text): result.cause = .connectionLost(clean(text))
        case .timedOut(let text): result.cause = .timedOut(clean(text))
        case .unreadableResponse(let text): result.cause = .unreadableResponse(clean(text))
        case .credentials, .account, .cancelled: break
        }
        return result
    }
}
