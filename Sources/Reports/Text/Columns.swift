internal import Diagnostics

/// Text measured in a terminal's columns, of which a character may take none, one or two.
enum Columns {
    static func width(of text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + HarmlessText.width($1) }
    }

    /// A text cut to a number of columns, with a mark where it was cut.
    static func fitted(_ text: String, _ columns: Int) -> String {
        guard width(of: text) > columns else { return text }
        guard columns > 1 else { return columns == 1 ? "…" : "" }
        var result = String.UnicodeScalarView()
        var taken = 1
        for scalar in text.unicodeScalars {
            let width = HarmlessText.width(scalar)
            guard taken + width <= columns else { break }
            taken += width
            result.append(scalar)
        }
        return String(result) + "…"
    }

    static func padding(_ text: String, to columns: Int) -> String {
        String(repeating: " ", count: max(columns - width(of: text), 0))
    }
}
