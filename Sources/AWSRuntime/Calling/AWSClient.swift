package import AWSProfiles
internal import AWSSigning
internal import FoundationEssentials
package import Host
internal import Synchronization

/// Calls the operations of one service in one region: AWS JSON 1.1, signed, with the SDKs' standard retries.
package struct AWSClient: Sendable {
    /// Whether an operation may be sent again after an attempt that may have been carried out.
    package enum Replay: Sendable {
        case safe
        /// Only where it is certain that nothing was carried out.
        case onlyIfNothingHappened
    }

    /// What stays the same for all calls.
    package struct Settings: Sendable {
        /// The service's name in signatures.
        package var signingName: String
        /// In front of the operation in `X-Amz-Target`.
        package var targetPrefix: String
        package var region: String
        package var endpoint: Endpoint
        package var userAgent: String
        package var retryPolicy: RetryPolicy
        /// For one attempt, the body of the answer included.
        package var attemptTimeout: Duration

        package init(
            signingName: String,
            targetPrefix: String,
            region: String,
            endpoint: Endpoint,
            userAgent: String,
            retryPolicy: RetryPolicy = RetryPolicy(),
            attemptTimeout: Duration = .seconds(60)
        ) {
            self.signingName = signingName
            self.targetPrefix = targetPrefix
            self.region = region
            self.endpoint = endpoint
            self.userAgent = userAgent
            self.retryPolicy = retryPolicy
            self.attemptTimeout = attemptTimeout
        }
    }

    let settings: Settings
    private let machine: Machine
    private let quota: RetryQuota
    private let pacer: CallPacer?
    private let skew = ClockSkew()

    /// What a client needs of the world.
    package struct Machine: Sendable {
        package var transport: any HTTPTransport
        package var credentials: any CredentialProvider
        package var clock: any Clock<Duration>
        package var wallClock: any WallClock
        package var random: any RandomSource

        package init(
            transport: any HTTPTransport,
            credentials: any CredentialProvider,
            clock: any Clock<Duration>,
            wallClock: any WallClock,
            random: any RandomSource
        ) {
            self.transport = transport
            self.credentials = credentials
            self.clock = clock
            self.wallClock = wallClock
            self.random = random
        }
    }

    /// - Parameters:
    ///   - quota: shared by the clients of one host.
    ///   - pacer: nil where calls need no pace.
    package init(_ settings: Settings, on machine: Machine, quota: RetryQuota? = nil, pacer: CallPacer? = nil) {
        self.settings = settings
        self.machine = machine
        self.quota = quota ?? RetryQuota(capacity: settings.retryPolicy.quota)
        self.pacer = pacer
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
        let body: [UInt8]
        do {
            body = try JSONProtocol.encode(input)
        } catch {
            throw AWSError(
                .unreadableResponse("the request could not be written: \(error)"),
                operation: operation,
                host: settings.endpoint.authority
            )
        }
        var progress = CallProgress()
        while true {
            let failure: Failure
            switch await attempt(operation, body, number: progress.attempts) {
            case .success(let response):
                do {
                    let output = try JSONProtocol.decode(type, from: response.body)
                    quota.giveBack(progress.lastRetryCost)
                    return output
                } catch {
                    failure = Failure(
                        cause: .unreadableResponse(ErrorBody.excerpt(of: response)),
                        statusCode: response.status,
                        requestID: response.requestID,
                        remedy: .none,
                        mayHaveTakenEffect: true
                    )
                }
            case .failure(let failed):
                failure = failed
            }
            progress.mayHaveTakenEffect = progress.mayHaveTakenEffect || failure.mayHaveTakenEffect
            guard await prepareNextAttempt(after: failure, replay, &progress) else {
                throw AWSError(
                    failure.cause,
                    operation: operation,
                    host: settings.endpoint.authority,
                    statusCode: failure.statusCode,
                    requestID: failure.requestID,
                    attempts: progress.attempts,
                    mayHaveTakenEffect: progress.mayHaveTakenEffect
                )
            }
            progress.attempts += 1
        }
    }

    // MARK: Attempts

    private enum Attempt {
        case success(HTTPResponse)
        case failure(Failure)
    }

    /// Signs and sends once. Each attempt has a date and credentials of its own.
    private func attempt(_ operation: String, _ body: [UInt8], number: Int) async -> Attempt {
        let credentials: AWSCredentials
        do throws(CredentialError) {
            credentials = try await machine.credentials.credentials().credentials
        } catch {
            return .failure(Failure(cause: .credentials(error.description), remedy: .none, mayHaveTakenEffect: false))
        }
        if let wait = pacer?.book(operation), wait > .zero {
            do {
                try await machine.clock.sleep(for: wait)
            } catch {
                return .failure(Failure(cause: .cancelled, remedy: .none, mayHaveTakenEffect: false))
            }
        }
        let signingTime = machine.wallClock.now.advanced(by: skew.offset).seconds
        let request = signed(operation, body, with: credentials, at: signingTime)
        do throws(TransportError) {
            let response = try await machine.transport.send(request)
            if (200..<300).contains(response.status) { return .success(response) }
            var failure = Failure(response, requestID: response.requestID)
            if failure.remedy == .correctClock, !skew.correct(by: response, signedAt: signingTime) {
                failure.remedy = .none
            }
            return .failure(failure)
        } catch {
            return .failure(Failure(error))
        }
    }

    private func signed(
        _ operation: String,
        _ body: [UInt8],
        with credentials: AWSCredentials,
        at time: Int64
    ) -> HTTPRequest {
        let path = settings.endpoint.basePath + "/"
        let headers = [
            (name: "host", value: settings.endpoint.authority),
            (name: "content-type", value: "application/x-amz-json-1.1"),
            (name: "x-amz-target", value: "\(settings.targetPrefix).\(operation)"),
        ]
        let signer = SigV4Signer(credentials: credentials, region: settings.region, service: settings.signingName)
        let signed = signer.sign(
            SigningRequest(method: "POST", path: path, query: "", headers: headers, body: body),
            at: time
        )
        return HTTPRequest(
            method: "POST",
            endpoint: settings.endpoint,
            target: path,
            headers: headers + signed.headers + [(name: "user-agent", value: settings.userAgent)],
            body: body,
            timeout: settings.attemptTimeout
        )
    }

    // MARK: Retries

    /// Does what a further attempt needs; false where there must be none.
    private func prepareNextAttempt(
        after failure: Failure,
        _ replay: Replay,
        _ progress: inout CallProgress
    ) async -> Bool {
        if replay == .onlyIfNothingHappened, progress.mayHaveTakenEffect { return false }
        let policy = settings.retryPolicy
        let cost: Int
        switch failure.remedy {
        case .none:
            return false
        case .newCredentials:
            guard !progress.hasNewCredentials else { return false }
            progress.hasNewCredentials = true
            await machine.credentials.invalidate()
            return true
        case .correctClock:
            guard !progress.hasCorrectedClock else { return false }
            progress.hasCorrectedClock = true
            return true
        case .retry:
            cost = policy.retryCost
        case .retryAfterTimeout:
            cost = policy.timeoutCost
        }
        guard progress.retries + 1 < policy.maxAttempts, quota.take(cost) else { return false }
        let delay = policy.delay(afterRetries: progress.retries, share: machine.random.unitInterval())
        progress.retries += 1
        progress.lastRetryCost = cost
        do {
            try await machine.clock.sleep(for: delay)
            return true
        } catch {
            return false
        }
    }
}

/// How far a call has come.
private struct CallProgress {
    var attempts = 1
    /// Attempts that were made for a failure of the service or the network.
    var retries = 0
    var lastRetryCost: Int?
    var hasNewCredentials = false
    var hasCorrectedClock = false
    var mayHaveTakenEffect = false
}

extension HTTPResponse {
    fileprivate var requestID: String? {
        (header("x-amzn-requestid") ?? header("x-amz-request-id")).map { ServiceText.harmless($0, limit: 100) }
    }
}
