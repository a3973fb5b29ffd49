/// An amount of US dollars as people write it on a command line, to the millionth.
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
