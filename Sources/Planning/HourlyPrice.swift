/// What an hour of training, or of one inference unit, costs. An assumption that the user can change: prices differ by
/// region and over time.
///
/// The one rule for sums: add up the billable times or the units, then price the sum and round once.
package struct HourlyPrice: Sendable, Equatable {
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

    /// What a billable time costs, in cents, rounded to the nearest; at most `Int64.max`.
    package func cents(forBillableSeconds seconds: Int64) -> Int64 {
        let perCent: Int128 = 3600 * 10_000
        return Int64(clamping: (product(seconds) + perCent / 2) / perCent)
    }

    /// What an hour of some inference units costs, in cents, rounded to the nearest; at most `Int64.max`.
    package func cents(forUnits units: Int) -> Int64 {
        let perCent: Int128 = 10_000
        return Int64(clamping: (Int128(max(units, 0)) * Int128(microdollarsPerHour) + perCent / 2) / perCent)
    }

    /// Whether trainings cost more than an amount, exactly.
    package func exceeds(_ amount: DollarAmount, forBillableSeconds seconds: Int64) -> Bool {
        product(seconds) > Int128(amount.microdollars) * 3600
    }

    private func product(_ seconds: Int64) -> Int128 {
        Int128(max(seconds, 0)) * Int128(microdollarsPerHour)
    }
}

extension Sequence<LiveVersion> {
    /// The billable time of all versions, at most `Int64.max`; nil where no version has one.
    package var billableSeconds: Int64? {
        reduce(nil as Int64?) { sum, version in
            guard let seconds = version.training.billableSeconds else { return sum }
            let (result, overflows) = (sum ?? 0).addingReportingOverflow(seconds)
            return overflows ? .max : result
        }
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
