import Host
import ModelVersions
package import Planning
import Text

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

/// A number with its sign, as in `+0.020`; without a sign if it rounds to 0.
func signed(_ value: Double, places: Int) -> String {
    let text = decimal(value, places: places)
    return text.hasPrefix("-") || !text.utf8.contains(where: { (0x31...0x39).contains($0) }) ? text : "+" + text
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

/// The first names of a list, and how many more there are.
func listed(_ names: [VersionName]) -> String {
    let shown = names.prefix(3).map(\.text).joined(separator: ", ")
    return names.count > 3 ? "\(shown) and \(names.count - 3) more" : shown
}

/// An F1 score with three decimals, or with as many as it takes to differ from the minimum that it misses.
func scoreText(_ score: Double, against minimum: Double? = nil) -> String {
    guard let minimum, GateVerdict(score: score, minimum: minimum).isMissed else { return decimal(score, places: 3) }
    let places = (3...9).first { decimal(score, places: $0) != decimal(minimum, places: $0) }
    return decimal(score, places: places ?? 9)
}

extension InferenceUnits {
    /// As in `1` or `1-5`.
    var range: String { maximum > minimum ? "\(minimum)-\(maximum)" : "\(minimum)" }

    /// As in `1 inference unit`.
    var text: String { "\(range) inference unit\(maximum == 1 ? "" : "s")" }
}

extension RunningModels {
    /// As in `Running: 2 models with 3 inference units, about 12.00 USD an hour`; nil where no model runs.
    func text(at price: HourlyPrice) -> String? {
        guard count > 0 else { return nil }
        var text = "Running: \(counted(count, "model"))"
        if withoutUnits < count { text += " with \(units.text), about \(price.hourText(units)) USD an hour" }
        if withoutUnits > 0 {
            text +=
                withoutUnits == count
                ? ", inference units not reported" : " (\(withoutUnits) without reported units)"
        }
        return text
    }

    /// The same with the assumption that it makes, as a sentence.
    func sentence(at price: HourlyPrice) -> String? {
        text(at: price).map { withoutUnits < count ? "\($0), \(price.unitAssumption)." : "\($0)." }
    }
}

// MARK: Money

extension DollarAmount {
    /// With at least two decimals, and as many as it has.
    package var text: String {
        var text = decimal(Double(microdollars) / 1_000_000, places: 6)
        while text.hasSuffix("0"), text.split(separator: ".").last?.count ?? 0 > 2 { text.removeLast() }
        return text
    }
}

extension HourlyPrice {
    var dollarsPerHour: Double { Double(microdollarsPerHour) / 1_000_000 }

    func dollars(forBillableSeconds seconds: Int64) -> Double {
        Double(cents(forBillableSeconds: seconds)) / 100
    }

    /// The price of an hour, as in `1.00`.
    var text: String { DollarAmount(microdollars: microdollarsPerHour).text }

    /// The cost of a billable time, as in `1.25`.
    package func amount(_ seconds: Int64) -> String {
        decimal(dollars(forBillableSeconds: seconds), places: 2)
    }

    /// As in `Charged: 3h 12m of training, about 3.20 USD`.
    func chargeText(_ seconds: Int64) -> String {
        "Charged: \(span(seconds: seconds)) of training, about \(amount(seconds)) USD"
    }

    var assumption: String { "assuming \(text) USD an hour (--training-price)" }

    // MARK: Inference units

    var unitAssumption: String { "assuming \(text) USD an hour for each inference unit (--inference-price)" }

    func dollars(forUnits units: Int) -> Double { Double(cents(forUnits: units)) / 100 }

    /// The cost of an hour, as in `4.00` or `4.00-20.00`.
    func hourText(_ units: InferenceUnits) -> String {
        let least = decimal(dollars(forUnits: units.minimum), places: 2)
        guard units.maximum > units.minimum else { return least }
        return "\(least)-\(decimal(dollars(forUnits: units.maximum), places: 2))"
    }
}
