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
        #expect(time.cost(at: Prices(one)).cents == Cost(seconds: 4 * seconds, at: one).cents)
    }

    @Test("Two versions of 25 seconds cost what the sum of both costs: one cent, which the first has")
    func twoOf25Seconds() {
        let version = Cost(seconds: 25, at: price("1"))
        let sum = version + version
        #expect(version.cents == 1 && sum.cents == 1)
        #expect(sum.shared(among: [version, version]).map(\.cents) == [1, 0])
        #expect((sum + version).shared(among: [version, version, version]).map(\.cents) == [1, 1, 0])
        #expect(Cost.zero.shared(among: []).isEmpty && Cost.zero.shared(among: [.zero]).map(\.cents) == [0])
    }

    @Test("The largest remainders get the missing cents")
    func largestRemainders() {
        // 0.3, 1.5 and 0.9 cents: 2.7 together.
        let parts = [3, 15, 9].map { Cost(seconds: $0, at: price("3.6")) }
        #expect(parts.reduce(.zero, +).shared(among: parts).map(\.cents) == [0, 2, 1])
        // 0.3, 0.3 and 0.6 cents: 1.2 together.
        let others = [3, 3, 6].map { Cost(seconds: $0, at: price("3.6")) }
        #expect(others.reduce(.zero, +).shared(among: others).map(\.cents) == [0, 0, 1])
    }

    @Test("Shares add up, through two levels, and none is a cent away from its exact amount")
    func sharesAddUp() {
        var random = SplitMix64(seed: 16)
        let most: [Int64] = [30, 4000, 100_000, 1 << 40]
        for _ in 0..<3000 {
            let price = HourlyPrice("\(random.below(3)).\(random.below(900_000) + 100_000)")!
            let groups = (0..<random.below(5)).map { _ in
                (0..<random.below(6)).map { _ in
                    Cost(seconds: Int64(random.below(Int(most[random.below(4)]))), at: price)
                }
            }
            let sums = groups.map { $0.reduce(.zero, +) }
            let total = sums.reduce(.zero, +)
            let shares = total.rounded.shared(among: sums)
            #expect(shares.reduce(0) { $0 + $1.cents } == total.cents)
            for (group, share) in zip(groups, shares) {
                let parts = share.shared(among: group)
                #expect(parts.reduce(0) { $0 + $1.cents } == share.cents)
                for (part, exact) in zip(parts, group) {
                    #expect(abs(part.amount - exact.amount) < 36_000_000 && part == part.rounded)
                }
            }
        }
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
