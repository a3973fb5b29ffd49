/// Where an image is, in the bytes of a line.
struct SourceRef {
    /// Without the escapes of JSON, which few have.
    var text: [UInt8]?
    var start: Int
    var length: Int
    /// Of what stands between `s3://` and the next slash, counted from the start.
    var bucket: Range<Int>

    /// Nil unless it is `s3://BUCKET/KEY`; the guide writes the scheme in either case.
    init?(_ range: StringRange, in bytes: LineBytes, parser: LineParser) {
        start = range.start
        if range.hasEscapes {
            let text = parser.unescaped(range)
            self.text = text
            length = text.count
            guard let bucket = Self.bucket(count: text.count, at: { text[$0] }) else { return nil }
            self.bucket = bucket
        } else {
            length = range.length
            guard let bucket = Self.bucket(count: length, at: { bytes[range.start + $0] }) else { return nil }
            self.bucket = bucket
        }
    }

    private static func bucket(count: Int, at byte: (Int) -> UInt8) -> Range<Int>? {
        guard count > 5, byte(0) | 0x20 == UInt8(ascii: "s"), byte(1) == UInt8(ascii: "3"),
            byte(2) == UInt8(ascii: ":"), byte(3) == UInt8(ascii: "/"), byte(4) == UInt8(ascii: "/")
        else { return nil }
        var end = 5
        while end < count, byte(end).isOfBucket { end += 1 }
        let key = count - end - 1
        guard end < count, byte(end) == UInt8(ascii: "/"), Limits.bucketCharacters.contains(end - 5),
            (1...Limits.keyBytes).contains(key)
        else { return nil }
        return 5..<end
    }

    func hash(_ bytes: LineBytes) -> UInt64 {
        if let text { return ByteHash.of(text) }
        return ByteHash.of(bytes, start, length)
    }

    func isInBucket(_ name: [UInt8], _ bytes: LineBytes) -> Bool {
        if let text { return text[bucket].elementsEqual(name) }
        return bytes.equals(name, start + bucket.lowerBound, bucket.count)
    }

    func bucketName(_ bytes: LineBytes) -> [UInt8] {
        if let text { return Array(text[bucket]) }
        return bytes.copy(start + bucket.lowerBound, bucket.count)
    }

    func key(_ bytes: LineBytes) -> [UInt8] {
        let range = bucket.upperBound + 1..<length
        if let text { return Array(text[range]) }
        return bytes.copy(start + range.lowerBound, range.count)
    }
}

extension UInt8 {
    fileprivate var isOfBucket: Bool {
        isDigit || (self | 0x20) &- UInt8(ascii: "a") < 26 || self == UInt8(ascii: ".") || self == UInt8(ascii: "-")
            || self == UInt8(ascii: "_")
    }
}
