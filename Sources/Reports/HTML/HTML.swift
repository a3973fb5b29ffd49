import Text

/// HTML that grows. Names are static, and every text and every attribute value is made harmless and escaped here: no
/// foreign text can become markup.
///
/// It grows as bytes in a buffer of its own, which is faster than a String or an array that grows: a page of ten
/// thousand versions has millions of pieces.
struct HTML {
    /// The first `count` bytes are the part that grows.
    private var buffer = [UInt8](repeating: 0, count: 2 * Self.partSize)
    private var count = 0
    /// Takes the source part by part, each of whole characters: a page may have many megabytes.
    private let sink: ([UInt8]) -> Void

    /// Of a part, in bytes.
    private static let partSize = 1 << 16

    init(to sink: @escaping ([UInt8]) -> Void) {
        self.sink = sink
    }

    /// Gives the rest of the source to the sink.
    mutating func end() {
        sink(Array(buffer[..<count]))
        count = 0
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
        append(UInt8(ascii: "<"))
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
        append(UInt8(ascii: "\n"))
        element(name, attributes, content)
    }

    mutating func block(_ name: StaticString, class cssClass: StaticString, _ content: (inout HTML) -> Void) {
        append(UInt8(ascii: "\n"))
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
        append(UInt8(ascii: "<"))
        append(name)
        for (key, value) in attributes {
            append(UInt8(ascii: " "))
            append(key)
            append("=\"")
            appendEscaped(value)
            append(UInt8(ascii: "\""))
        }
        append(end)
    }

    private mutating func close(_ name: StaticString) {
        append("</")
        append(name)
        append(UInt8(ascii: ">"))
        if count >= Self.partSize { end() }
    }

    private mutating func append(_ text: StaticString) {
        unsafe append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
        let start = count
        count += text.count
        if count > buffer.count { buffer += Array(repeating: 0, count: count) }
        unsafe buffer.withUnsafeMutableBytes { bytes in
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[start...])
            unsafe rest.copyMemory(from: UnsafeRawBufferPointer(text))
        }
    }

    private mutating func append(_ byte: UInt8) {
        if count == buffer.count { buffer += Array(repeating: 0, count: count) }
        buffer[count] = byte
        count += 1
    }

    private mutating func appendEscaped(_ text: String) {
        let isDone = unsafe text.utf8.withContiguousStorageIfAvailable { utf8 in
            // Without an early end, the compiler tests many bytes at a time.
            let hasOther = unsafe utf8.reduce(false) { hasOther, byte in
                let isPlain = byte >= 0x20 && byte < 0x7F && !byte.hasMeaningInHTML
                return hasOther || !isPlain
            }
            if !hasOther { unsafe append(utf8) }
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
            default: append(byte)
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
