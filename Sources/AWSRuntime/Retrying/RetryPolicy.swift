package import AWSProfiles
import Synchronization

/// The numbers of the SDKs' retry modes.
///
/// Source: AWS SDKs and Tools Reference Guide, "Retry behavior" (feature-retry-behavior.html).
package struct RetryPolicy: Sendable, Equatable {
    package enum Mode: String, Sendable {
        case standard
        /// The standard mode, and a limit to the rate of requests that throttles teach.
        case adaptive
    }

    package var mode = Mode.standard
    /// The first one included.
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
    ///   - retries: how many retries there were.
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

/// Which of a service's error codes are worth another attempt, and why.
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
    /// Trouble that passes.
    var transient: Set<String> = ["RequestTimeout", "RequestTimeoutException", "PriorRequestNotComplete"]
    /// The credentials are no longer good, or not yet known everywhere: others may do.
    var credentials: Set<String> = [
        "ExpiredToken", "ExpiredTokenException", "UnrecognizedClientException", "InvalidClientTokenId",
    ]
    /// The first three say that the clocks are apart, the others may.
    var clock: Set<String> = [
        "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture", "InvalidSignatureException", "AuthFailure",
        "SignatureDoesNotMatch",
    ]
    var transientStatuses: Set<Int> = [500, 502, 503, 504]

    /// The rules of a service, by its signing name.
    init(service: String) {
        switch service {
        case "rekognition":
            // A quota of trainings, not a throttle: trying again within seconds is useless.
            throttling.remove("LimitExceededException")
        case "sts":
            // STS could not reach the identity provider.
            transient.insert("IDPCommunicationError")
        case "s3":
            credentials.insert("InvalidAccessKeyId")
            // The errors of HEAD have no body, only a status (see `S3Protocol`): this may be one of the clock. The
            // answer's date says whether it is.
            clock.insert("Forbidden")
        case "sso-oauth":
            // CreateToken is not signed: the token that is meant is the one that was to be refreshed.
            credentials = []
        default:
            break
        }
    }

    func isThrottling(_ cause: AWSError.Cause) -> Bool {
        if case .service(let code, _) = cause { throttling.contains(code) } else { false }
    }
}

/// A bucket of tokens that retries take from and successes give back to, so that a service in trouble is not
/// overwhelmed. Shared by all requests to a host.
package final class RetryQuota: Sendable {
    package let capacity: Int
    private let tokens: Mutex<Int>

    package init(capacity: Int) {
        self.capacity = capacity
        tokens = Mutex(capacity)
    }

    /// How much is left.
    package var available: Int { tokens.withLock { $0 } }

    /// - Returns: Whether there was enough for a retry.
    func take(_ cost: Int) -> Bool {
        tokens.withLock { tokens in
            guard tokens >= cost else { return false }
            tokens -= cost
            return true
        }
    }

    /// - Parameter cost: what the last retry took; nil where there was none, which earns one token.
    func giveBack(_ cost: Int?) {
        tokens.withLock { $0 = min(capacity, $0 + (cost ?? 1)) }
    }
}
