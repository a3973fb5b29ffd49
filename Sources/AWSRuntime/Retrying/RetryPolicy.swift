package import AWSProfiles
import Synchronization

/// The numbers of the retry modes.
///
/// Source: AWS SDKs and Tools Reference Guide, "Retry behavior" (feature-retry-behavior.html).
package struct RetryPolicy: Sendable, Equatable {
    package enum Mode: String, Sendable {
        case standard
        /// The standard mode with a rate limit that follows the throttles.
        case adaptive
    }

    package var mode = Mode.standard
    /// With the first one.
    package var maxAttempts = 3
    /// The delay before retry n (from 0) is a random share of `base * 2^n`, at most `longestDelay`.
    package var base: Duration = .seconds(1)
    package var longestDelay: Duration = .seconds(20)
    package var quota = 500
    package var retryCost = 5
    package var timeoutCost = 10

    package init() {}

    /// The delay before a retry.
    ///
    /// - Parameters:
    ///   - retries: the number of retries before.
    ///   - share: the random share, 0..<1.
    func delay(afterRetries retries: Int, share: Double) -> Duration {
        var longest = base
        for _ in 0..<min(retries, 30) where longest < longestDelay { longest *= 2 }
        return min(longest, longestDelay) * share
    }
}

extension RetryPolicy {
    package init(_ settings: ClientSettings) {
        self.init()
        mode = settings.retryMode.value == .adaptive ? .adaptive : .standard
        if let attempts = settings.maxAttempts { maxAttempts = attempts.value }
    }
}

/// The error codes and statuses for which rekon retries.
///
/// Source: the SDKs' standard retry mode (botocore: `retries/standard.py`, `retries/special.py`).
struct RetryRules: Sendable, Equatable {
    /// Too many calls: nothing was carried out.
    var throttling: Set<String> = [
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException", "RequestThrottled",
        "TooManyRequestsException", "ProvisionedThroughputExceededException", "TransactionInProgressException",
        "RequestLimitExceeded", "BandwidthLimitExceeded", "LimitExceededException", "SlowDown",
        "PriorRequestNotComplete", "EC2ThrottledException",
    ]
    /// Temporary problems.
    var transient: Set<String> = ["RequestTimeout", "RequestTimeoutException", "PriorRequestNotComplete"]
    /// The credentials have expired, or are not yet known everywhere: new ones may work.
    var credentials: Set<String> = [
        "ExpiredToken", "ExpiredTokenException", "UnrecognizedClientException", "InvalidClientTokenId",
    ]
    /// The first three always mean that the clocks differ; the others can have other causes.
    var clock: Set<String> = [
        "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture", "InvalidSignatureException", "AuthFailure",
        "SignatureDoesNotMatch",
    ]
    var transientStatuses: Set<Int> = [500, 502, 503, 504]
    /// The codes with which the service refuses a call; nil where every code of its protocol counts. Proxies and
    /// gateways answer in JSON too.
    var refusals: Set<String>?

    /// The rules of a service, by its signing name.
    init(service: String) {
        switch service {
        case "rekognition":
            // A quota of trainings, not a throttle: a retry within seconds is useless.
            throttling.remove("LimitExceededException")
            refusals = Self.refusalsOfCreates.union(Self.refusalsOfAllServices)
        case "sts":
            // STS could not reach the identity provider.
            transient.insert("IDPCommunicationError")
        case "s3":
            credentials.insert("InvalidAccessKeyId")
            // Errors of HEAD have no body, only a status (see `S3Protocol`). The answer's date shows whether the clock
            // is wrong.
            clock.insert("Forbidden")
        case "sso-oauth":
            // CreateToken is not signed: the code is about the refresh token.
            credentials = []
        default:
            break
        }
    }

    /// Source: API model, the errors of CreateProjectVersion; and those that the API reference names for other
    /// operations on the same resources.
    private static let refusalsOfCreates: Set<String> = [
        "AccessDeniedException", "InvalidParameterException", "LimitExceededException",
        "ProvisionedThroughputExceededException", "ResourceInUseException", "ResourceNotFoundException",
        "ServiceQuotaExceededException", "ThrottlingException",
        "InvalidS3ObjectException", "ResourceNotReadyException",
    ]
    /// Source: API reference, "Common Errors"; and the errors of the JSON protocol.
    private static let refusalsOfAllServices: Set<String> = [
        "AccessDenied", "IncompleteSignature", "IncompleteSignatureException", "InvalidAction", "MissingAction",
        "MissingAuthenticationToken", "MissingAuthenticationTokenException", "NotAuthorized", "OptInRequired",
        "SerializationException", "UnknownOperationException", "ValidationError", "ValidationException",
    ]

    /// Whether an answer with an error code is the service's refusal: it did nothing.
    func isRefusal(_ code: String, status: Int) -> Bool {
        // A throttle of Rekognition can have status 500.
        if throttling.contains(code) { return true }
        // After these, and with 5xx, the service may have carried out the call; with 408 and 499, a proxy has given up.
        let isAmbiguous = transient.contains(code) || status == 408 || status == 499
        guard !isAmbiguous, (400..<500).contains(status) else { return false }
        guard let refusals else { return true }
        return refusals.contains(code) || credentials.contains(code) || clock.contains(code)
    }

    func isThrottling(_ cause: AWSError.Cause) -> Bool {
        if case .service(let code, _) = cause { throttling.contains(code) } else { false }
    }
}

/// A bucket of tokens that limits the retries of all requests to a host. Retries take tokens; successes return them.
package final class RetryQuota: Sendable {
    package let capacity: Int
    private let tokens: Mutex<Int>

    package init(capacity: Int) {
        self.capacity = capacity
        tokens = Mutex(capacity)
    }

    /// The tokens that are left.
    package var available: Int { tokens.withLock { $0 } }

    /// - Returns: Whether there were enough tokens.
    func take(_ cost: Int) -> Bool {
        tokens.withLock { tokens in
            guard tokens >= cost else { return false }
            tokens -= cost
            return true
        }
    }

    /// - Parameter cost: of the last retry; nil without a retry, which returns one token.
    func giveBack(_ cost: Int?) {
        tokens.withLock { $0 = min(capacity, $0 + (cost ?? 1)) }
    }
}
