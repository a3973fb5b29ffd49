import AWSSigning
import TestSupport
import Testing

@testable import AWSRuntime

@Suite(.timeLimit(.minutes(30)))
struct RetryTests {
    @Test("Three attempts with doubled delays, paid from the quota")
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

    @Test("Without quota there is no retry, and the error is the one of the service")
    func quotaExhausted() async throws {
        let world = try ScriptedWorld(.error("ThrottlingException"), .error("ThrottlingException"), quota: 7)
        let error = try #require(await world.failure())
        #expect(error.attempts == 2)
        #expect(error.code == "ThrottlingException")
    }

    @Test("A success without a retry returns one token")
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
            "AccessDeniedException", "InvalidParameterException",
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
            ("TooManyRequestsException", 429),
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
            .error("RequestTimeout", 400), .error("RequestTimeoutException", 408), .error("Unknown", 408),
            .page(408, ""), .page(499, ""), .page(507, ""), .page(200, "<html>"), .page(200, "{\"Value\": "),
            .page(302, ""), .page(403, "<html>"), .page(413, ""), .page(429, "slow down"), .page(404, "{}"),
            .error("Forbidden", 403), .error("AccessDeniedException", 302),
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

    @Test("A request may be carried out although a proxy answered", arguments: [301, 403, 407])
    func proxy(status: Int) async throws {
        let world = try ScriptedWorld(.page(status, "<html>Blocked"))
        let error = try #require(await world.failure(.onlyIfNothingHappened))
        #expect(error.mayHaveTakenEffect)
        #expect(error.cause == .unreadableResponse("status \(status) (text/html)"))
    }

    @Test(
        "A read that timed out at the service is tried again",
        arguments: ["RequestTimeout", "RequestTimeoutException"]
    )
    func timedOutAtTheService(code: String) async throws {
        let world = try ScriptedWorld(.error(code, 400), .ok())
        #expect(try await world.call().Value == 1)
        #expect(world.transport.requests.count == 2)
    }

    @Test("Each attempt is signed again")
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

    @Test("A wrong clock is corrected once; a correct clock is not changed")
    func clockSkew() async throws {
        let late = [(name: "Date", value: "Wed, 15 Nov 2023 00:13:20 GMT")]
        let world = try ScriptedWorld(.error("InvalidSignatureException", headers: late), .ok())
        _ = try await world.call()
        #expect(world.transport.requests[1].header("x-amz-date") == "20231115T001320Z")

        #expect(world.client.clockOffset == .seconds(7200))
        #expect(try ScriptedWorld(.ok()).client.clockOffset == nil)

        let close = [(name: "Date", value: "Tue, 14 Nov 2023 22:14:20 GMT")]
        let other = try ScriptedWorld(.error("InvalidSignatureException", headers: close), .ok())
        #expect(await other.failure()?.attempts == 1)
        #expect(other.client.clockOffset == .seconds(60), "measured, although no signature needs it")
    }

    @Test(
        "Credentials that are not known are renewed, if there are others",
        arguments: ["UnrecognizedClientException", "InvalidClientTokenId"]
    )
    func unknownCredentials(code: String) async throws {
        let world = try ScriptedWorld(.error(code), .ok())
        _ = try await world.call(.onlyIfNothingHappened)
        #expect(world.transport.requests.map(\.accessKey) == ["AKID1", "AKID2"])
        let run = TestRun(
            ["AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "s"],
            answers: [.queryError(code, status: 403), .identity]
        )
        let error = await #expect(throws: AWSError.self) { try await run.connection().callerIdentity() }
        #expect(error?.attempts == 1, "the same keys would be refused again")
    }

    @Test("A clock that is an hour off costs one attempt for the whole run")
    func clockSkewIsRemembered() async throws {
        let late = [(name: "Date", value: "Tue, 14 Nov 2023 23:13:20 GMT")]
        let world = try ScriptedWorld(.error("RequestTimeTooSkewed", 403, headers: late), .ok(), .ok())
        _ = try await world.call()
        _ = try await world.call()
        let dates = world.transport.requests.map { $0.header("x-amz-date") }
        #expect(dates == ["20231114T221320Z", "20231114T231320Z", "20231114T231320Z"])
        #expect(world.log.text.contains("with the service's time, 3600 s ahead of this machine's"))
    }

    @Test(
        "A date that no clock can have corrects nothing, and stops nothing",
        arguments: [
            "Fri, 31 Dec 9999 23:59:59 GMT", "Thu, 16 Nov 2023 22:13:21 GMT",
            "Mon, 23 Nov 2026 9223372036854775807:00:00 GMT",
        ]
    )
    func absurdDates(date: String) async throws {
        let world = try ScriptedWorld(
            .error("RequestTimeTooSkewed", 403, headers: [(name: "Date", value: date)]),
            .ok()
        )
        #expect(await world.failure()?.attempts == 1)
        _ = try await world.call()
        #expect(world.transport.requests[1].header("x-amz-date") == "20231114T221320Z")
        let other = try ScriptedWorld(.error("ThrottlingException", headers: [(name: "Date", value: date)]), .ok())
        _ = try await other.call()
        #expect(other.transport.requests[1].header("amz-sdk-request") == "attempt=2; max=3")
    }

    @Test("Two concurrent refusals correct the clock once")
    func clockSkewIsAbsolute() {
        let skew = ClockSkew()
        let answer = HTTPResponse(status: 403, headers: [(name: "Date", value: "Tue, 14 Nov 2023 23:13:20 GMT")])
        #expect(skew.correct(by: answer, machineTime: 1_700_000_000, offset: 0))
        #expect(skew.correct(by: answer, machineTime: 1_700_000_000, offset: 0))
        #expect(skew.offset == 3600)
        #expect(!skew.correct(by: answer, machineTime: 1_700_000_000, offset: 3600))
        #expect(skew.offset == 3600)
    }

    @Test("The header with the attempts follows the SDKs and is signed")
    func attemptHeaders() async throws {
        let date = [(name: "Date", value: "Tue, 14 Nov 2023 22:13:30 GMT")]
        let world = try ScriptedWorld(.error("ThrottlingException", headers: date), .failure(.notConnected("x")), .ok())
        _ = try await world.call()
        let requests = world.transport.requests
        #expect(requests[0].header("amz-sdk-request") == "attempt=1; max=3")
        #expect(requests[1].header("amz-sdk-request") == "ttl=20231114T221430Z; attempt=2; max=3")
        #expect(Set(requests.map { $0.header("amz-sdk-invocation-id") }).count == 1)
        #expect(
            requests[0].header("amz-sdk-invocation-id")?.split(separator: "-").map(\.utf8.count) == [8, 4, 4, 4, 12]
        )
        let signed = requests[0].header("authorization") ?? ""
        #expect(
            signed.contains(
                "SignedHeaders=amz-sdk-invocation-id;amz-sdk-request;content-type;host;x-amz-date;x-amz-security-token;"
                    + "x-amz-target"
            )
        )
    }

    @Test("The debug log has each attempt, and the reason for a retry or none")
    func log() async throws {
        let world = try ScriptedWorld(.error("ThrottlingException"), .failure(.timedOut("60 s")), .error("NoSuchThing"))
        _ = await world.failure()
        #expect(
            world.log.all == [
                """
                rekognition DescribeThings: attempt 1: POST https://rekognition.us-east-1.amazonaws.com/: \
                400 ThrottlingException in 0 ms, request id r-1
                """,
                "rekognition DescribeThings: retried in 1 s; 495 of 500 tokens left",
                """
                rekognition DescribeThings: attempt 2: POST https://rekognition.us-east-1.amazonaws.com/: \
                timed out: 60 s in 0 ms
                """,
                "rekognition DescribeThings: retried in 2 s; 485 of 500 tokens left",
                """
                rekognition DescribeThings: attempt 3: POST https://rekognition.us-east-1.amazonaws.com/: \
                400 NoSuchThing in 0 ms, request id r-1
                """,
                "rekognition DescribeThings: not retried: the answer would be the same",
            ]
        )
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
