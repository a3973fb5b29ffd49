import Host
import ModelVersions
package import Planning
import Text

/// A number with a fixed count of decimals, rounded to the nearest.
func decimal(_ value: Double, places: Int) -> String {
    guard value.isFinite, abs(value) < 1e12 else { return "\(value)" }
    let scale = (0..<places).reduce(1.0) { scale, _ in scale * 10 }
    let scaled = (abs(value) * scale).rounded()
    // In place, from the last digit: a page has a hundred thousand of them. A text of 15 bytes takes no memory.
    let size = abs(value) < 1e6 && places <= 6 ? 15 : 32
    return unsafe String(unsafeUninitializedCapacity: size) { bytes in
        var (rest, start, places) = (UInt64(scaled), size, places)
        func write(_ byte: UInt8) {
            start -= 1
            unsafe bytes[start] = byte
        }
        repeat {
            write(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
            places -= 1
            if places == 0 { write(UInt8(ascii: ".")) }
        } while rest > 0 || places >= 0
        if value < 0, scaled > 0 { write(UInt8(ascii: "-")) }
        for index in start..<size { unsafe bytes[index - start] = bytes[index] }
        return size - start
    }
}

/// A number with its sign, as in `+0.020`; without a sign if it rounds to 0.
func signed(_ value: Double, places: Int) -> String {
    let text = decimal(value, places: places)
    return text.hasPrefix("-") || !text.utf8.contains(where: { (0x31...0x39).contains($0) }) ? text : "+" + text
}

/// A time span in its two largest units: `45s`, `12m`, `1h 02m`, `2d 03h`.
func span(seconds: Int64) -> String {
    /// A report has one for each version: in one piece, not as an interpolation.
    func joined(_ large: Int64, _ unit: String, _ small: Int64, _ smallUnit: String) -> String {
        String(joining: String(large), unit, small < 10 ? "0" : "", String(small), smallUnit)
    }
    let seconds = max(seconds, 0)
    return switch seconds {
    case 0..<60: "\(seconds)s"
    case 60..<600 where seconds % 60 != 0: joined(seconds / 60, "m ", seconds % 60, "s")
    case 60..<3600: "\(seconds / 60)m"
    case 3600..<86_400: joined(seconds / 3600, "h ", seconds % 3600 / 60, "m")
    default: joined(seconds / 86_400, "d ", seconds % 86_400 / 3600, "h")
    }
}

func span(_ duration: Duration) -> String {
    span(seconds: duration.components.seconds)
}

/// Milliseconds since 1970 as in `2026-11-24 06:20`: UTC.
func minuteText(_ time: Int64) -> String {
    UnixTime(milliseconds: time).minute
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

/// As in `0.850 met`; nil where nothing is required.
func gateText(_ verdict: GateVerdict?, minimum: Double?) -> String? {
    guard let minimum = minimum.map({ decimal($0, places: 3) }) else { return nil }
    return switch verdict {
    case .passed?: "\(minimum) met"
    case .missed?: "\(minimum) missed"
    case .unknown?: "\(minimum) unknown"
    case .some(.none), nil: minimum
    }
}

extension InferenceUnits {
    /// As in `1` or `1-5`.
    var range: String { maximum > minimum ? "\(minimum)-\(maximum)" : "\(minimum)" }

    /// As in `1 inference unit`.
    var text: String { "\(range) inference unit\(maximum == 1 ? "" : "s")" }
}

extension RunningModels {
    /// As in `Running: 2 models with 3 inference units, about 12.00 USD an hour`; nil where no model runs.
    func text(at prices: Prices) -> String? {
        guard count > 0 else { return nil }
        var text = "Running: \(counted(count, "model"))"
        if withoutUnits < count { text += " with \(units.text), about \(prices.hourText(self)) USD an hour" }
        if withoutUnits > 0 {
            text +=
                withoutUnits == count
                ? ", inference units not reported" : " (\(withoutUnits) without reported units)"
        }
        return text
    }

    /// The same with the assumption that it makes, as a sentence.
    func sentence(at prices: Prices) -> String? {
        text(at: prices).map { withoutUnits < count ? "\($0), \(prices.unitAssumption(in: places))." : "\($0)." }
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

    func dollars(forBillableSeconds seconds: Int64) -> Double { Cost(seconds: seconds, at: self).dollars }

    /// The price of an hour, as in `1.00`.
    package var text: String { DollarAmount(microdollars: microdollarsPerHour).text }

    /// The cost of a billable time, as in `1.25`.
    func amount(_ seconds: Int64) -> String { Cost(seconds: seconds, at: self).text }

    func dollars(forUnits units: Int) -> Double { Cost(hourOf: units, at: self).dollars }

    /// The cost of an hour, as in `4.00` or `4.00-20.00`.
    func hourText(_ units: InferenceUnits) -> String {
        Cost.range(Cost(hourOf: units.minimum, at: self), Cost(hourOf: units.maximum, at: self), isRange: units.isRange)
    }
}

extension InferenceUnits {
    fileprivate var isRange: Bool { maximum > minimum }
}

extension Cost {
    var dollars: Double { Double(cents) / 100 }

    /// As in `1.25`.
    var text: String { decimal(dollars, places: 2) }

    fileprivate static func range(_ least: Cost, _ most: Cost, isRange: Bool) -> String {
        isRange ? "\(least.text)-\(most.text)" : least.text
    }
}

extension BillableTime {
    /// - Parameter cost: of the time.
    func chargeText(_ cost: Cost) -> String {
        "Charged: \(span(seconds: seconds)) of training, about \(cost.text) USD"
    }
}

extension Prices {
    func dollars(for time: BillableTime) -> Double { time.cost(at: self).dollars }

    /// The cost of a billable time, as in `1.25`.
    package func amount(_ time: BillableTime) -> String { time.cost(at: self).text }

    /// As in `Charged: 3h 12m of training, about 3.20 USD`.
    func chargeText(_ time: BillableTime) -> String { time.chargeText(time.cost(at: self)) }

    /// The cost of an hour, as in `4.00` or `4.00-20.00`.
    func hourText(_ running: RunningModels) -> String {
        let (least, most) = running.costOfHour(at: self)
        return Cost.range(least, most, isRange: running.units.isRange)
    }

    /// Nil if the places have several prices.
    func dollarsPerHour(in places: some Sequence<AccountRegion>) -> Double? { common(to: places)?.dollarsPerHour }

    /// - Parameter places: in which the trainings are.
    func assumption(in places: some Sequence<AccountRegion>) -> String {
        assumption(in: places, of: "", option: "--training-price", key: "trainingPrice")
    }

    /// - Parameter places: in which the models run.
    func unitAssumption(in places: some Sequence<AccountRegion>) -> String {
        assumption(in: places, of: " for each inference unit", option: "--inference-price", key: "inferencePrice")
    }

    /// As in `assuming 1.20 USD an hour in eu-west-1 of account 111122223333, 1.00 elsewhere`, with the source.
    private func assumption(
        in places: some Sequence<AccountRegion>,
        of unit: String,
        option: String,
        key: String
    ) -> String {
        if let price = common(to: places) { return "assuming \(price.text) USD an hour\(unit) (\(option))" }
        let most = 3
        let places = places.sorted()
        let named = places.filter { self[$0] != base }
        var parts = named.prefix(most).map { "\(self[$0].text) USD an hour\(unit) in \($0)" }
        if named.count > most { parts.append("other prices in \(named.count - most) more") }
        if named.count < places.count { parts.append("\(base.text) elsewhere") }
        return "assuming \(parts.joined(separator: ", ")) (\(key) in the settings)"
    }
}
