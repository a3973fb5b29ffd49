/// Whether output has colours.
package enum TextStyle: Sendable {
    case plain
    /// With ANSI escape sequences.
    case coloured

    package enum Paint: String, Sendable {
        case bold = "1"
        case faint = "2"
        case red = "1;31"
        case green = "1;32"
        case yellow = "1;33"
        case cyan = "1;36"
    }

    package func paint(_ text: String, _ paint: Paint) -> String {
        switch self {
        case .plain: text
        case .coloured: "\u{1B}[\(paint.rawValue)m\(text)\u{1B}[0m"
        }
    }
}
