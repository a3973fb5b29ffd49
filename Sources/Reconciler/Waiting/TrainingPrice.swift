/// What an hour of training costs. An assumption that the user can change: prices differ by region and over time.
package struct TrainingPrice: Sendable, Equatable {
    /// Millionths of a US dollar.
    package let microdollarsPerHour: Int64

    /// 1.00 USD: the list price in us-east-1 when this was written.
    package static let assumed = TrainingPrice(microdollarsPerHour: 1_000_000)

    private init(microdollarsPerHour: Int64) {
        self.microdollarsPerHour = microdollarsPerHour
    }

    /// - Parameter text: dollars, as in `1`, `1.20` or `0.9875`: up to 10000, with at most six decimals.
    package init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, (1...5).contains(whole.count), whole.allSatisfy(\.isDigit) else { return nil }
        var digits = String(Substring(whole))
        let decimals = parts.count > 1 ? parts[1] : Substring().utf8
        guard decimals.count <= 6, decimals.allSatisfy(\.isDigit), parts.count == 1 || !decimals.isEmpty else {
            return nil
        }
        digits += String(Substring(decimals)) + String(repeating: "0", count: 6 - decimals.count)
        guard let value = Int64(digits), value <= 10_000_000_000 else { return nil }
        microdollarsPerHour = value
    }

    /// What a training costs, in cents, rounded to the nearest.
    ///
    /// - Parameter seconds: the time that it is charged for.
    package func cents(forBillableSeconds seconds: Int64) -> Int64 {
        // A hundred million seconds are three years of one machine, and keep the product within 64 bits.
        let time = min(max(seconds, 0), 100_000_000)
        let perCent: Int64 = 3600 * 10_000
        return (time * microdollarsPerHour + perCent / 2) / perCent
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }
}
