import Foundation
import TestSupport
import Testing

@testable import AWSRuntime

/// The adaptive mode, against the rates that botocore computes for the same events (Tests/Conformance/retries).
@Suite(.timeLimit(.minutes(30)))
struct AdaptiveTests {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        struct Step: Decodable, Sendable {
            var time: Double
            var event: String
            var wait: Double?
            var measured: Double
            var rate: Double
            var tokens: Double
        }
        var name: String
        var steps: [Step]
        var testDescription: String { name }
    }

    private struct File: Decodable { var cases: [Case] }

    static let cases: [Case] = {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "Fixtures/botocore-adaptive.json"
        )
        return try! JSONDecoder().decode(File.self, from: Data(contentsOf: path)).cases
    }()

    @Test("The rate is botocore's", arguments: cases)
    func rate(item: Case) {
        func agree(_ mine: Double, _ theirs: Double) -> Bool { abs(mine - theirs) <= 1e-9 * max(1, abs(theirs)) }
        var rate = AdaptiveRate(at: 0)
        for (number, step) in item.steps.enumerated() {
            switch step.event {
            case "send": #expect(agree(rate.take(at: step.time), step.wait ?? -1), "wait of step \(number)")
            default: rate.record(isThrottled: step.event == "throttle", at: step.time)
            }
            #expect(agree(rate.measuredRate, step.measured), "measured rate of step \(number)")
            #expect(agree(rate.bucket.rate, step.rate), "rate of step \(number)")
            #expect(agree(rate.bucket.tokens, step.tokens), "tokens of step \(number)")
        }
    }

    @Test("The requests of a run to a host share one limit, and each is sent")
    func shared() async throws {
        var policy = RetryPolicy()
        policy.mode = .adaptive
        let world = try ScriptedWorld(
            .error("ThrottlingException"),
            .ok(),
            .ok(),
            .ok(),
            policy: policy
        )
        for _ in 0..<3 { _ = try await world.call() }
        // The delay of the retry, and then the lowest rate of half a request a second.
        #expect(world.clock.sleeps.count > 2)
        #expect(world.clock.sleeps.allSatisfy { $0 <= .seconds(2) })
        #expect(world.log.text.contains("throttled; from now on 0.5 requests a second"))
        #expect(world.log.text.contains("delayed by"))
    }

    @Test("The standard mode does not delay requests")
    func standard() async throws {
        let world = try ScriptedWorld(.error("ThrottlingException"), .ok(), .ok(), .ok())
        for _ in 0..<3 { _ = try await world.call() }
        #expect(world.clock.sleeps == [.seconds(1)])
    }
}
