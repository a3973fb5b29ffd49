extension AWSError {
    /// Whether the service refused because of too many calls: it carried nothing out, and will take the call later.
    package var isThrottle: Bool { !mayHaveTakenEffect && RetryRules(service: service).isThrottling(cause) }
}
