import Testing

@testable import AWSRuntime

struct RetryTests {
    @Test("Three attempts, with delays that double, and the quota paid for")
    func standardMode() async throws {
        let world = try ScriptedWorld(.error("InternalServerError", 500), .page(503, ""), .ok())
        #expect(try await world.call().Value == 1)
        #expect(world.transport.requests.count == 3)
        #expect(world.clock.sleeps == [.seconds(1), .seconds(2)])
        #expect(world.quota.available == 495, "the last retry's five tokens came back")
    }

    @Test func attemptsRunOut() async throws {
        let world = try ScriptedWorld(
            .failure(.timedOut("slow")),
            .failure(.connectionLost("reset")),
            .error("InternalServerError", 500)
        )
        let error = try #require(await world.failure())
        #expect(error.attempts == 3)
        #expect(error.code == "InternalServerError")
        #expect(error.requestID == "r-1")
        #expect(world.quota.available == 500 - 10 - 5)
    }

    @Test("No delay is longer than twenty seconds")
    func longestDelay() {
        #expect(RetryPolicy().delay(afterRetries: 40, share: 1) == .seconds(20))
        #expect(RetryPolicy().delay(afterRetries: 1, share: 0.25) == .milliseconds(500))
    }

    @Test("Without quota there is no retry, and the error is the service's own")
    func quotaExhausted() async throws {
        let world = try ScriptedWorld(.error("ThrottlingException"), .error("ThrottlingException"), quota: 7)
        let error = try #require(await world.failure())
        #expect(error.attempts == 2)
        #expect(error.code == "ThrottlingException")
    }

    @Test("A success without a retry earns one token")
    func refund() async throws {
        let world = try ScriptedWorld(.error("ThrottlingException"), .error("ThrottlingException"), .ok(), .ok())
        _ = try await world.call()
        let left = world.quota.available
        _ = try await world.call()
        #expect(left == 495)
        #expect(world.quota.available == 496)
    }

    @Test(
        "Errors that will come again are not retried",
        arguments: [
            "LimitExceededException", "ServiceQuotaExceededException", "ResourceInUseException",
            "ResourceNotFoundException",
            "AccessDeniedException", "InvalidParameterException", "UnrecognizedClientException",
        ]
    )
    func notRetried(code: String) async throws {
        let world = try ScriptedWorld(.error(code), .ok())
        let error = try #require(await world.failure())
        #expect(error.code == code)
        #expect(error.attempts == 1)
        #expect(!error.mayHaveTakenEffect)
    }

    @Test(
        "Throttles are retried by their code, whatever the status",
        arguments: [
            ("ThrottlingException", 500), ("ThrottlingException", 400), ("ProvisionedThroughputExceededException", 400),
            ("TooManyRequestsException", 429), ("RequestTimeout", 400),
        ]
    )
    func retriedByCode(code: String, status: Int) async throws {
        let world = try ScriptedWorld(.error(code, status), .ok())
        #expect(try await world.call(.onlyIfNothingHappened).Value == 1)
    }

    @Test(
        "A create is never sent again after an attempt that may have been carried out",
        arguments: [
            ScriptedTransport.Answer.failure(.connectionLost("reset")), .failure(.timedOut("slow")),
            .failure(.bodyTooLarge(limit: 1)), .error("InternalServerError", 500), .page(502, "<html>"),
            .page(200, "<html>"), .page(200, "{\"Value\": "),
        ]
    )
    func ambiguous(answer: ScriptedTransport.Answer) async throws {
        let world = try ScriptedWorld(answer, .ok())
        let error = try #require(await world.failure(.onlyIfNothingHappened))
        #expect(error.mayHaveTakenEffect)
        #expect(error.attempts == 1)
        #expect(world.transport.requests.count == 1)
    }

    @Test(
        "A create is sent again where nothing can have been carried out",
        arguments: [
            ScriptedTransport.Answer.failure(.notConnected("refused")), .error("ThrottlingException", 500),
            .error("ExpiredTokenException"),
        ]
    )
    func certain(answer: ScriptedTransport.Answer) async throws {
        let world = try ScriptedWorld(answer, .ok())
        #expect(try await world.call(.onlyIfNothingHappened).Value == 1)
    }

    @Test("What a proxy refused did not happen", arguments: [301, 403, 407])
    func proxy(status: Int) async throws {
        let world = try ScriptedWorld(.page(status, "<html>Blocked"))
        let error = try #require(await world.failure(.onlyIfNothingHappened))
        #expect(!error.mayHaveTakenEffect)
        #expect(error.cause == .unreadableResponse("status \(status) (text/html): <html>Blocked"))
    }

    @Test("Each attempt is signed anew")
    func signedAnew() async throws {
        let world = try ScriptedWorld(.failure(.notConnected("x")), .ok(), secondsBetweenLooks: 100)
        _ = try await world.call()
        let dates = world.transport.requests.map { $0.header("x-amz-date") }
        #expect(dates == ["20231114T221320Z", "20231114T221500Z"])
        let signatures = Set(world.transport.requests.map { $0.header("authorization") })
        #expect(signatures.count == 2)
    }

    @Test("Expired credentials are renewed once")
    func expired() async throws {
        let world = try ScriptedWorld(.error("ExpiredTokenException"), .ok())
        _ = try await world.call()
        #expect(world.transport.requests[1].header("authorization")?.contains("AKID2/") == true)
        let again = try ScriptedWorld(.error("ExpiredToken"), .error("ExpiredToken"), .ok())
        #expect(await again.failure()?.attempts == 2)
        #expect(again.credentials.invalidations == 1)
    }

    @Test("A clock that is wrong is corrected once, and only if it is wrong")
    func clockSkew() async throws {
        let late = [(name: "Date", value: "Wed, 15 Nov 2023 00:13:20 GMT")]
        let world = try ScriptedWorld(.error("InvalidSignatureException", headers: late), .ok())
        _ = try await world.call()
        #expect(world.transport.requests[1].header("x-amz-date") == "20231115T001320Z")

        let close = [(name: "Date", value: "Tue, 14 Nov 2023 22:14:20 GMT")]
        let other = try ScriptedWorld(.error("InvalidSignatureException", headers: close), .ok())
        #expect(await other.failure()?.attempts == 1)
    }

    @Test func requestOnTheWire() async throws {
        let world = try ScriptedWorld(.ok())
        _ = try await world.call()
        let request = world.transport.requests[0]
        #expect(request.method == "POST")
        #expect(request.target == "/")
        #expect(request.header("content-type") == "application/x-amz-json-1.1")
        #expect(request.header("x-amz-target") == "RekognitionService.DescribeThings")
        #expect(request.header("host") == "rekognition.us-east-1.amazonaws.com")
        #expect(request.header("user-agent") == "rekon/test")
        #expect(String(decoding: request.body, as: UTF8.self) == "{\"Name\":\"x\"}")
    }

    @Test func cancelledWhileWaiting() async throws {
        let world = try ScriptedWorld(.failure(.notConnected("x")), .ok())
        let task = Task {
            // Ends at once when the task is cancelled.
            try? await Task.sleep(for: .seconds(3600))
            return await world.failure()
        }
        task.cancel()
        #expect(await task.value?.attempts == 1)
    }
}

extension HTTPRequest {
    fileprivate func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }
}
