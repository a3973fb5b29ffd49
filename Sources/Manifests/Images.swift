/// The kind of a file, by its first bytes.
package enum ImageHeader: Sendable, Equatable {
    case png(width: Int, height: Int)
    case jpeg(width: Int, height: Int)
    /// A JPEG whose size comes later: read on at this offset.
    case jpegContinues(at: Int64)
    case other(String?)
    case damaged(String)

    /// Bytes to read. They include the metadata of most cameras, so also the size of a JPEG, and take no more time than
    /// a few bytes.
    package static let length: Int64 = 16_384

    private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    /// Formats that the service does not accept.
    private static let others: [(magic: [UInt8], name: String)] = [
        (Array("GIF8".utf8), "GIF"), (Array("BM".utf8), "BMP"), (Array("RIFF".utf8), "WebP"),
        ([0x49, 0x49, 0x2A, 0x00], "TIFF"), ([0x4D, 0x4D, 0x00, 0x2A], "TIFF"), (Array("%PDF".utf8), "PDF"),
    ]

    /// - Parameter bytes: the first bytes of the file.
    package init(_ bytes: [UInt8]) {
        if bytes.starts(with: Self.png) {
            self = Self.png(bytes)
        } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = Self.segments(bytes, at: 2, base: 0)
        } else if bytes.dropFirst(4).starts(with: "ftyp".utf8) {
            self = .other("HEIF or AVIF")
        } else {
            self = .other(Self.others.first { bytes.starts(with: $0.magic) }?.name)
        }
    }

    /// Continues at the offset of `jpegContinues`.
    package init(continuing bytes: [UInt8], at offset: Int64) { self = Self.segments(bytes, at: 0, base: offset) }

    /// ISO/IEC 15948: the first chunk is IHDR, which begins with width and height, four bytes each.
    private static func png(_ bytes: [UInt8]) -> ImageHeader {
        guard bytes.count >= 24, bytes[12..<16].elementsEqual("IHDR".utf8) else { return .damaged("PNG") }
        func number(_ start: Int) -> Int { bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
        return .png(width: number(16), height: number(20))
    }

    /// ISO/IEC 10918-1, annex B: marker segments; a frame header (SOFn) has the size.
    private static func segments(_ bytes: [UInt8], at start: Int, base: Int64) -> ImageHeader {
        var index = start
        while index < bytes.count {
            guard bytes[index] == 0xFF else { return .damaged("JPEG") }
            guard index + 1 < bytes.count else { break }
            let marker = bytes[index + 1]
            // Fill bytes may come before a marker; TEM and RSTn have no content.
            if marker == 0xFF || marker == 0x01 || (0xD0...0xD7).contains(marker) {
                index += marker == 0xFF ? 1 : 2
                continue
            }
            // The image's data, its end or another start, without a frame before it.
            if marker == 0 || (0xD8...0xDA).contains(marker) { return .damaged("JPEG") }
            guard index + 3 < bytes.count else { break }
            let length = Int(bytes[index + 2]) << 8 | Int(bytes[index + 3])
            guard length >= 2 else { return .damaged("JPEG") }
            let isFrame = (0xC0...0xCF).contains(marker) && ![0xC4, 0xC8, 0xCC].contains(marker)
            guard isFrame else {
                index += 2 + length
                continue
            }
            guard index + 8 < bytes.count else { break }
            return .jpeg(
                width: Int(bytes[index + 7]) << 8 | Int(bytes[index + 8]),
                height: Int(bytes[index + 5]) << 8 | Int(bytes[index + 6])
            )
        }
        return .jpegContinues(at: base + Int64(index))
    }
}

/// The limits for images of a training: "Guidelines and quotas in Amazon Rekognition Custom Labels".
package enum ImageLimits {
    /// In bytes. The guide says 15 MB. For another limit it says 5 MB, and the API's model has 5 × 2²⁰ bytes.
    package static let size: Int64 = 15 * 1_048_576

    /// Nil for a size that a training accepts.
    package static func problem(width: Int, height: Int) -> ImageProblem? {
        let sides = [Int64(width), Int64(height)]
        guard sides.allSatisfy(Limits.dimensions.contains) else { return .dimensions(width: width, height: height) }
        let (short, long) = (min(sides[0], sides[1]), max(sides[0], sides[1]))
        return long > short * Limits.aspectRatio ? .aspectRatio(width: width, height: height) : nil
    }

    /// - Parameter size: in bytes.
    package static func problem(size: Int64) -> ImageProblem? {
        size == 0 ? .empty : size > Self.size ? .tooLarge(size) : nil
    }
}

/// Why an image cannot be used.
package enum ImageProblem: Sendable, Equatable {
    case missing
    case noBucket
    case empty
    /// In bytes.
    case tooLarge(Int64)
    /// The storage class prevents reading.
    case archived
    /// Neither PNG nor JPEG; the format, if known.
    case format(String?)
    /// It starts as a PNG or JPEG, but the rest is not valid.
    case damaged(String)
    case dimensions(width: Int, height: Int)
    case aspectRatio(width: Int, height: Int)

}

extension ImageProblem: CustomStringConvertible {
    /// A phrase without a full stop.
    package var description: String {
        switch self {
        case .missing: "S3 has no object of this key"
        case .noBucket: "the image's bucket does not exist"
        case .empty: "the image is empty"
        case .tooLarge(let size): "the image has \(size) bytes; the limit is \(ImageLimits.size)"
        case .archived: "the image is archived; it must be restored before it can be read"
        case .format(let kind?): "the image is a \(kind), neither PNG nor JPEG"
        case .format(nil): "the object is neither PNG nor JPEG"
        case .damaged(let format): "the image starts as a \(format), but the rest is not valid"
        case .dimensions(let width, let height):
            "the image has \(width) by \(height) pixels; each must be from 64 to 4096"
        case .aspectRatio(let width, let height): "the image has \(width) by \(height) pixels, which is more than 20:1"
        }
    }
}
