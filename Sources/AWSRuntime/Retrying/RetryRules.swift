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
