import Host
package import Reconciler

/// A number with a fixed count of decimals, rounded to the nearest.
func decimal(_ value: Double, places: Int) -> String {
    guard value.isFinite, abs(value) < 1e12 else { return "\(value)" }
    let scale = (0..<places).reduce(1.0) { scale, _ in scale * 10 }
    let scaled = Int64((abs(value) * scale).rounded())
    let digits = String(scaled)
    let padded = String(repeating: "0", count: max(places + 1 - digits.count, 0)) + digits
    let sign = value < 0 && scaled > 0 ? "-" : ""
    return places == 0 ? sign + padded : "\(sign)\(padded.dropLast(places)).\(padded.suffix(places))"
}

/// Dollars and cents.
func dollars(cents: Int64) -> String {
    decimal(Double(cents) / 100, places: 2)
}

/// A time span in its two largest units: `45s`, `12m`, `1h 02m`, `2d 03h`.
func span(seconds: Int64) -> String {
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let seconds = max(seconds, 0)
    return switch seconds {
    case 0..<60: "\(seconds)s"
    case 60..<600 where seconds % 60 != 0: "\(seconds / 60)m \(two(seconds % 60))s"
    case 60..<3600: "\(seconds / 60)m"
    case 3600..<86_400: "\(seconds / 3600)h \(two(seconds % 3600 / 60))m"
    default: "\(seconds / 86_400)d \(two(seconds % 86_400 / 3600))h"
    }
}

func span(_ duration: Duration) -> String {
    span(seconds: duration.components.seconds)
}

/// Milliseconds since 1970 as in `2026-11-24 06:20`: UTC.
func minuteText(_ time: Int64) -> String {
    let text = UnixTime(milliseconds: time).text
    guard let separator = text.firstIndex(of: "T") else { return text }
    return "\(text[..<separator]) \(text[separator...].dropFirst().prefix(5))"
}

/// A number with its sign, as in `+0.020`; `0.000` for one that rounds to nothing.
func signed(_ value: Double, places: Int) -> String {
    let text = decimal(value, places: places)
    return text.hasPrefix("-") || !text.utf8.contains(where: { (0x31...0x39).contains($0) }) ? text : "+" + text
}

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
