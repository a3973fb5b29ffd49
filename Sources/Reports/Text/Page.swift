import Diagnostics
import Text

/// A text that grows line by line. All foreign text passes `HarmlessText` before it is added.
struct Page {
    let style: TextStyle
    let width: Int?
    private(set) var text = ""

    init(style: TextStyle, width: Int?) {
        self.style = style
        self.width = width
    }

    /// A line that is harmless already. It is not folded.
    mutating func line(_ level: Int, _ content: String) {
        if !content.isEmpty {
            text += String(repeating: "  ", count: level)
            text += content
        }
        text += "\n"
    }

    /// A sentence, folded between words.
    mutating func prose(_ level: Int, _ sentence: String) {
        let harmless = HarmlessText.shown(sentence)
        let room = width.map { max($0 - 2 * level, 30) } ?? .max
        var current = ""
        for word in harmless.split(separator: " ") {
            if !current.isEmpty, current.count + 1 + word.count > room {
                line(level, current)
                current = "  "
            } else if !current.isEmpty {
                current += " "
            }
            current += word
        }
        if !current.isEmpty { line(level, current) }
    }

    /// A name with its values, one a line.
    mutating func field(_ name: String, _ values: [String]) {
        let label = name + String(repeating: " ", count: max(13 - name.count, 2))
        for (index, value) in values.enumerated() {
            let start = index == 0 ? label : String(repeating: " ", count: label.count)
            line(2, "  " + start + HarmlessText.shown(value))
        }
    }
}

extension TextStyle {
    /// The first line about a version, with its place in the files.
    func headline(_ text: String, _ paint: Paint?, at location: SourceLocation?) -> String {
        let place = location.map { self.paint("  (\(HarmlessText.shown($0.path)):\($0.line))", .faint) } ?? ""
        return (paint.map { self.paint(text, $0) } ?? text) + place
    }
}
