import ModelVersions
import Planning
import Testing

@testable import Reconciler

struct WaitingRuleTests {
    @Test(
        "The interval between polls",
        arguments: [
            (0, nil, 2), (60, nil, 5), (120, nil, 10), (720, nil, 60), (1440, nil, 120), (90_000, nil, 120),
            // Near the end that is expected, before and after.
            (3600, 7200, 120), (7000, 7200, 50), (7190, 7200, 2.5), (7200, 7200, 2), (7280, 7200, 20),
            (9000, 7200, 120), (3, 5, 2),
        ] as [(Int, Int?, Double)]
    )
    func interval(elapsed: Int, expected: Int?, seconds: Double) {
        let interval = PollInterval.after(
            elapsed: .seconds(elapsed),
            expected: expected.map { .seconds($0) },
            share: 0
        )
        #expect(interval == .seconds(seconds))
    }

    @Test("Never above two minutes, never in step, and at most one call a second")
    func bounds() {
        for elapsed in stride(from: -100, to: 200_000, by: 977) {
            for share in [0, 0.5, 0.999] {
                let interval = PollInterval.after(elapsed: .seconds(elapsed), expected: .seconds(4000), share: share)
                #expect(interval <= .seconds(120) && interval >= .seconds(1.8))
            }
        }
        #expect(PollInterval.after(elapsed: .zero, expected: nil, projects: 50, share: 0) == .seconds(50))
        #expect(PollInterval.after(elapsed: .zero, expected: nil, projects: 500, share: 0) == .seconds(120))
        #expect(PollInterval.after(elapsed: .seconds(3600), expected: nil, share: 0.5) == .seconds(114))
    }

    private func version(_ status: String, _ seconds: Int64?) -> LiveVersion {
        LiveVersion(
            arn: try! VersionARN("arn:aws:rekognition:us-east-1:111122223333:project/signs/version/a/1"),
            status: VersionStatus(status),
            training: LiveTraining(created: 1000, ended: seconds.map { 1000 + $0 * 1000 })
        )
    }

    @Test("The estimate is the median of the trainings that went well")
    func estimate() {
        #expect(TrainingEstimate.duration(from: []) == nil)
        let odd = [version("STOPPED", 10), version("TRAINING_COMPLETED", 1000), version("DEPRECATED", 20)]
        #expect(TrainingEstimate.duration(from: odd) == .seconds(20))
        let even = odd + [version("RUNNING", 30)]
        #expect(TrainingEstimate.duration(from: even) == .seconds(25))
        let others = [
            version("TRAINING_FAILED", 1), version("COPYING_COMPLETED", 1), version("TRAINING_IN_PROGRESS", nil),
            version("TRAINING_COMPLETED", nil), version("TRAINING_COMPLETED", -5),
        ]
        #expect(TrainingEstimate.duration(from: others) == nil)
    }

    @Test(
        "Gates compare as the service's 32-bit numbers",
        arguments: [
            (0.9, nil, GateVerdict.none), (nil, nil, .none), (0.9, 0.9, .passed), (nil, 0.1, .unknown),
            (0.699999988079071, 0.7, .passed), (0, 0, .passed), (1, 1, .passed), (0.5, 0.75, .missed(by: 0.25)),
        ] as [(Double?, Double?, GateVerdict)]
    )
    func gate(score: Double?, minimum: Double?, verdict: GateVerdict) {
        #expect(GateVerdict(score: score, minimum: minimum) == verdict)
    }

    @Test func higherGateCounts() {
        #expect(GateVerdict.minimum(nil, nil) == nil)
        #expect(GateVerdict.minimum(0.8, nil) == 0.8)
        #expect(GateVerdict.minimum(nil, 0.7) == 0.7)
        #expect(GateVerdict.minimum(0.8, 0.7) == 0.8)
        #expect(GateVerdict.minimum(0.6, 0.7) == 0.7)
    }

    @Test(
        arguments: [
            ("1", 3600, 100), ("1.00", 5400, 150), ("0.9875", 3600, 99), ("0", 3600, 0), ("1", 18, 1), ("1", 17, 0),
            ("10000", 100_000_000, 27_777_777_778), ("10000", Int64.max, .max), ("1", -5, 0),
        ] as [(String, Int64, Int64)]
    )
    func cost(price: String, seconds: Int64, cents: Int64) throws {
        #expect(Cost(seconds: seconds, at: try #require(HourlyPrice(price))).cents == cents)
    }

    @Test(arguments: ["", ".", "1.", ".5", "-1", "+1", "1e3", "1,5", "1.2345678", "10000.01", "123456", "1 ", "١"])
    func badPrice(text: String) {
        #expect(HourlyPrice(text) == nil)
    }

    @Test(
        "A limit is exact, and holds for any time",
        arguments: [
            ("1", 3600, "1", false), ("1", 3601, "1", true), ("0.000001", 3601, "0.000001", true),
            ("0", .max, "0", false),
            ("10000", .max, "1000000", true),
        ] as [(String, Int64, String, Bool)]
    )
    func limit(price: String, seconds: Int64, amount: String, exceeds: Bool) throws {
        let limit = try #require(DollarAmount(amount, upTo: 1_000_000))
        #expect(Cost(seconds: seconds, at: try #require(HourlyPrice(price))).exceeds(limit) == exceeds)
    }

    @Test func largeSums() throws {
        #expect(Cost(seconds: 864_000_000_000, at: .assumedForTraining).cents == 24_000_000_000)
        #expect(Cost(seconds: .max, at: try #require(HourlyPrice("10000"))).cents == .max)
        #expect(DollarAmount("1000000.000001", upTo: 1_000_000) == nil)
    }
}
