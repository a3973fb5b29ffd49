import TestSupport
import Testing

@testable import AWSRuntime

/// Which answers say that nothing was carried out: only after them is a create certain not to have been paid for.
@Suite(.timeLimit(.minutes(30)))
struct RefusalEdgeTests {
    private let rules = RetryRules(service: "rekognition")

    @Test(
        "A refusal by its code is one only with a status of refusals",
        arguments: [
            (400, true), (403, true), (404, true), (498, true), (399, false), (302, false), (408, false), (499, false),
            (500, false), (503, false), (507, false),
        ]
    )
    func statuses(status: Int, isRefusal: Bool) {
        for code in ["AccessDeniedException", "ValidationException", "ExpiredTokenException", "SignatureDoesNotMatch"] {
            #expect(rules.isRefusal(code, status: status) == isRefusal, "\(code)")
        }
        // A throttle may have any status.
        #expect(rules.isRefusal("ThrottlingException", status: status))
    }

    @Test("A code that is not among the refusals of Rekognition, and a timeout at the service, are no refusals")
    func codes() {
        for code in ["Forbidden", "Unknown", "RequestTimeout", "RequestTimeoutException", "InternalServerError"] {
            #expect(!rules.isRefusal(code, status: 400), "\(code)")
        }
        #expect(rules.isRefusal("LimitExceededException", status: 400))
        #expect(!rules.isRefusal("LimitExceededException", status: 500), "it is a quota, not a throttle")
        #expect(!rules.isThrottling(.service(code: "LimitExceededException", message: "")))
        #expect(RetryRules(service: "kms").isThrottling(.service(code: "LimitExceededException", message: "")))
        // The protocols of other services have no such list.
        #expect(RetryRules(service: "s3").isRefusal("Unknown", status: 400))
        #expect(!RetryRules(service: "s3").isRefusal("RequestTimeout", status: 400))
    }

    @Test("A token that the service of IAM Identity Center refuses is not renewed by other credentials")
    func token() {
        #expect(RetryRules(service: "sso-oauth").credentials.isEmpty)
        #expect(rules.credentials.contains("ExpiredTokenException"))
    }

    @Test("A request that was cancelled on its way may have been carried out")
    func cancelled() async throws {
        let world = try ScriptedWorld(.failure(.cancelled))
        let error = try #require(await world.failure(.onlyIfNothingHappened))
        #expect(error.cause == .cancelled && error.mayHaveTakenEffect)
    }

    @Test("One attempt that may have been carried out counts, whatever the last one says")
    func earlierAttempt() async throws {
        let world = try ScriptedWorld(.failure(.timedOut("slow")), .error("AccessDeniedException"))
        let error = try #require(await world.failure())
        #expect(error.attempts == 2 && error.code == "AccessDeniedException" && error.mayHaveTakenEffect)
    }

    @Test("The clock is corrected once in a call, also where the service's own clock jumps")
    func jumpingClock() async throws {
        let answers = ["00", "02", "04"].map { hour in
            ScriptedTransport.Answer.error(
                "RequestTimeTooSkewed",
                403,
                headers: [(name: "Date", value: "Wed, 15 Nov 2023 \(hour):13:20 GMT")]
            )
        }
        let world = try ScriptedWorld(answers[0], answers[1], answers[2], .ok())
        #expect(await world.failure()?.attempts == 2)
        #expect(world.transport.requests.count == 2)
    }

    @Test("A throttle after an attempt that may have been carried out is no throttle")
    func throttle() {
        func error(_ mayHaveTakenEffect: Bool) -> AWSError {
            AWSError(
                .service(code: "ThrottlingException", message: ""),
                operation: "CreateProjectVersion",
                host: "host",
                mayHaveTakenEffect: mayHaveTakenEffect
            )
        }
        #expect(error(false).isThrottle && !error(true).isThrottle)
    }

    @Test("The last tokens of the quota are used, and no more")
    func quota() {
        let quota = RetryQuota(capacity: 10)
        #expect(quota.take(5) && quota.take(5) && !quota.take(1))
        quota.giveBack(nil)
        #expect(quota.take(1) && !quota.take(1))
    }
}
