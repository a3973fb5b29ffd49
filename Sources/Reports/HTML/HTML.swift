import Text

/// HTML that grows. Names are static, and every text and every attribute value is made harmless and escaped here: no
/// foreign text can become markup.
///
/// It grows as bytes, which is faster than a String: a page of ten thousand versions has a million pieces.
struct HTML {
    private var bytes: [UInt8] = []

    var source: String { String(decoding: bytes, as: UTF8.self) }

    typealias Attributes = KeyValuePairs<StaticString, String>

    /// An element with its end tag.
    mutating func element(
        _ name: StaticString,
        _ attributes: Attributes = [:],
        _ content: (inout HTML) -> Void
    ) {
        open(name, attributes)
        content(&self)
        bytes.append(UInt8(ascii: "<"))
        bytes.append(UInt8(ascii: "/"))
        append(name)
        bytes.append(UInt8(ascii: ">"))
    }

    mutating func element(_ name: StaticString, _ text: String) {
        element(name, [:]) { $0.text(text) }
    }

    mutating func element(_ name: StaticString, _ attributes: Attributes, _ text: String) {
        element(name, attributes) { $0.text(text) }
    }

    /// An element on a new line of the source.
    mutating func block(
        _ name: StaticString,
        _ attributes: Attributes = [:],
        _ content: (inout HTML) -> Void
    ) {
        bytes.append(UInt8(ascii: "\n"))
        element(name, attributes, content)
    }

    mutating func block(_ name: StaticString, _ text: String) {
        block(name, [:]) { $0.text(text) }
    }

    mutating func block(_ name: StaticString, _ attributes: Attributes, _ text: String) {
        block(name, attributes) { $0.text(text) }
    }

    /// An element without content: without an end tag, or self-closing as in SVG.
    mutating func void(_ name: StaticString, _ attributes: Attributes = [:], closes: Bool = false) {
        open(name, attributes, closes ? "/>" : ">")
    }

    mutating func text(_ text: String) {
        appendEscaped(text)
    }

    /// Foreign text, isolated so that a right-to-left script does not reorder the text beside it.
    mutating func foreign(_ text: String) {
        element("bdi") { $0.text(text) }
    }

    /// Source of the program itself: declarations and style sheets.
    mutating func verbatim(_ text: StaticString) {
        append(text)
    }

    private mutating func open(_ name: StaticString, _ attributes: Attributes, _ end: StaticString = ">") {
        bytes.append(UInt8(ascii: "<"))
        append(name)
        for (key, value) in attributes {
            bytes.append(UInt8(ascii: " "))
            append(key)
            append("=\"")
            appendEscaped(value)
            bytes.append(UInt8(ascii: "\""))
        }
        append(end)
    }

    private mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
    }

    private mutating func appendEscaped(_ text: String) {
        let text = HarmlessText.shown(text)
        guard text.utf8.contains(where: \.hasMeaningInHTML) else { return bytes.append(contentsOf: text.utf8) }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): append("&amp;")
            case UInt8(ascii: "<"): append("&lt;")
            case UInt8(ascii: ">"): append("&gt;")
            case UInt8(ascii: "\""): append("&quot;")
            case UInt8(ascii: "'"): append("&#39;")
            default: bytes.append(byte)
            }
        }
    }
}

extension UInt8 {
    /// `&`, `<`, `>` and both quotation marks. No byte of another character is one of these.
    fileprivate var hasMeaningInHTML: Bool {
        switch self {
        case 0x22, 0x26, 0x27, 0x3C, 0x3E: true
        default: false
        }
    }
}
