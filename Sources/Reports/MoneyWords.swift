package import Reconciler

extension DollarAmount {
    /// With at least two decimals, and as many as it has.
    package var text: String {
        var text = decimal(Double(microdollars) / 1_000_000, places: 6)
        while text.hasSuffix("0"), text.split(separator: ".").last?.count ?? 0 > 2 { text.removeLast() }
        return text
    }
}

extension TrainingPrice {
    /// Dollars an hour.
    var text: String { DollarAmount(microdollars: microdollarsPerHour).text }

    /// What a billable time comes to.
    func text(_ seconds: Int64) -> String {
        "\(Reports.dollars(cents: cents(forBillableSeconds: seconds))) USD"
    }
}
