import Text

/// HTML that grows. Names are static, and every text and every attribute value is made harmless and escaped here: no
/// foreign text can become markup.
///
/// It grows as bytes, which is faster than a String: a page of ten thousand versions has a million pieces.
struct HTML {
    private var bytes: [UInt8] = []
    /// Takes the source part by part, each of whole characters: a page may have many megabytes.
    private let sink: ([UInt8]) -> Void

    /// Of a part, in bytes.
    private static let partSize = 1 << 16

    init(to sink: @escaping ([UInt8]) -> Void) {
        self.sink = sink
        bytes.reserveCapacity(2 * Self.partSize)
    }

    /// Gives the rest of the source to the sink.
    mutating func end() {
        sink(bytes)
        bytes.removeAll(keepingCapacity: true)
    }

    typealias Attributes = KeyValuePairs<StaticString, String>

    /// An element with its end tag.
    mutating func element(
        _ name: StaticString,
        _ attributes: Attributes = [:],
        _ content: (inout HTML) -> Void
    ) {
        open(name, attributes)
        content(&self)
        close(name)
    }

    /// Most elements have a class and no other attribute. This takes no memory for a list of attributes.
    mutating func element(_ name: StaticString, class cssClass: StaticString, _ content: (inout HTML) -> Void) {
        bytes.append(UInt8(ascii: "<"))
        append(name)
        append(" class=\"")
        append(cssClass)
        append("\">")
        content(&self)
        close(name)
    }

    mutating func element(_ name: StaticString, _ text: String) {
        element(name, [:]) { $0.text(text) }
    }

    mutating func element(_ name: StaticString, class cssClass: StaticString, _ text: String) {
        element(name, class: cssClass) { $0.text(text) }
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

    mutating func block(_ name: StaticString, class cssClass: StaticString, _ content: (inout HTML) -> Void) {
        bytes.append(UInt8(ascii: "\n"))
        element(name, class: cssClass, content)
    }

    mutating func block(_ name: StaticString, _ text: String) {
        block(name, [:]) { $0.text(text) }
    }

    mutating func block(_ name: StaticString, class cssClass: StaticString, _ text: String) {
        block(name, class: cssClass) { $0.text(text) }
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
        append("<bdi>")
        appendEscaped(text)
        append("</bdi>")
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

    private mutating func close(_ name: StaticString) {
        append("</")
        append(name)
        bytes.append(UInt8(ascii: ">"))
        if bytes.count >= Self.partSize { end() }
    }

    private mutating func append(_ text: StaticString) {
        unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func appendEscaped(_ text: String) {
        let isDone = unsafe text.utf8.withContiguousStorageIfAvailable { utf8 in
            // Without an early end, the compiler tests many bytes at a time.
            let hasOther = unsafe utf8.reduce(false) { hasOther, byte in
                let isPlain = byte >= 0x20 && byte < 0x7F && !byte.hasMeaningInHTML
                return hasOther || !isPlain
            }
            if !hasOther { unsafe bytes.append(contentsOf: utf8) }
            return !hasOther
        }
        if isDone == true { return }
        for byte in HarmlessText.shown(text).utf8 {
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
        self == UInt8(ascii: "&") || self == UInt8(ascii: "<") || self == UInt8(ascii: ">")
            || self == UInt8(ascii: "\"")
            || self == UInt8(ascii: "'")
    }
}
