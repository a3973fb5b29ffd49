internal import Diagnostics

/// HTML that grows. Names come from the program alone, and every text and every value of an attribute is made harmless
/// and escaped here: nothing that came from outside can become markup.
struct HTML {
    private(set) var source = ""

    typealias Attributes = KeyValuePairs<StaticString, String>

    /// An element with its end tag.
    mutating func element(
        _ name: StaticString,
        _ attributes: Attributes = [:],
        _ content: (inout HTML) -> Void
    ) {
        open(name, attributes)
        content(&self)
        source += "</\(name)>"
    }

    mutating func element(_ name: StaticString, _ text: String) {
        element(name, [:]) { $0.text(text) }
    }

    mutating func element(_ name: StaticString, _ attributes: Attributes, _ text: String) {
        element(name, attributes) { $0.text(text) }
    }

    /// An element that begins a line of the source.
    mutating func block(
        _ name: StaticString,
        _ attributes: Attributes = [:],
        _ content: (inout HTML) -> Void
    ) {
        source += "\n"
        element(name, attributes, content)
    }

    mutating func block(_ name: StaticString, _ text: String) {
        block(name, [:]) { $0.text(text) }
    }

    mutating func block(_ name: StaticString, _ attributes: Attributes, _ text: String) {
        block(name, attributes) { $0.text(text) }
    }

    /// An element that has no content and no end tag, or that closes itself, as in SVG.
    mutating func void(_ name: StaticString, _ attributes: Attributes = [:], closes: Bool = false) {
        open(name, attributes, closes ? "/>" : ">")
    }

    mutating func text(_ text: String) {
        source += Self.escaped(text)
    }

    /// What came from outside, and may be in a script that is written from right to left: it turns nothing beside it.
    mutating func foreign(_ text: String) {
        element("bdi") { $0.text(text) }
    }

    /// What the program itself wrote as source: declarations and style sheets.
    mutating func verbatim(_ text: StaticString) {
        source += "\(text)"
    }

    private mutating func open(_ name: StaticString, _ attributes: Attributes, _ end: String = ">") {
        source += "<\(name)"
        for (key, value) in attributes { source += " \(key)=\"\(Self.escaped(value))\"" }
        source += end
    }

    private static func escaped(_ text: String) -> String {
        let text = HarmlessText.shown(text)
        guard text.utf8.contains(where: { "&<>\"'".utf8.contains($0) }) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
