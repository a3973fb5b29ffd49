import Text

/// HTML that grows. Names are static, and every text and every attribute value is made harmless and escaped here: no
/// foreign text can become markup.
///
/// It grows in memory of its own, which is faster than a String or an array that grows: a page of ten thousand versions
/// has millions of pieces.
@safe struct HTML: ~Copyable {
    /// The first `count` bytes are the part that grows.
    private var bytes: UnsafeMutablePointer<UInt8>
    private var capacity = 2 * Self.partSize
    private var count = 0
    /// Takes the source part by part, each of whole characters: a page may have many megabytes.
    private let sink: ([UInt8]) -> Void

    /// Of a part, in bytes.
    private static let partSize = 1 << 16

    init(to sink: @escaping ([UInt8]) -> Void) {
        unsafe bytes = .allocate(capacity: capacity)
        self.sink = sink
    }

    deinit {
        unsafe bytes.deallocate()
    }

    /// Gives the rest of the source to the sink.
    mutating func end() {
        sink(unsafe Array(UnsafeBufferPointer(start: bytes, count: count)))
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
        open(name, class: cssClass)
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

    /// Texts one after the other, which is faster than an interpolation.
    mutating func text(_ texts: String...) {
        text(texts)
    }

    mutating func text(_ texts: [String]) {
        for text in texts { appendEscaped(text) }
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

    private mutating func open(_ name: StaticString, class cssClass: StaticString) {
        append(UInt8(ascii: "<"))
        append(name)
        append(" class=\"")
        append(cssClass)
        append("\">")
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

    /// In place, so that the compiler knows the text where it is written there.
    @inline(__always)
    private mutating func append(_ text: StaticString) {
        reserve(text.utf8CodeUnitCount)
        unsafe (bytes + count).initialize(from: text.utf8Start, count: text.utf8CodeUnitCount)
        count += text.utf8CodeUnitCount
    }

    private mutating func append(_ byte: UInt8) {
        reserve(1)
        unsafe bytes[count] = byte
        count += 1
    }

    private mutating func reserve(_ more: Int) {
        if count + more > capacity { grow(more) }
    }

    private mutating func grow(_ more: Int) {
        capacity = 2 * (count + more)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        unsafe larger.initialize(from: bytes, count: count)
        unsafe bytes.deallocate()
        unsafe bytes = larger
    }

    private mutating func appendEscaped(_ text: String) {
        let isDone = unsafe text.utf8.withContiguousStorageIfAvailable { utf8 in
            // Nearly every text is plain, so it is copied before it is tested, by words: the last one ends in spaces.
            reserve(utf8.count + Word.size)
            let target = unsafe UnsafeMutableRawPointer(bytes + count)
            if let first = utf8.baseAddress { unsafe target.copyMemory(from: first, byteCount: utf8.count) }
            unsafe target.storeBytes(of: Word.repeating(0x20), toByteOffset: utf8.count, as: Word.self)
            for offset in stride(from: 0, to: utf8.count, by: Word.size) {
                if unsafe !target.loadUnaligned(fromByteOffset: offset, as: Word.self).isPlain { return false }
            }
            count += utf8.count
            return true
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

/// Eight bytes of a text: tested together, which the compiler does not do of itself.
private typealias Word = UInt64

extension Word {
    fileprivate static let size = 8

    fileprivate static func repeating(_ byte: UInt8) -> Word { 0x0101_0101_0101_0101 * Word(byte) }

    /// Whether every byte is printable ASCII other than `&`, `<`, `>` and both quotation marks.
    fileprivate var isPlain: Bool {
        let highs = Word.repeating(0x80)
        /// The highest bit of a byte below the limit, which is at most 0x80, and perhaps of bytes above such a byte.
        func below(_ limit: UInt8, _ word: Word) -> Word { (word &- .repeating(limit)) & ~word }
        /// The same for a byte that equals the other.
        func equal(_ byte: UInt8, _ word: Word) -> Word { below(1, word ^ .repeating(byte)) }
        // "&" and "'" differ in one bit, as do "<" and ">".
        let others =
            self | below(0x20, self) | equal(0x7F, self) | equal(UInt8(ascii: "\""), self)
            | equal(UInt8(ascii: "'"), self | .repeating(1)) | equal(UInt8(ascii: ">"), self | .repeating(2))
        return others & highs == 0
    }
}
