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
    /// Where S3 says the bucket is.
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

    /// An answer that is no success.
    ///
    /// - Parameters:
    ///   - error: what the service's protocol makes of it; nil where the answer is not the service's.
    ///   - secretAnswerTo: the operation whose answers hold secrets, so that a text that is not the service's error is
    ///     not shown; nil for all others.
    init(_ response: HTTPResponse, _ error: ServiceError?, _ rules: RetryRules, secretAnswerTo operation: String? = nil)
    {
        self.init(
            cause: .cancelled,
            statusCode: response.status,
            requestID: response.requestID ?? error?.requestID,
            remedy: .none,
            mayHaveTakenEffect: false,
            bucketRegion: error?.bucketRegion
        )
        // Behind a 5xx the call may have gone through; behind a 408 or 499, something has given up waiting for it.
        let isAmbiguous = response.status >= 500 || response.status == 408 || response.status == 499
        let isTransient = rules.transientStatuses.contains(response.status)
        guard let error else {
            cause = .unreadableResponse(operation.map { response.unshown(answerTo: $0) } ?? response.excerpt)
            remedy = isTransient ? .retry : .none
            mayHaveTakenEffect = isAmbiguous
            return
        }
        cause = .service(code: error.code, message: error.message)
        // The code counts before the status: Rekognition models a throttle as a 500.
        if rules.throttling.contains(error.code) || rules.transient.contains(error.code) {
            remedy = .retry
        } else if rules.credentials.contains(error.code) {
            remedy = .newCredentials
        } else if rules.clock.contains(error.code) {
            remedy = .correctClock
        } else if isTransient {
            remedy = .retry
        }
        // A request that "timed out" may have been carried out, whatever its status; a throttled one was not.
        mayHaveTakenEffect =
            !rules.throttling.contains(error.code) && (isAmbiguous || rules.transient.contains(error.code))
    }

    /// The same, with every occurrence of the secrets taken out of what came from outside.
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
        case .credentials, .cancelled: break
        }
        return result
    }
}
