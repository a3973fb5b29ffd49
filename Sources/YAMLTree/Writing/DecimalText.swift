/// Numbers as every reader of YAML reads them.
enum DecimalText {
    /// The fewest digits that give the number back, without an exponent.
    static func of(_ number: Double) -> String {
        guard number.isFinite else { return "null" }
        let text = number.magnitude.description
        let sign = number < 0 ? "-" : ""
        let parts = text.split(separator: "e")
        let mantissa = parts[0].split(separator: ".")
        let whole = String(mantissa[0])
        let fraction = mantissa.count > 1 && mantissa[1] != "0" ? String(mantissa[1]) : ""
        let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let digits = whole + fraction
        let point = whole.utf8.count + exponent
        if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
        if point >= digits.utf8.count {
            return sign + digits + String(repeating: "0", count: point - digits.utf8.count)
        }
        return sign + digits.prefix(point) + "." + digits.dropFirst(point)
    }
}
