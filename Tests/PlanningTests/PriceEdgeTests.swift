import ModelVersions
import TestSupport
import Testing

@testable import Planning

/// Prices and limits on cost, at their edges.
struct PriceEdgeTests {
    @Test("A price has six decimals at most, and each counts")
    func decimals() {
        #expect(HourlyPrice("0.123456")?.microdollarsPerHour == 123_456)
        #expect(HourlyPrice("0.000001")?.microdollarsPerHour == 1)
        #expect(HourlyPrice("1.5")?.microdollarsPerHour == 1_500_000)
        for wrong in ["0.1234567", "0.0000000", "1.", ".5", "1.2.3", "", "1,5"] {
            #expect(HourlyPrice(wrong) == nil, "\(wrong)")
        }
    }

    @Test("The largest amount is accepted, and a millionth more is not")
    func limits() {
        #expect(HourlyPrice("10000") != nil && HourlyPrice("10000.000000") != nil)
        #expect(HourlyPrice("10000.000001") == nil && HourlyPrice("10001") == nil)
        #expect(DollarAmount("20", upTo: 20)?.microdollars == 20_000_000)
        #expect(DollarAmount("20.000001", upTo: 20) == nil)
    }

    @Test("Costs are rounded to the nearest cent, half a cent upwards")
    func rounding() throws {
        let price = try #require(HourlyPrice("1"))
        #expect([17, 18, 53, 54].map { Cost(seconds: $0, at: price).cents } == [0, 1, 1, 2])
        let units = try [("0.004999", 1), ("0.005", 1), ("0.005", 3)].map { price, units in
            Cost(hourOf: units, at: try #require(HourlyPrice(price))).cents
        }
        #expect(units == [0, 1, 2])
    }

    @Test("A limit that is just reached is not exceeded")
    func exact() throws {
        let (price, limit) = (try #require(HourlyPrice("3")), DollarAmount(microdollars: 1_500_000))
        #expect(!Cost(seconds: 1800, at: price).exceeds(limit) && Cost(seconds: 1801, at: price).exceeds(limit))
        #expect(!Cost.zero.exceeds(DollarAmount(microdollars: 0)))
        let half = Cost(seconds: 900, at: price)
        #expect(!(half + half).exceeds(limit) && (half + half + Cost(seconds: 1, at: price)).exceeds(limit))
    }

    @Test("A sum of billable times that is too large stays the largest number")
    func sums() {
        func sum(_ seconds: Int64?...) -> Int64? {
            BillableTime.total(
                of: seconds.map { seconds in (project, live { $0.training.billableSeconds = seconds }) }
            )?.seconds
        }
        #expect(sum() == nil && sum(nil, nil) == nil && sum(nil, 3, 4) == 7)
        #expect(sum(.max, 1) == .max && sum(.max, .max, 5) == .max)
    }
}
