package import AWSProfiles
import AWSSigning
import Host
import JSON
import Text

/// Sends the requests of one service in one region, of any protocol: signed, and with retries.
package struct CallSender: Sendable {
    /// The service's name in signatures, such as `sts`.
    package let service: String
    package let region: String
    package private(set) var endpoint: Endpoint
    let context: CallContext
    let credentials: any CredentialProvider
    /// Nil for services without a pace.
    let pacer: CallPacer?
    let rules: RetryRules
    let readError: @Sendable (HTTPResponse) -> ServiceError?
    private(set) var host: HostState

    /// - Parameters:
    ///   - credentials: for signed requests.
    ///   - readError: reads the error of an answer; nil where the answer is not from the service.
    init(
        service: String,
        region: String,
        endpoint: Endpoint,
        context: CallContext,
        credentials: any CredentialProvider,
        pacer: CallPacer? = nil,
        readError: @escaping @Sendable (HTTPResponse) -> ServiceError?
    ) {
        self.service = service
        self.region = region
        self.endpoint = endpoint
        self.context = context
        self.credentials = credentials
        self.pacer = pacer
        self.readError = readError
        rules = RetryRules(service: service)
        host = context.hosts.state(of: endpoint.authority)
    }

    /// A sender for a host name below the endpoint's, as for a bucket of S3.
    package func below(_ label: String) -> CallSender {
        var result = self
        result.endpoint.host = "\(label).\(endpoint.host)"
        result.host = context.hosts.state(of: result.endpoint.authority)
        return result
    }

    /// Sends a request until it succeeds or must not be retried.
    ///
    /// - Parameter read: reads a successful answer; throws where the answer is not from the service.
    package func send<Output: Sendable>(
        _ request: CallRequest,
        replay: Replay,
        reading read: (HTTPResponse) throws -> Output
    ) async throws(AWSError) -> Output {
        var progress = CallProgress(invocation: uuid(ofRandomBytes: context.process.random.bytes(16)))
        while true {
            let failure: Failure
            switch await attempt(request, &progress) {
            case .success(let response):
                do {
                    let output = try read(response)
                    host.quota.giveBack(progress.lastRetryCost)
                    return output
                } catch {
                    failure = unreadable(response, request, error, secrets: progress.secrets)
                }
            case .failure(let failed):
                failure = failed
            }
            progress.mayHaveTakenEffect = progress.mayHaveTakenEffect || failure.mayHaveTakenEffect
            guard await prepareNextAttempt(request, after: failure, replay, &progress) else {
                throw AWSError(
                    failure.cause,
                    operation: request.operation,
                    service: service,
                    host: endpoint.authority,
                    statusCode: failure.statusCode,
                    requestID: failure.requestID,
                    attempts: progress.attempts,
                    mayHaveTakenEffect: progress.mayHaveTakenEffect,
                    bucketRegion: failure.bucketRegion
                )
            }
            progress.attempts += 1
        }
    }

    private func unreadable(
        _ response: HTTPResponse,
        _ request: CallRequest,
        _ error: any Error,
        secrets: [String]
    ) -> Failure {
        let response = response.removing(secrets)
        logText(of: response, request)
        var problem = ""
        if !request.answersWithSecrets, let text = Self.problem(error) {
            problem = ", " + ServiceText.harmless(Redaction.removing(secrets, from: text), limit: 300)
        }
        return Failure(
            cause: .unreadableResponse(response.summary + problem),
            statusCode: response.status,
            requestID: response.requestID,
            remedy: .none,
            mayHaveTakenEffect: true
        )
    }

    /// What is wrong with which member; nil where the whole answer is something else.
    private static func problem(_ error: any Error) -> String? {
        switch error {
        case let error as JSONError where !error.member.isEmpty:
            "\(error.problem) in `\(error.member)`"
        case DecodingError.keyNotFound(let key, _):
            "no member `\(key.stringValue)`"
        case let error as DecodingError where !error.member.isEmpty:
            "a value of another type in `\(error.member)`"
        case let error as XMLError where error.isDetail:
            "it \(error)"
        default:
            nil
        }
    }

    /// Logs the text of an answer that is not from the service.
    func logText(of response: HTTPResponse, _ request: CallRequest) {
        guard !request.answersWithSecrets else {
            return context.log("\(name(request)): the text of the answer is not shown: it can contain keys")
        }
        context.log.foreignText("\(name(request)): the text of the answer", response.body)
    }

    // MARK: Retries

    /// Prepares a further attempt; false where there must be none.
    private func prepareNextAttempt(
        _ request: CallRequest,
        after failure: Failure,
        _ replay: Replay,
        _ progress: inout CallProgress
    ) async -> Bool {
        func stop(_ reason: String) -> Bool {
            context.log("\(name(request)): not retried: \(reason)")
            return false
        }
        if failure.cause == .cancelled { return false }
        if replay == .onlyIfNothingHappened, progress.mayHaveTakenEffect { return stop("it may have been carried out") }
        if context.isProbe { return stop("it is sent once") }
        let policy = context.retryPolicy
        let cost: Int
        switch failure.remedy {
        case .none:
            return stop("the answer would be the same")
        case .newCredentials:
            guard let refused = progress.credentials else { return stop("the answer would be the same") }
            guard !progress.hasNewCredentials else { return stop("new credentials were refused as well") }
            progress.hasNewCredentials = true
            await credentials.invalidate(refused)
            let fresh = try? await credentials.credentials().credentials
            if fresh == refused { return stop("there are no other credentials") }
            context.log("\(name(request)): retried with new credentials")
            return true
        case .correctClock:
            guard !progress.hasCorrectedClock else { return stop("the clock was corrected already") }
            progress.hasCorrectedClock = true
            context.log(
                "\(name(request)): retried with the service's time, \(host.skew.offset) s ahead of this machine's"
            )
            return true
        case .retry:
            cost = policy.retryCost
        case .retryAfterTimeout:
            cost = policy.timeoutCost
        }
        guard progress.retries + 1 < policy.maxAttempts else {
            return stop("that was attempt \(progress.retries + 1) of \(policy.maxAttempts)")
        }
        let delay = policy.delay(afterRetries: progress.retries, share: context.process.random.unitInterval())
        if let left = timeLeft(progress), delay >= left {
            return stop("the time limit of the call leaves \(left.text), and the pause is \(delay.text)")
        }
        guard host.quota.take(cost) else {
            return stop(
                "too many requests to this host failed: \(host.quota.available) of \(host.quota.capacity) tokens left"
            )
        }
        progress.retries += 1
        progress.lastRetryCost = cost
        context.log(
            """
            \(name(request)): retried in \(delay.text); \(host.quota.available) of \(host.quota.capacity) \
            tokens left
            """
        )
        return await wait(delay)
    }

    /// Nil where the call has no time limit.
    func timeLeft(_ progress: CallProgress) -> Duration? {
        context.callTimeout.map { $0 - (progress.stopwatch?.elapsed ?? .zero) }
    }

    /// False after a cancellation.
    func wait(_ delay: Duration) async -> Bool {
        do {
            try await context.process.clock.sleep(for: delay)
            return true
        } catch {
            return false
        }
    }

    func name(_ request: CallRequest) -> String { "\(service) \(request.operation)" }
}

/// The progress of a call.
struct CallProgress {
    /// The same for all attempts.
    let invocation: String
    /// From the first attempt on; nil before it is sent.
    var stopwatch: Stopwatch?
    var attempts = 1
    /// Attempts after a failure of the service or the network.
    var retries = 0
    var lastRetryCost: Int?
    /// The credentials of the last attempt.
    var credentials: AWSCredentials?
    /// Texts that must not be shown if the answer to the last attempt repeats them.
    var secrets: [String] = []
    var hasNewCredentials = false
    var hasCorrectedClock = false
    var mayHaveTakenEffect = false
    /// How far the service's clock is ahead by the last answer, in seconds.
    var serverOffset: Int64?

    init(invocation: String) {
        self.invocation = invocation
    }
}
