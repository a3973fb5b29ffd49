import AWSProfiles
import AWSSigning
import Host
import Text

extension CallSender {
    enum Attempt {
        case success(HTTPResponse)
        case failure(Failure)
    }

    /// Signs and sends once. Each attempt has its own date and credentials.
    func attempt(_ request: CallRequest, _ progress: inout CallProgress) async -> Attempt {
        guard await waitForTurn(request) else {
            return .failure(Failure(cause: .cancelled, remedy: .none, mayHaveTakenEffect: false))
        }
        var credentials: AWSCredentials?
        if request.signing != .none {
            do throws(CredentialError) {
                credentials = try await self.credentials.credentials().credentials
            } catch {
                let cause: AWSError.Cause =
                    if error.isCancellation {
                        .cancelled
                    } else if error.isOfAccount {
                        .account(error.description)
                    } else {
                        .credentials(error.description)
                    }
                return .failure(Failure(cause: cause, remedy: .none, mayHaveTakenEffect: false))
            }
        }
        if let refusal = context.plainHTTP.refusal(of: request, credentials, to: endpoint) {
            return .failure(Failure(cause: .credentials(refusal), remedy: .none, mayHaveTakenEffect: false))
        }
        progress.credentials = credentials
        let machineTime = context.process.wallClock.now.seconds
        let offset = host.skew.offset
        let (message, signature) = message(request, credentials, at: machineTime + offset, progress)
        let secrets = secrets(request, credentials, signature)
        progress.secrets = secrets
        if let header = message.headers.first(where: { !CredentialText.isHeaderValue($0.value) }) {
            // Not a problem of the network: every attempt would fail.
            let reason = "\(request.operation) cannot be sent: its header `\(header.name)` \(CredentialText.headerRule)"
            return .failure(Failure(cause: .credentials(reason), remedy: .none, mayHaveTakenEffect: false))
        }
        let stopwatch = Stopwatch(context.process.clock)
        if progress.stopwatch == nil { progress.stopwatch = stopwatch }
        do throws(TransportError) {
            let response = try await context.transport.send(message)
            progress.serverOffset = response.date.map { $0 - machineTime }
                .flatMap { abs($0) <= ClockSkew.longestOffset ? $0 : nil }
            guard !(200..<300).contains(response.status) else {
                host.skew.measure(progress.serverOffset)
                let clean = response.removingFromHeaders(secrets)
                report(request, progress, "\(response.status)", stopwatch.elapsed, clean.requestID)
                learn(false)
                return .success(clean)
            }
            // Read first, then redacted: redaction of the raw text could break it, or miss an escaped secret.
            let error = readError(response)?.shown(without: secrets)
            if error != nil { host.skew.measure(progress.serverOffset) }
            let clean = response.removing(secrets)
            var failure = Failure(clean, error, rules)
            if error == nil { logText(of: clean, request) }
            if failure.remedy == .correctClock,
                !host.skew.correct(by: response, machineTime: machineTime, offset: offset)
            {
                failure.remedy = .none
            }
            return .failure(finish(failure, request, progress, stopwatch.elapsed))
        } catch {
            return .failure(finish(Failure(error).removing(secrets), request, progress, stopwatch.elapsed))
        }
    }

    /// Texts that must not be shown if an answer repeats them, with and without the escapes of a form.
    private func secrets(
        _ request: CallRequest,
        _ credentials: AWSCredentials?,
        _ signature: String?
    ) -> [String] {
        var secrets = request.secrets
        if let credentials {
            secrets += [credentials.secretAccessKey, credentials.sessionToken ?? "", signature ?? ""]
        }
        return secrets + secrets.map { PercentEncoding.encode($0) }
    }

    /// Logs a failure, and updates the rate limit.
    private func finish(
        _ failure: Failure,
        _ request: CallRequest,
        _ progress: CallProgress,
        _ latency: Duration
    ) -> Failure {
        let status = failure.statusCode.map { "\($0) " } ?? ""
        report(request, progress, status + failure.cause.brief, latency, failure.requestID)
        learn(rules.isThrottling(failure.cause))
        return failure
    }

    /// Waits until the pace of the operation and the rate of the host allow a request; false after a cancellation.
    private func waitForTurn(_ request: CallRequest) async -> Bool {
        if let delay = pacer?.book(request.operation, in: region), delay > .zero {
            guard await wait(delay) else { return false }
        }
        guard let limiter = host.limiter else { return true }
        while true {
            let delay = limiter.take()
            if delay == .zero { return true }
            context.log("\(name(request)): delayed by \(delay.text), to stay within the rate that the service accepts")
            guard await wait(delay) else { return false }
        }
    }

    private func learn(_ isThrottled: Bool) {
        guard let rate = host.limiter?.record(isThrottled: isThrottled), isThrottled else { return }
        context.log("\(endpoint.authority): throttled; from now on \((rate * 100).rounded() / 100) requests a second")
    }

    private func report(
        _ request: CallRequest,
        _ progress: CallProgress,
        _ outcome: String,
        _ latency: Duration,
        _ requestID: String?
    ) {
        context.log(
            """
            \(name(request)): attempt \(progress.attempts): \(request.method) \(endpoint)\(request.path): \(outcome) \
            in \
            \(Int64((latency / .milliseconds(1)).rounded())) ms\(requestID.map { ", request id \($0)" } ?? "")
            """
        )
    }

    // MARK: The message

    /// The signed request, and its signature; nil where it is not signed.
    private func message(
        _ request: CallRequest,
        _ credentials: AWSCredentials?,
        at time: Int64,
        _ progress: CallProgress
    ) -> (HTTPRequest, signature: String?) {
        let path = endpoint.basePath + request.path
        var headers = [(name: "host", value: endpoint.authority)] + request.headers
        headers.append((name: "amz-sdk-invocation-id", value: progress.invocation))
        headers.append((name: "amz-sdk-request", value: attemptHeader(progress)))
        var signature: String?
        if let credentials, case .signatureVersion4(let options) = request.signing {
            let signer = SigV4Signer(credentials: credentials, region: region, service: service, options: options)
            let signed = signer.sign(
                SigningRequest(
                    method: request.method,
                    path: path,
                    query: request.query,
                    headers: headers,
                    body: request.body
                ),
                at: time
            )
            headers += signed.headers
            signature = signed.signature
        }
        headers.append((name: "user-agent", value: context.userAgent))
        let message = HTTPRequest(
            method: request.method,
            endpoint: endpoint,
            target: request.query.isEmpty ? path : "\(path)?\(request.query)",
            headers: headers,
            body: request.body,
            // A wait for the pace can use up the time that is left.
            timeout: max(.milliseconds(100), min(context.attemptTimeout, timeLeft(progress) ?? context.attemptTimeout))
        )
        return (message, signature)
    }

    /// The retry header of the SDKs. `ttl` needs the service's clock and comes with the second attempt (botocore:
    /// `endpoint.py`).
    private func attemptHeader(_ progress: CallProgress) -> String {
        let attempt = "attempt=\(progress.attempts); max=\(context.retryPolicy.maxAttempts)"
        guard progress.attempts > 1, let offset = progress.serverOffset else { return attempt }
        let deadline = context.process.wallClock.now.advanced(by: .seconds(offset) + context.attemptTimeout)
        return "ttl=\(deadline.compact); \(attempt)"
    }
}

extension AWSError.Cause {
    /// For the debug log.
    fileprivate var brief: String {
        switch self {
        case .service(let code, _): code
        case .notConnected(let text): "no connection: \(text)"
        case .connectionLost(let text): "connection lost: \(text)"
        case .timedOut(let text): "timed out: \(text)"
        case .unreadableResponse: "not the service's answer"
        case .credentials, .account: "no credentials"
        case .cancelled: "cancelled"
        }
    }
}
