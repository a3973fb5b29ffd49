package import ModelVersions

/// What an hour of training, or of one inference unit, costs. An assumption that the user can change: prices differ by
/// region and over time.
package struct HourlyPrice: Sendable, Hashable {
    /// Millionths of a US dollar.
    package let microdollarsPerHour: Int64

    /// 1.00 USD: the list price in us-east-1 when this was written.
    package static let assumedForTraining = HourlyPrice(microdollarsPerHour: 1_000_000)

    /// 4.00 USD an hour for each inference unit: the list price in us-east-1 when this was written.
    package static let assumedForInference = HourlyPrice(microdollarsPerHour: 4_000_000)

    private init(microdollarsPerHour: Int64) {
        self.microdollarsPerHour = microdollarsPerHour
    }

    /// - Parameter text: dollars, as in `1`, `1.20` or `0.9875`: up to 10000, with at most six decimals.
    package init?(_ text: String) {
        guard let amount = DollarAmount(text, upTo: 10_000) else { return nil }
        microdollarsPerHour = amount.microdollars
    }
}

/// The hourly prices of the accounts and regions of a run.
package struct Prices: Sendable, Equatable {
    /// Where a place has no price of its own.
    package var base: HourlyPrice
    package var regions: [AccountRegion: HourlyPrice]

    package static let assumedForTraining = Prices(.assumedForTraining)
    package static let assumedForInference = Prices(.assumedForInference)

    package init(_ base: HourlyPrice, regions: [AccountRegion: HourlyPrice] = [:]) {
        self.base = base
        self.regions = regions
    }

    package subscript(place: AccountRegion) -> HourlyPrice { regions[place] ?? base }
    package subscript(project: ProjectARN) -> HourlyPrice { regions.isEmpty ? base : self[AccountRegion(project)] }

    /// The same with at least this price in every place.
    package func atLeast(_ least: HourlyPrice) -> Prices {
        func most(_ price: HourlyPrice) -> HourlyPrice {
            price.microdollarsPerHour < least.microdollarsPerHour ? least : price
        }
        return Prices(most(base), regions: regions.mapValues(most))
    }

    /// The price of some places, if they all have the same; nil for several prices.
    package func common(to places: some Sequence<AccountRegion>) -> HourlyPrice? {
        let prices = Set(places.lazy.map { self[$0] })
        return prices.count > 1 ? nil : prices.first ?? base
    }
}

/// An exact amount of money.
///
/// The one rule for sums: add up the billable times or the units of each place, price them there, add up the exact
/// amounts, and round once.
package struct Cost: Sendable, Equatable {
    /// Microdollars an hour times seconds. Each part is at most 2^63 seconds or hours at 10^10 microdollars: more than
    /// 10^5 parts fit.
    private(set) var amount: Int128 = 0

    package static let zero = Cost()

    private init() {}

    package init(seconds: Int64, at price: HourlyPrice) {
        amount = Int128(max(seconds, 0)) * Int128(price.microdollarsPerHour)
    }

    /// - Parameter units: inference units, for an hour.
    package init(hourOf units: Int, at price: HourlyPrice) {
        amount = Int128(max(units, 0)) * 3600 * Int128(price.microdollarsPerHour)
    }

    package static func + (one: Cost, other: Cost) -> Cost {
        var sum = Cost()
        sum.amount = one.amount + other.amount
        return sum
    }

    private static let perCent: Int128 = 3600 * 10_000

    private var wholeCents: Int128 { (amount + Self.perCent / 2) / Self.perCent }

    /// Rounded to the nearest; at most `Int64.max`.
    package var cents: Int64 { Int64(clamping: wholeCents) }

    /// Rounded to the nearest cent.
    package var rounded: Cost {
        var cost = Cost()
        cost.amount = wholeCents * Self.perCent
        return cost
    }

    /// The parts of an amount in whole cents, which add up to it. Each part is rounded down; the cents that are then
    /// missing go to the parts with the largest remainders, and of equal ones to the first.
    ///
    /// - Parameter parts: exact amounts, or whole cents; their sum is less than a cent from this amount.
    package func shared(among parts: [Cost]) -> [Cost] {
        var shares = parts
        for index in shares.indices { shares[index].amount -= parts[index].amount % Self.perCent }
        let missing = (rounded.amount - shares.reduce(0) { $0 + $1.amount }) / Self.perCent
        let byRemainder = parts.indices.sorted { one, other in
            let (left, right) = (parts[one].amount % Self.perCent, parts[other].amount % Self.perCent)
            return left == right ? one < other : right < left
        }
        for index in byRemainder.prefix(Int(clamping: max(missing, 0))) { shares[index].amount += Self.perCent }
        return shares
    }

    /// Whether it is more than an amount, exactly.
    package func exceeds(_ limit: DollarAmount) -> Bool { amount > Int128(limit.microdollars) * 3600 }
}

/// Billable times by account and region.
package struct BillableTime: Sendable, Equatable {
    private var byPlace: [AccountRegion: Int64] = [:]

    package init() {}

    package init(_ seconds: Int64, in project: ProjectARN) { add(seconds, in: project) }

    /// Seconds, at most `Int64.max`.
    package var seconds: Int64 { byPlace.values.reduce(0) { $0.addingSaturated($1, times: 1) } }

    /// In which it has a time.
    package var places: some Sequence<AccountRegion> { byPlace.keys }

    package mutating func add(_ seconds: Int64, times count: Int = 1, in project: ProjectARN) {
        guard count > 0 else { return }
        byPlace[AccountRegion(project), default: 0].addSaturated(seconds, times: count)
    }

    package static func + (one: BillableTime, other: BillableTime) -> BillableTime {
        var sum = one
        for (place, seconds) in other.byPlace { sum.byPlace[place, default: 0].addSaturated(seconds, times: 1) }
        return sum
    }

    package func cost(at prices: Prices) -> Cost {
        byPlace.reduce(.zero) { $0 + Cost(seconds: $1.value, at: prices[$1.key]) }
    }

    /// The times of versions with their projects; nil where no version has one.
    package static func total(of versions: some Sequence<(ProjectARN, LiveVersion)>) -> BillableTime? {
        var total: BillableTime?
        for (project, version) in versions {
            guard let seconds = version.training.billableSeconds else { continue }
            total = total ?? BillableTime()
            total?.add(seconds, in: project)
        }
        return total
    }
}

extension Int64 {
    /// Saturates: a value of the service must not cause an overflow trap.
    fileprivate func addingSaturated(_ value: Int64, times count: Int) -> Int64 {
        let (product, isTooLarge) = value.multipliedReportingOverflow(by: Int64(count))
        let (sum, overflows) = addingReportingOverflow(product)
        return isTooLarge || overflows ? .max : sum
    }

    fileprivate mutating func addSaturated(_ value: Int64, times count: Int) {
        self = addingSaturated(value, times: count)
    }
}

/// An amount of US dollars on a command line, in millionths.
package struct DollarAmount: Sendable, Equatable {
    package let microdollars: Int64

    package init(microdollars: Int64) {
        self.microdollars = microdollars
    }

    /// - Parameters:
    ///   - text: dollars, as in `1`, `1.20` or `0.9875`, with at most six decimals.
    ///   - limit: the largest amount that is accepted, in dollars.
    package init?(_ text: String, upTo limit: Int64) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, (1...9).contains(whole.count), whole.allSatisfy(\.isDigit) else { return nil }
        let decimals = parts.count > 1 ? parts[1] : Substring().utf8
        guard decimals.count <= 6, decimals.allSatisfy(\.isDigit), parts.count == 1 || !decimals.isEmpty else {
            return nil
        }
        let digits = String(Substring(whole)) + String(Substring(decimals))
        guard let value = Int64(digits + String(repeating: "0", count: 6 - decimals.count)) else { return nil }
        guard value <= limit * 1_000_000 else { return nil }
        microdollars = value
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }
}
