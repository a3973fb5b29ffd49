import ModelVersions
import TestSupport
import Testing

@testable import Planning

/// Sums over accounts and regions with different prices.
struct PriceTests {
    private let west = projectARN(region: "us-west-2")
    private let other = projectARN(account: "444455556666")

    private func price(_ text: String) -> HourlyPrice { HourlyPrice(text)! }

    @Test("A place has its own price, or else the base")
    func places() {
        let prices = Prices(price("1"), regions: [AccountRegion(west): price("1.2")])
        #expect(prices[west] == price("1.2") && prices[project] == price("1") && prices[other] == price("1"))
        #expect(prices.common(to: [AccountRegion(project), AccountRegion(other)]) == price("1"))
        #expect(prices.common(to: [AccountRegion(west)]) == price("1.2"))
        #expect(prices.common(to: [AccountRegion(project), AccountRegion(west)]) == nil)
        #expect(prices.common(to: []) == price("1"))
        let same = Prices(price("1"), regions: [AccountRegion(west): price("1.00")])
        #expect(same.common(to: [AccountRegion(project), AccountRegion(west)]) == price("1"))
    }

    @Test("A sum is rounded once, not for each place")
    func roundedOnce() {
        // 0.4 cents in each of three places: 1.2 cents together.
        var time = BillableTime(4, in: project)
        time.add(2, in: west)
        time.add(1, in: other)
        let prices = Prices(
            price("3.6"),
            regions: [AccountRegion(west): price("7.2"), AccountRegion(other): price("14.4")]
        )
        #expect(time.cost(at: prices).cents == 1)
        #expect([project, west, other].map { BillableTime(1, in: $0).cost(at: prices).cents } == [0, 0, 0])
        #expect(time.seconds == 7 && Set(time.places).count == 3)
    }

    @Test("One price for all places gives what the sum of the times costs", arguments: [0, 1, 1799, 1800, 3601])
    func onePrice(seconds: Int64) {
        var time = BillableTime(seconds, in: project)
        time.add(seconds, times: 3, in: west)
        let one = price("0.9875")
        #expect(time.cost(at: Prices(one)).cents == one.cents(forBillableSeconds: 4 * seconds))
    }

    @Test("A limit is compared with the exact sum of several prices")
    func limit() {
        let prices = Prices(price("1"), regions: [AccountRegion(west): price("2")])
        let time = BillableTime(3600, in: project) + BillableTime(3600, in: west)
        #expect(!time.cost(at: prices).exceeds(DollarAmount("3", upTo: 10)!))
        #expect(time.cost(at: prices).exceeds(DollarAmount("2.999999", upTo: 10)!))
        var more = time
        more.add(1, in: west)
        #expect(more.cost(at: prices).exceeds(DollarAmount("3", upTo: 10)!))
    }

    @Test("Times that are too large stay the largest number, in every place")
    func largeTimes() {
        var time = BillableTime(.max, in: project)
        time.add(.max, in: project)
        time.add(.max, times: 1000, in: west)
        #expect(time.seconds == .max)
        #expect(time.cost(at: Prices(price("10000"))).cents == .max)
    }

    @Test("Versions without a billable time give no time; one with it gives one")
    func total() {
        let none = live("a")
        let some = live("b", of: west) { $0.training.billableSeconds = 60 }
        #expect(BillableTime.total(of: [(project, none)]) == nil)
        #expect(BillableTime.total(of: [(project, none), (west, some)]) == BillableTime(60, in: west))
    }

    @Test("Running models are priced where they run")
    func running() {
        func models(_ project: ProjectARN, _ minimum: Int, _ maximum: Int) -> RunningModels {
            let version = live("v", "RUNNING", of: project) {
                $0.inferenceUnits = InferenceUnits(minimum: minimum, maximum: maximum)
            }
            return RunningModels([version], in: project)
        }
        let all = models(project, 1, 2) + models(west, 1, 1) + models(west, 2, 3)
        #expect(all.count == 3 && all.units == InferenceUnits(minimum: 4, maximum: 6))
        let cost = all.costOfHour(at: Prices(price("4"), regions: [AccountRegion(west): price("5.5")]))
        #expect(cost.minimum.cents == 400 + 3 * 550 && cost.maximum.cents == 800 + 4 * 550)
        #expect(Set(all.places) == [AccountRegion(project), AccountRegion(west)])
        #expect(RunningModels().costOfHour(at: .assumedForInference).maximum == .zero)
    }
}
